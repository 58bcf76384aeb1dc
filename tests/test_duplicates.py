"""The same document twice: exactly, nearly, in any order of files and any grouping of summaries."""

from __future__ import annotations

import json
import random
import re
from array import array
from pathlib import Path

import pytest
from cli_support import SEEDS, run
from hypothesis import assume, given
from hypothesis import strategies as st

from corpuslint.catalogue import load_catalogue, load_rule
from corpuslint.corpus import CorpusFindings, Place, duplicates, summarise
from corpuslint.corpus.sketch import KEPT, Reader, are_alike, likeness, smallest
from corpuslint.document import Document
from corpuslint.errors import ConfigurationError, RuleFileError
from corpuslint.ruleset import RuleSet, build_ruleset

WORDS = [
    a + b + c for a in ("ba", "ce", "di", "fo", "gu", "ha") for b in ("l", "m", "nt", "r") for c in ("e", "o", "is")
]


def rules(**options: float) -> RuleSet:
    table = {name.replace("_", "-"): value for name, value in options.items()}
    return build_ruleset(load_catalogue(), select=["DUP003"], options={"DUP003": table})


def prose(seed: int, words: int = 200) -> list[str]:
    return random.Random(seed).choices(WORDS, k=words)


def edited(words: list[str], share: float, seed: int = 1) -> list[str]:
    """The words with a share of them replaced, at places that a seed decides."""
    chance = random.Random(seed)
    return [chance.choice(WORDS).upper() + "x" if chance.random() < share else word for word in words]


def found(texts: dict[str, str], **options: float) -> dict[str, str]:
    """Messages by path."""
    corpus = CorpusFindings(rules(**options))
    for path, text in texts.items():
        corpus.add(summarise(Document(text, "fr", path), rules(**options)))
    return {place.path: finding.message for place, finding in corpus.findings()}


def test_spaces_case_form_and_marks_make_no_other_text() -> None:
    text = "\ufeffLe café de la Tour\u00a0rouvre lundi\u00ad à midi."
    other = "LE CAFE\u0301 DELA TOUR\nrouvre\u202flundi à\u200b midi.\r\n"
    assert found({"a": text, "b": other}) == {"b": "the same text as a (kept: first by path)"}


def test_punctuation_makes_another_text_but_a_near_one() -> None:
    message = found({"a": "un deux trois, quatre cinq six", "b": "un deux trois quatre cinq six"})["b"]
    assert message.startswith("nearly the same text as a (kept: first by path): 100 %")


def test_the_first_by_path_and_record_stays() -> None:
    corpus = CorpusFindings(rules())
    text = " ".join(prose(1))
    records = [("b/x.jsonl", 10), ("b/x.jsonl", 9), ("b.jsonl", 1), ("a-b/x.jsonl", 2)]
    for path, line in records:
        corpus.add(summarise(Document(text, "fr", path, {"line": line, "pointer": "/text"}), rules()))
    kept = "the same text as a-b/x.jsonl:2:/text (kept: first by path)"
    assert [(str(place), finding.message) for place, finding in corpus.findings()] == [
        ("b/x.jsonl:9:/text", kept),
        ("b/x.jsonl:10:/text", kept),
        ("b.jsonl:1:/text", kept),
    ]


def test_a_finding_spans_the_document_and_has_no_fix() -> None:
    text = " ".join(prose(1))
    corpus = CorpusFindings(rules())
    for path in "ab":
        corpus.add(summarise(Document(text, "fr", path), rules()))
    ((_, finding),) = corpus.findings()
    assert (finding.start, finding.end, finding.fix) == (0, len(text), None)


@pytest.mark.parametrize(("share", "near"), [(0.002, True), (0.01, True), (0.1, False), (0.5, False)])
def test_near_copies_are_found_by_how_much_was_edited(share: float, near: bool) -> None:
    texts = {}
    for number in range(30):
        words = prose(number, 600)
        texts[f"{number:02}.a"] = " ".join(words)
        texts[f"{number:02}.b"] = " ".join(edited(words, share, number))
    copies = found(texts)
    assert set(copies) <= {f"{number:02}.b" for number in range(30)}
    assert len(copies) == (30 if near else 0)
    assert all(f"as {path[:2]}.a " in message for path, message in copies.items())


def test_the_similarity_that_is_asked_for_decides() -> None:
    words = prose(3, 600)
    texts = {"a": " ".join(words), "b": " ".join(edited(words, 0.04))}
    assert found(texts) == {}
    assert set(found(texts, similarity=0.6)) == {"b"}


def test_exact_copies_alone_need_no_sketch() -> None:
    text = " ".join(prose(1))
    assert summarise(Document(text), rules(similarity=1.0))[1]["DUP003"][2] == ""
    assert set(found({"a": text, "b": text.upper(), "c": text + " fin"}, similarity=1.0)) == {"b"}


@pytest.mark.parametrize("similarity", [0.4, 1.1, -1.0])
def test_a_similarity_that_cannot_be_found_is_one_clear_error(similarity: float) -> None:
    with pytest.raises(ConfigurationError, match=r'"similarity" of rule DUP003 must be from 0\.5 to 1'):
        CorpusFindings(rules(similarity=similarity))


def test_a_copy_is_like_the_document_that_stays_not_only_like_another_copy() -> None:
    versions = [prose(5, 400)]
    for number in range(12):
        start = 30 * number
        versions.append(
            [
                *versions[-1][:start],
                *(word + "s" for word in versions[-1][start : start + 30]),
                *versions[-1][start + 30 :],
            ]
        )
    texts = {f"{number:02}": " ".join(words) for number, words in enumerate(versions)}
    sketches = {path: Reader(text).sketch for path, text in texts.items()}
    copies = found(texts)
    kept = {path: message.partition(" as ")[2][:2] for path, message in copies.items()}
    assert kept
    assert "12" not in kept or kept["12"] != "00"
    assert not set(kept.values()) & set(kept), "what stays is no copy"
    assert all(likeness(sketches[path], sketches[stays]) >= 0.8 for path, stays in kept.items())


def test_a_copy_of_a_near_copy_names_the_document_that_stays() -> None:
    words = prose(4, 300)
    near = " ".join([*words, "encore"])
    copies = found({"a": " ".join(words), "b": near, "c": near.upper()})
    assert [message.partition(" (")[0] for message in copies.values()] == ["nearly the same text as a"] * 2


def test_a_template_with_other_contents_is_no_copy() -> None:
    frame = prose(9, 60)
    assert found({f"{n:03}": " ".join([*frame, *prose(100 + n, 120)]) for n in range(50)}) == {}


HOSTILE = [
    "",
    " ",
    "\n\u00a0\t",
    "…",
    "!!!",
    "Oui.",
    "\ud800",
    "\udc80 \udcff",
    "\x00" * 9,
    "a" * 100_000,
    "漢" * 500,
    "e\u0301" * 20,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_has_a_summary_or_none_and_copies_of_it_are_found(text: str) -> None:
    summary = summarise(Document(text), rules())
    copies = found({"a": text, "b": text, "c": "".join(prose(1))})
    assert set(copies) == ({"b"} if summary else set())


@pytest.mark.parametrize("text", ["", " \n\u00a0", "...", "Oui.", "Photo VNA", "Anticonstitutionnellement"])
def test_texts_of_a_few_words_repeat_by_nature(text: str) -> None:
    assert summarise(Document(text), rules()) is None
    assert summarise(Document(text), rules(min_words=0)) is None or text.strip(" .\n\u00a0")


def test_a_long_text_is_read_in_parts_without_losing_what_stands_at_their_borders() -> None:
    words = prose(6, 120_000)
    whole = " ".join(words)
    assert len(whole) > 2 * (1 << 18)
    shingles = {" ".join(words[start : start + 5]) for start in range(len(words) - 4)}
    from zlib import crc32

    assert list(Reader(whole).sketch) == smallest({crc32(one.encode()) for one in shingles})


def test_a_text_with_few_word_sequences_is_compared_exactly() -> None:
    words = prose(7, 60)
    other = [*words[:30], "autre", *words[31:]]
    first, second = ({tuple(one[n : n + 5]) for n in range(len(one) - 4)} for one in (words, other))
    exact = len(first & second) / len(first | second)
    assert likeness(Reader(" ".join(words)).sketch, Reader(" ".join(other)).sketch) == pytest.approx(exact)


@given(st.sets(st.integers(0, 2**32 - 1)), st.sets(st.integers(0, 2**32 - 1)))
def test_sketches_of_parts_make_the_sketch_of_the_whole(first: set[int], second: set[int]) -> None:
    parts = {*smallest(first), *smallest(second)}
    assert smallest(parts) == smallest(first | second)
    assert max((smallest(first).count(one) for one in first), default=0) <= 1
    assert len(smallest(first)) <= 32 * KEPT


RULES = rules()
texts = st.lists(
    st.sampled_from(
        [" ".join(edited(prose(n, 80), share, n)) for n in range(3) for share in (0.0, 0.005, 0.02, 0.2)]
        + [" ".join(prose(1, 80)).upper(), "", "Oui."]
    ),
    max_size=14,
)


@given(texts, st.randoms(use_true_random=False))
def test_any_order_and_grouping_gives_the_same(corpus: list[str], chance: random.Random) -> None:
    made = [summarise(Document(text, "fr", f"{number % 4}/{number}"), RULES) for number, text in enumerate(corpus)]
    straight = CorpusFindings(RULES)
    for one in made:
        straight.add(one)
    chance.shuffle(made)
    groups = [CorpusFindings(RULES) for _ in range(3)]
    for one in made:
        chance.choice(groups).add(json.loads(json.dumps(one)))
    groups[1].merge(groups[2])
    groups[0].merge(groups[1])
    assert groups[0].findings() == straight.findings()


hashes = st.sets(st.integers(0, 2**32 - 1), max_size=300)


@given(hashes, hashes, hashes, st.floats(0.3, 1))
def test_the_quick_answer_is_the_exact_one(common: set[int], one: set[int], other: set[int], threshold: float) -> None:
    first, second = (array("I", smallest(common | own)) for own in (one, other))
    assume(first or second)
    assert are_alike(first, second, threshold) == (likeness(first, second) >= threshold)


def test_a_corpus_of_one_template_takes_a_bounded_number_of_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    monkeypatch.setattr(duplicates, "are_alike", lambda *_: bool(compared.append(1)))
    frame = prose(9, 300)
    assert found({f"{n:03}": " ".join([*frame, *prose(100 + n, 100)]) for n in range(60)}) == {}
    assert 60 < len(compared) <= 60 * 40


def test_places_are_ordered_by_the_parts_of_their_paths_and_by_number() -> None:
    places = [Place("a/b"), Place("a-b"), Place("a", (("line", 10),)), Place("a", (("line", 9),)), Place("a")]
    assert list(map(str, sorted(places, key=lambda one: one.order))) == ["a", "a:9", "a:10", "a/b", "a-b"]


def test_check_reports_copies_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = next(SEEDS.glob("000*")).read_text(encoding="utf-8")
    for name in ("one.txt", "two.txt", "deep/three.md"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    assert "DUP003" not in run("check", ".", "--isolated").output
    result = run("check", ".", "--isolated", "--select", "DUP003", "--output-format", "jsonl")
    assert result.exit_code == 1
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["path"], row["start"], row["end"]) for row in rows] == [
        ("one.txt", 0, len(text)),
        ("two.txt", 0, len(text)),
    ]
    assert {row["message"] for row in rows} == {"the same text as deep/three.md (kept: first by path)"}
    assert rows[0]["end_line"] == len(text.split("\n"))
    turned = run("check", "two.txt", "one.txt", "deep", "--isolated", "--select", "DUP003", "--output-format", "jsonl")
    assert turned.stdout == result.stdout
    monkeypatch.delenv("CORPUSLINT_NO_CACHE")
    for jobs in ("2", "1"):  # the second time from the cache
        again = run("check", ".", "--isolated", "--select", "DUP003", "--output-format", "jsonl", "--jobs", jobs)
        assert again.stdout == result.stdout
    summary = run("check", ".", "--isolated", "--select", "DUP003,STR001").stderr
    assert " in 3 documents" in summary


def test_a_setting_that_makes_no_sense_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("corpuslint.toml").write_text("[rules.duplicate-document]\nsimilarity = 2.0\n")
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(" ".join(prose(1)), encoding="utf-8")
    for more in ([], ["--jobs", "2"], ["--select", "NOPE"]):
        result = run("check", "a.txt", "b.txt", "--select", "DUP003", *more)
        assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)


def test_ignored_files_are_compared_with_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt", "c.txt"):
        Path(name).write_text(" ".join(prose(1)), encoding="utf-8")
    arguments = ["check", ".", "--isolated", "--select", "DUP003", "--output-format", "concise"]
    result = run(*arguments, "--per-file-ignores", "a.txt:DUP003")
    assert result.stdout.splitlines() == [
        "c.txt:1:1: DUP003 duplicate-document: the same text as b.txt (kept: first by path)"
    ]
    assert run(*arguments, "--min-confidence", "0.99").stdout.count("DUP003") == 2


def test_a_baseline_knows_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(" ".join(prose(1)), encoding="utf-8")
    assert run("baseline", ".", "--isolated", "--select", "DUP003", "--output", "known.json").exit_code == 0
    assert run("check", ".", "--isolated", "--select", "DUP003", "--baseline", "known.json").exit_code == 0
    Path("c.txt").write_text(" ".join(prose(1)), encoding="utf-8")
    assert run("check", ".", "--isolated", "--select", "DUP003", "--baseline", "known.json").exit_code == 1


@pytest.mark.parametrize(
    ("head", "complaint"),
    [
        ('scope = "page"\ncheck = "duplicates"', '"scope" must be "document" or "corpus", not \'page\''),
        (
            'scope = "corpus"\npatterns = [{ find = "x", message = "m" }]',
            'a rule of the scope "corpus" needs a "check"',
        ),
    ],
)
def test_a_rule_file_with_a_wrong_scope_is_one_clear_error(tmp_path: Path, head: str, complaint: str) -> None:
    path = tmp_path / "TST001-x.toml"
    path.write_text(f'code = "TST001"\nname = "x"\nsummary = "s"\nwhy = "w"\nseverity = "info"\n{head}\n')
    with pytest.raises(RuleFileError, match=re.escape(complaint)):
        load_rule(path)


def test_texts_before_an_example_are_a_list_of_texts(tmp_path: Path) -> None:
    path = tmp_path / "TST001-x.toml"
    head = 'code = "TST001"\nname = "x"\nsummary = "s"\nwhy = "w"\nseverity = "info"\n'
    path.write_text(
        head + 'scope = "corpus"\ncheck = "duplicates"\n[[examples]]\nlanguage = "fr"\nok = "a"\ndocuments = [1]\n'
    )
    with pytest.raises(RuleFileError, match='"documents" of an example must be a list of texts'):
        load_rule(path).examples()
