"""The promise to the first users: in the seeds every defect is found and mended, and no word is harmed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import seeds_gold

import corpuslint

each_seed = pytest.mark.parametrize("path", seeds_gold.SEEDS, ids=lambda path: path.name[:3])


@cache
def _findings(path: Path) -> list[corpuslint.Finding]:
    return corpuslint.check(seeds_gold.read(path), language="fr")


def _named(path: Path, name: str) -> list[corpuslint.Finding]:
    return [finding for finding in _findings(path) if finding.name == name]


@each_seed
def test_fixing_gives_what_a_careful_editor_makes_and_harms_no_word(path: Path) -> None:
    fixed = corpuslint.fix(seeds_gold.read(path), language="fr", unsafe=True, ignore=["trailing-boilerplate"])
    assert fixed.text == seeds_gold.edited(path)


@each_seed
def test_safe_fixes_change_spaces_and_remove_copies_only(path: Path) -> None:
    fixed = corpuslint.fix(seeds_gold.read(path), language="fr")
    kept = [word for finding in fixed.applied if finding.fix for edit in finding.fix.edits for word in edit.replacement]
    assert "".join(kept).strip() == ""


@each_seed
def test_a_second_fix_changes_nothing(path: Path) -> None:
    once = corpuslint.fix(seeds_gold.read(path), language="fr", unsafe=True)
    twice = corpuslint.fix(once.text, language="fr", unsafe=True)
    assert twice.text == once.text
    assert twice.applied == []


@each_seed
def test_misspellings_are_found_with_the_right_word_and_no_other(path: Path) -> None:
    text = seeds_gold.read(path)
    seen = sorted(
        (text[finding.start : finding.end], finding.fix.edits[0].replacement)
        for finding in _named(path, "misspelling")
        if finding.fix
    )
    wanted = sorted((w, r) for w, r, count in seeds_gold.of(path, "misspelled") for _ in range(count))
    assert seen == wanted


@each_seed
def test_the_copy_of_the_lead_is_found(path: Path) -> None:
    text = seeds_gold.read(path)
    found = [text[finding.start : finding.end] for finding in _named(path, "repeated-lead")]
    wanted = seeds_gold.of(path, "repeated-lead")
    assert len(found) == bool(wanted)
    if wanted:
        assert wanted in found[0]


@each_seed
def test_mixed_captions_are_found(path: Path) -> None:
    assert len(_named(path, "mixed-language-caption")) == len(seeds_gold.of(path, "mixed-caption"))


@each_seed
def test_lost_first_letters_are_found(path: Path) -> None:
    assert len(_named(path, "truncated-start")) == len(seeds_gold.of(path, "truncated"))


@each_seed
def test_the_tail_is_found_from_its_marker_to_the_end(path: Path) -> None:
    text = seeds_gold.read(path)
    found = _named(path, "trailing-boilerplate")
    assert [text[finding.start : finding.end].split("\n")[0] for finding in found] == ["Voir plus"]
    assert text[found[0].end :].strip() == ""


@each_seed
def test_glued_signatures_are_found(path: Path) -> None:
    assert len(_named(path, "fused-signature")) == bool(seeds_gold.of(path, "fused-signature"))
