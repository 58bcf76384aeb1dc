"""The benchmark of near copies: how pairs are counted."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
import duplicates

from corpuslint.catalogue import load_catalogue
from corpuslint.ruleset import build_ruleset


def words(start: int, count: int = 80) -> list[str]:
    return [f"mot{number}" for number in range(start, start + count)]


def test_likeness_counts_runs_of_five_words() -> None:
    assert duplicates.likeness(words(0), [word.upper() + "," for word in words(0)]) == 1
    assert duplicates.likeness(words(0), words(500)) == 0
    assert duplicates.likeness(words(0, 9), words(1, 9)) == pytest.approx(4 / 6)


def test_pairs_are_judged_by_what_is_found() -> None:
    rule = build_ruleset(load_catalogue(), select=["DUP003"]).corpus["DUP003"]
    pairs = [(words(0), words(0)), (words(1000), words(2000)), (words(3000), words(3000)), (words(4000), words(0))]
    assert duplicates.judged(pairs, rule) == {"alike": 2, "found": 2, "recall": "1.000", "wrong": 0, "unrelated": 1}


def test_every_change_has_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert duplicates.main(["--documents", "3"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in duplicates.CHANGES)
