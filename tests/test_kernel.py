"""The compiled kernel gives what its reference in Python gives, to the last bit, on any text."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from array import array
from importlib.metadata import PackageNotFoundError, distribution

import pytest
from cli_support import SEEDS
from hypothesis import given
from hypothesis import strategies as st

from corpuslint import kernel
from corpuslint.language import chains, neighbours, ngrams
from corpuslint.language.characters import load_characters
from corpuslint.language.context import load_context
from corpuslint.language.splits import LOUD, LOUD_INSIDE, WORTHLESS, Splitter
from corpuslint.language.vocabulary import make_vocabulary
from corpuslint.language.words import load_words

compiled = pytest.mark.skipif(not kernel.IN_USE, reason=f"the kernel is {kernel.STATE}")


def is_installed_from_here() -> bool:
    try:
        origin = distribution("corpuslint-text").read_text("direct_url.json")
    except PackageNotFoundError:
        return False
    return origin is not None and SEEDS.parent.as_uri() in origin


@pytest.mark.skipif(not is_installed_from_here(), reason="the package is not installed from this checkout")
@pytest.mark.skipif(kernel.STATE == "switched off", reason="the kernel is switched off")
def test_kernel_is_built_where_a_compiler_is() -> None:
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    if kernel.STATE == "not built" and shutil.which(compiler) is None:
        pytest.skip("there is no compiler")
    assert kernel.STATE == "compiled", "build it: python -m pip install -e ., or python hatch_build.py"


def state(**environment: str) -> str:
    code = """
from corpuslint import kernel
from corpuslint.language import layout
print(kernel.STATE, layout.Chains.__module__)"""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | environment).stdout


def test_switch() -> None:
    assert state(CORPUSLINT_PURE="1") == "switched off corpuslint.language.chains\n"


@compiled
def test_kernel_is_used() -> None:
    assert state(CORPUSLINT_PURE="") == "compiled corpuslint.kernel.chains\n"


@compiled
def test_same_findings_with_and_without_the_kernel() -> None:
    def output(pure: str) -> bytes:
        command = [sys.executable, "-m", "corpuslint", "check", "--isolated", "--output-format", "jsonl", SEEDS]
        done = subprocess.run(command, check=False, capture_output=True, env=os.environ | {"CORPUSLINT_PURE": pure})
        assert done.returncode == 1, done.stderr.decode()
        return done.stdout

    found = output("")
    assert len(found.splitlines()) > 50
    assert found == output("1")


@st.composite
def lines(draw: st.DrawFn) -> tuple[str, int, int, array[int], array[float]]:
    """A text, the span of a line in it, and gaps with odds."""
    words = st.text("aé\u0301ả😀\udcff.-", min_size=1, max_size=12) | st.just("a" * 250)
    text = draw(st.lists(words, max_size=60).map(" ".join) | st.text("ab \t\x85\u3000\x1cé😀", max_size=300))
    start = draw(st.integers(0, len(text)))
    gaps = sorted(draw(st.sets(st.integers(0, len(text)), max_size=40)))
    odds = draw(st.lists(st.floats(-6, 6), min_size=len(gaps), max_size=len(gaps)))
    return text, start, draw(st.integers(start, len(text))), array("q", gaps), array("d", odds)


@compiled
@given(lines(), st.booleans(), st.booleans(), st.integers(2, 120))
def test_chains(line: tuple[str, int, int, array[int], array[float]], first: bool, in_bytes: bool, width: int) -> None:
    from corpuslint.kernel.chains import Chains

    one, two = chains.Chains(*line, first, in_bytes), Chains(*line, first, in_bytes)
    assert (one.begin, one.stop, one.gaps) == (two.begin, two.stop, two.gaps)
    assert one.evidence(width) == two.evidence(width)
    assert one.weigh(width) == two.weigh(width)
    offsets = [*one.gaps, one.begin, one.stop]
    assert [one.measure(offset) for offset in offsets] == [two.measure(offset) for offset in offsets]
    assert [one.reach(gap) for gap in one.gaps] == [two.reach(gap) for gap in one.gaps]


@compiled
def test_chains_refuse_what_lies_outside() -> None:
    from corpuslint.kernel.chains import Chains

    none, nothing = array("q"), array("d")
    for start, end in ((0, 9), (-1, 3), (3, 2)):
        with pytest.raises(ValueError, match="in its text"):
            Chains("le mot", start, end, none, nothing, True, False)
    with pytest.raises(ValueError, match="its odds"):
        Chains("le mot", 0, 6, array("q", [1]), nothing, True, False)
    line = Chains("le mot", 3, 6, none, nothing, True, True)
    for offset in (0, 2, -1):
        with pytest.raises(IndexError):
            line.measure(offset)
    with pytest.raises(ValueError, match="width"):
        line.evidence(1)


letters = st.text("aelnrstoéßđ^$\0ﬁ𝐀😀'", max_size=20) | st.text(max_size=20)


@compiled
@given(st.lists(letters, min_size=1, max_size=40), st.integers(1, 6))
def test_ngrams(words: list[str], count: int) -> None:
    """Also where fewer n-grams are kept than come."""
    from corpuslint.kernel.ngrams import Letters

    model = load_characters("fr", "low")
    assert model is not None
    one, two = ngrams.Letters(model.ask, 50), Letters(model.ask, 1 << 11)
    for word in words:
        assert one.log_probability(word) == two.log_probability(word)
        assert one.ending(word, count) == two.ending(word, count)
        if word and "ß" not in word:
            assert one.pieces(word) == two.pieces(word)


@compiled
def test_ngrams_that_outgrow_their_table() -> None:
    from corpuslint.kernel.ngrams import Letters

    model = load_characters("fr", "name")
    assert model is not None
    kept = Letters(model.ask, 1 << 11)
    words = [f"{a}{b}{c}" for a in "aeioué" for b in "bcdfglmnprst" for c in ("ral", "tion", "ment", "lé", "x" * 50)]
    for word in words * 3:
        assert kept.log_probability(word) == ngrams.Letters(model.ask).log_probability(word)


@compiled
def test_ngrams_refuse_what_does_not_fit() -> None:
    from corpuslint.kernel.ngrams import Letters

    for most in (0, -8, 3000, 1 << 4):
        with pytest.raises(ValueError, match="power of two"):
            Letters(len, most)
    with pytest.raises(ValueError, match="too long"):
        Letters(lambda _gram: 0.0).pieces("a" * 65)
    with pytest.raises(KeyError, match=r"\^a"):
        Letters({}.__getitem__).log_probability("ab")


WORDS = {
    "fr": "le de la dans les ministre président Défense pays guerre surtout Vietnam Hanoï a y à",
    "de": "der die das Haus Straße Minister und Regierung Land über große mit",
    "vi": "nước người của ông và Việt Nam một không được",
    "it": "della città e il ministro perché governo anche più è",
}


@st.composite
def tokens(draw: st.DrawFn) -> tuple[str, str]:
    """A language, and words of it glued together, or what looks like a word."""
    language = draw(st.sampled_from(sorted(WORDS)))
    glued = st.lists(
        st.sampled_from(WORDS[language].split()) | st.text("aeinrtsoéüñ", max_size=4), min_size=1, max_size=5
    )
    token = draw(glued.map("".join) | letters.filter(bool))
    return language, draw(st.sampled_from((token, token.lower(), token.capitalize())))


def both(language: str, vocabulary: bool) -> tuple[Splitter, Splitter]:
    """The splitter of a language with the kernel and without, each with its own memory."""
    from corpuslint.kernel.splits import Weigher

    own = make_vocabulary({"Michoustine": 9, "straz": 3, "dufond": 2}) if vocabulary else None
    words = load_words(language, own)
    assert words is not None
    return Splitter(words, Weigher(words)), Splitter(words)


@compiled
@given(tokens(), st.booleans(), st.booleans(), st.sampled_from((WORTHLESS, LOUD_INSIDE, LOUD)))
def test_splits(token: tuple[str, str], at_start: bool, vocabulary: bool, least: float) -> None:
    language, form = token
    with_kernel, without = both(language, vocabulary)
    assert with_kernel.weigh(form, at_start, least) == without.weigh(form, at_start, least)


@compiled
@pytest.mark.parametrize(
    "form", ["delaDéfense", "ministredela", "l'arméefrançaise", "dudufond", "Straßen", "𝐀bc", "ﬁn", "İstanbul"]
)
def test_splits_of_some_words(form: str) -> None:
    for language in ("fr", "de"):
        with_kernel, without = both(language, True)
        for at_start in (False, True):
            assert with_kernel.weigh(form, at_start) == without.weigh(form, at_start)


forms = st.text("aelprsé'-AÉ0¶,", min_size=1, max_size=12) | st.text(min_size=1, max_size=8)


@compiled
@given(forms, forms, forms, st.lists(st.sets(st.integers(1, 11), max_size=3), max_size=4), st.floats(-9, 9))
def test_neighbours(left: str, form: str, right: str, cuts: list[set[int]], base: float) -> None:
    from corpuslint.kernel.neighbours import Neighbours

    context = load_context("fr")
    assert context is not None
    one, two = neighbours.Neighbours(*context.tables), Neighbours(*context.tables)
    assert one.pmi(left, right) == two.pmi(left, right)
    candidates = [(tuple(sorted(gap for gap in gaps if gap < len(form))), -1.5) for gaps in cuts]
    assert one.scores(form, left, right, candidates, base) == two.scores(form, left, right, candidates, base)


@compiled
def test_neighbours_refuse_what_does_not_fit() -> None:
    from corpuslint.kernel.neighbours import Neighbours

    with pytest.raises(ValueError, match="its count"):
        Neighbours(len, array("f"), array("I", [1]), array("I"), 1.0)
    with pytest.raises(ValueError, match="room"):
        Neighbours(len, array("f", bytes(4 << 16)) + array("f", [0.0]), array("I"), array("I"), 1.0)
    none = Neighbours({"a": 0, "b": -1, "c": 7}.__getitem__, array("f", [0.0]), array("I"), array("I"), 1.0)
    assert none.pmi("a", "a") < 0
    for other in "bc":
        with pytest.raises(IndexError):
            none.pmi("a", other)
    with pytest.raises(KeyError):
        none.pmi("a", "d")
