"""The second screen of fused words: what it leaves out makes no difference."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuslint.document import Document
from corpuslint.language.lexicon import PLAIN, load_lexicon
from corpuslint.language.losses import find_losses
from corpuslint.language.runs import Conventions, Kind, inside_number, junction, tokens_of
from corpuslint.language.sections import sections
from corpuslint.language.spelling_judge import load_judge
from corpuslint.language.suspects import Suspects, load_suspects

CHUNKS = st.sampled_from(
    "le la de et à dela ministre Défense. laDéfense, civils.Des et,pour mot(s) mot(deux autres) (ONU) » « : «mot» mot: "
    'mot ; mot; "mot", "mot mot". laguerre surtout reçul\'ambassadeur levice-ministre à1990 Truong YouTube '
    "Vietnammardi 4,2001 12:30 maison l'autotest 2011 3000 60èmeanniversaire mot)mot 🙂 e\u0301té".split()
)


def _suspects(language: str = "fr") -> Suspects:
    suspects = load_suspects(language)
    assert suspects is not None
    return suspects


@settings(max_examples=150, deadline=None)
@given(st.lists(CHUNKS, max_size=30))
def test_no_place_is_in_a_silent_run_whatever_stands_beside_it(chunks: list[str]) -> None:
    suspects, text = _suspects(), " ".join(chunks)
    words, tokens = suspects.splitter.words, tokens_of(text, 0, len(text))
    silent = {chunk for chunk in chunks if suspects.is_silent(chunk)}
    start = 0
    for chunk in chunks:
        for index, token in enumerate(tokens):
            if chunk in silent and start <= token.start < start + len(chunk):
                assert not (token.kind is Kind.NUMBER and inside_number(token))
                assert not (token.glued and junction(tokens, index, words, Conventions(text)))
                assert not suspects.splitter.candidates(token.form, True)
        start += len(chunk) + 1


@settings(max_examples=150, deadline=None)
@given(st.lists(CHUNKS, max_size=40))
def test_what_was_seen_before_changes_nothing(chunks: list[str]) -> None:
    document, warm = Document(" ".join(chunks), "fr"), _suspects()
    cold = Suspects(warm.splitter, warm.plain)
    assert warm.loud(document.chunks) == cold.loud(document.chunks)
    assert list(find_losses(document, warm)) == list(find_losses(document, cold))


@pytest.mark.parametrize(
    "chunk", ["laDéfense", "civils.Des", "et,pour", "reçul'ambassadeur", "levice-ministre", "à1990"]
)
def test_a_lost_space_is_loud(chunk: str) -> None:
    assert _suspects().loud([chunk]) == {chunk}


@pytest.mark.parametrize("chunk", ["surtout", "maison", "Michoustine", "l'ambassadeur,", "mot(s)", "12:30", '"mot",'])
def test_a_sound_word_is_quiet(chunk: str) -> None:
    assert not _suspects().loud([chunk])


@pytest.mark.parametrize("language", ["fr", "en", "de", "es", "it", "pt", "vi"])
def test_plain_words_have_nothing_to_say_to_the_checks_they_pass(language: str) -> None:
    """Fails when models changed and scripts/build_screen.py did not run after them."""
    lexicon, suspects, judge = load_lexicon(language), _suspects(language), load_judge(language)
    assert lexicon is not None
    plain = [word for word in lexicon.words()[::997] if (lexicon.lookup(word) or (0, 0))[1] & PLAIN]
    assert len(plain) > 5
    for word in plain:
        for form in (word, word.capitalize()):
            assert not suspects.splitter.strong(form, True), form
            assert judge is None or not judge.suspects_in(form), form


def test_a_long_line_is_judged_in_sections_like_a_short_one() -> None:
    sound = "Le ministre de la Défense a reçu son collègue à Paris. "
    fused = "levice-ministre dela Défense a reçul'ambassadeur. "
    text = sound * 3000 + fused * 4 + sound * 3000
    found = [place for losses in find_losses(Document(text, "fr"), _suspects()) for place in losses.places]
    gaps = [gap for place in found for gap, posterior in place.posterior.items() if posterior > 0.9]
    begin = len(sound) * 3000
    assert len(gaps) >= 8
    assert all(begin < gap < begin + 4 * len(fused) for gap in gaps)


@given(st.text(alphabet="a b\n", max_size=60), st.integers(1, 20))
def test_sections_hold_every_character_of_the_lines_once(text: str, longest: int) -> None:
    lines = Document(text).lines
    spans = [span for section in sections(text, lines, longest) for span in section]
    assert "".join(text[start:end] for start, end in spans) == "".join(text[start:end] for start, end in lines)
    assert all(end - start <= longest for start, end in spans)
