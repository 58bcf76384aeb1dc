"""The numbers of a corpus: what they are, that they add up, and that they do not depend on how the work is divided."""

from __future__ import annotations

import json
import pickle
import random
from pathlib import Path

import pytest
from cli_support import SEEDS, run
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.corpus.counts import Counts, count
from corpuslint.document import Document
from corpuslint.findings import Finding, Severity

STRAY = "Un  texte avec du béton.\nUne autre ligne. \n"


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def finding(rule: str) -> Finding:
    return Finding(rule, rule.lower(), Severity.ERROR, 1.0, 0, 0, "")


def numbers(*arguments: object) -> dict[str, object]:
    result = run("stats", *arguments, "--output-format", "json")
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_the_numbers_of_one_document() -> None:
    counts = count(Document("L'été\u00a0à\n\nla  mer", "fr"), [finding("A1"), finding("B2"), finding("A1")])
    assert counts.as_dict() == {
        "documents": 1,
        "malformed": 0,
        "words": 4,
        "code_points": 16,
        "bytes": 20,
        "languages": [{"language": "fr", "documents": 1, "words": 4}],
        "findings": {
            "count": 3,
            "per_10000_words": 7500.0,
            "documents": 1,
            "rules": [
                {"rule": "A1", "name": "a1", "count": 2, "per_10000_words": 5000.0, "documents": 1},
                {"rule": "B2", "name": "b2", "count": 1, "per_10000_words": 2500.0, "documents": 1},
            ],
        },
    }


def test_languages_come_by_words_and_rules_by_findings() -> None:
    total = Counts()
    for text, language, rules in [("a b c", "fr", "B"), ("a b c", "de", "BA"), ("a", None, "C"), ("a b", "fr", "C")]:
        total += count(Document(text, language), map(finding, rules))
    table = total.as_dict()
    assert [one["language"] for one in table["languages"]] == ["fr", "de", "und"]
    assert [one["rule"] for one in table["findings"]["rules"]] == ["B", "C", "A"]


@pytest.mark.parametrize("text", ["", " \n", "\ud800", "\x00", "\u200b"], ids=ascii)
def test_any_text_has_numbers(text: str) -> None:
    counts = count(Document(text), [finding("A")])
    assert (counts.documents, counts.code_points) == (1, len(text))
    assert counts.as_dict()["findings"]["per_10000_words"] == (10_000.0 if counts.words else None)


def test_a_record_that_cannot_be_read_is_no_document() -> None:
    counts = count(Document("", None, "x.jsonl", {"line": 1}, problem="is not JSON"), [finding("STR004")])
    assert (counts.documents, counts.malformed, counts.languages, counts.findings.total()) == (0, 1, {}, 1)


def test_no_more_documents_have_findings_than_there_are() -> None:
    Path("a.jsonl").write_text('{"text": "Un  mot."}\n{broken\n{"x": 1}\n', encoding="utf-8")
    table = numbers("a.jsonl", "--isolated", "--select", "SPC003,STR004")
    assert (table["documents"], table["malformed"], table["findings"]["documents"]) == (1, 2, 1)
    shown = run("stats", "a.jsonl", "--isolated", "--select", "SPC003,STR004").stdout.splitlines()
    assert [line.split() for line in shown[:3]] == [["documents", "1"], ["malformed", "2"], ["words", "2"]]


documents = st.lists(
    st.tuples(st.text(max_size=20), st.sampled_from(["fr", "vi", None]), st.lists(st.sampled_from("ABC"), max_size=4))
)


@given(documents, st.randoms(use_true_random=False))
def test_any_order_and_grouping_adds_up_to_the_same(
    corpus: list[tuple[str, str, list[str]]], chance: random.Random
) -> None:
    parts = [count(Document(text, language), map(finding, rules)) for text, language, rules in corpus]
    straight = Counts()
    for one in parts:
        straight += one
    chance.shuffle(parts)
    groups = [Counts(), Counts(), Counts()]
    for one in parts:
        groups[chance.randrange(3)] += pickle.loads(pickle.dumps(one))
    assert groups[0] + (groups[1] + groups[2]) == straight == (groups[2] + groups[0]) + groups[1]
    assert json.dumps((groups[1] + groups[0] + groups[2]).as_dict()) == json.dumps(straight.as_dict())


def test_the_table() -> None:
    Path("a.txt").write_text(STRAY, encoding="utf-8")
    Path("b.txt").write_text("Rien à dire sur ce texte.\n", encoding="utf-8")
    result = run("stats", ".", "--isolated", "--select", "SPC003", "--language", "fr")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "documents     2\nwords        14\ncode points  69\nbytes        71\n\n"
        "language  documents  words\nfr                2     14\n\n"
        "rule                findings  per 10,000 words  documents\n"
        "SPC003 stray-space         2          1,428.57          1\n"
        "all rules                  2          1,428.57          1\n"
    )


def test_counts_agree_with_check() -> None:
    rows = json.loads(run("check", SEEDS, "--isolated", "--output-format", "json", "--statistics").stdout)
    table = numbers(SEEDS, "--isolated")["findings"]
    assert [(one["rule"], one["count"]) for one in table["rules"]] == [(one["rule"], one["count"]) for one in rows]


def test_neither_the_order_of_paths_nor_the_number_of_processes_matters() -> None:
    paths = sorted(SEEDS.glob("*.txt"))
    one = numbers(*paths, "--isolated", "--jobs", "1")
    assert numbers(*reversed(paths), "--isolated", "--jobs", "2") == one
    assert one["documents"] == len(paths)


def test_rules_that_compare_documents_are_counted() -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        Path(name).write_text("Le pont de la Tour rouvre lundi.\n", encoding="utf-8")
    Path("c.txt").write_text("Le pont de la Tour  rouvre lundi.\n", encoding="utf-8")
    found = numbers(".", "--isolated", "--select", "DUP003,SPC003")["findings"]
    assert (found["count"], found["documents"]) == (3, 2)
    assert [(one["rule"], one["count"]) for one in found["rules"]] == [("DUP003", 2), ("SPC003", 1)]


def test_what_cannot_be_read_is_said_and_the_rest_is_counted() -> None:
    Path("a.txt").write_text(STRAY, encoding="utf-8")
    result = run("stats", "a.txt", "nowhere", "--isolated", "--output-format", "json")
    assert result.exit_code == 2
    assert result.stderr == "corpuslint: error: nowhere: no such file or directory\n"
    assert json.loads(result.stdout)["documents"] == 1


def test_numbers_go_to_a_file_when_asked() -> None:
    Path("a.txt").write_text(STRAY, encoding="utf-8")
    assert run("stats", "a.txt", "--output-format", "json", "--output-file", "n.json").stdout == ""
    assert json.loads(Path("n.json").read_text())["words"] == 8
    assert run("stats", "a.txt", "--output-file", "no/n.json").exit_code == 2


def test_an_empty_corpus_has_numbers_too() -> None:
    Path("a.txt").write_bytes(b"")
    result = run("stats", "a.txt", "--isolated", "--select", "SPC")
    assert result.exit_code == 0
    assert result.stdout.startswith("documents    1\nwords        0\n")
