"""SPC001 and SPC002 on the seeds, and as properties of any text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import seeds_gold
from hypothesis import given, settings
from hypothesis import strategies as st

import corpuslint


def _gaps(text: str) -> list[int]:
    found = corpuslint.check(text, language="fr", select=["fused-words", "fused-punctuation"])
    return [edit.start for finding in found if finding.fix for edit in finding.fix.edits]


@pytest.mark.parametrize("path", seeds_gold.SEEDS, ids=lambda path: path.name[:3])
def test_every_lost_space_of_the_seeds_is_found_and_no_other(path: Path) -> None:
    assert _gaps(seeds_gold.read(path)) == seeds_gold.gaps(path)


def test_the_gold_has_67_lost_spaces() -> None:
    assert sum(len(seeds_gold.gaps(path)) for path in seeds_gold.SEEDS) == 67


@pytest.mark.parametrize("path", seeds_gold.SEEDS, ids=lambda path: path.name[:3])
def test_safe_fixes_only_add_spaces(path: Path) -> None:
    text = seeds_gold.read(path)
    fixed = corpuslint.fix(text, language="fr", select=["SPC001", "SPC002"]).text
    assert "".join(fixed.split()) == "".join(text.split())
    assert _gaps(fixed) == []


def test_a_language_without_lexicon_has_no_findings() -> None:
    assert corpuslint.check("le ministre dela Défense", language="sw", select=["SPC001"]) == []


@pytest.mark.parametrize("mark", ["’", "'"])
def test_offsets_count_code_points_after_wide_characters(mark: str) -> None:
    text = f"🙂 ả e\u0301té : il a reçul{mark}ambassadeur dela Défense"
    fixed = corpuslint.fix(text, language="fr", select=["SPC001"], unsafe=True).text
    assert fixed == f"🙂 ả e\u0301té : il a reçu l{mark}ambassadeur de la Défense"


WORDS = st.sampled_from(
    "le la de des et à ministre Défense vietnamien coopération a déclaré l'armée d’État Viêt é ả 🙂 e\u0301té , . ( ) "
    "« » 2011 n°3 ; : - – \n \t \u00a0 dela etles civils.Des et,pour Truong Tân YouTube".split(" ")
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=40), st.sampled_from(["", " "]))
def test_fixing_any_text_only_adds_spaces_and_is_idempotent(words: list[str], joiner: str) -> None:
    text = joiner.join(words)
    once = corpuslint.fix(text, language="fr", select=["SPC001", "SPC002"], unsafe=True)
    assert re.sub(" ", "", once.text) == re.sub(" ", "", text)
    twice = corpuslint.fix(once.text, language="fr", select=["SPC001", "SPC002"], unsafe=True)
    assert twice.text == once.text


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["fr", "en", "de", "vi"]))
def test_any_text_gets_findings_or_none(text: str, language: str) -> None:
    for finding in corpuslint.check(text, language=language, select=["SPC001", "SPC002"]):
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.fix is not None
        assert all(finding.start <= edit.start == edit.end <= finding.end for edit in finding.fix.edits)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Transmedia stories extend the storyworld of an original production, and readers follow it.", "en"),
        ("Das Team erlebte mit diesem Sieg ein Karrierehoch und feierte danach.", "de"),
        ("La teoría electrodébil fue confirmada posteriormente por los experimentos.", "es"),
    ],
)
def test_two_words_that_may_be_a_new_compound_are_no_safe_fix(text: str, language: str) -> None:
    assert corpuslint.fix(text, language=language, select=["SPC001"]).text == text


def test_a_function_word_that_lost_its_space_is_a_safe_fix_in_a_damaged_text() -> None:
    text = "Le ministre dela Défense a reçul'ambassadeur duJapon, etles deuxparties ont signé levice-accord dela paix."
    assert "ministre de la Défense a reçu l'ambassadeur du Japon" in corpuslint.fix(text, language="fr").text


def test_a_confidence_is_lower_where_a_text_is_hardly_damaged() -> None:
    fused = "la conférence internationaleannuelle "
    damaged, hardly = fused * 30, fused + "la ministre de la Défense a reçu son collègue. " * 40
    low, high = (corpuslint.check(text, language="fr", select=["SPC001"])[0].confidence for text in (hardly, damaged))
    assert low < high


def test_a_quotation_mark_at_the_end_of_a_sentence_opens_nothing() -> None:
    text = "Nous avons vaincu la fatalité.“. Il l'a dit, et pour cette raison il reste."
    assert corpuslint.check(text, language="fr", select=["SPC002"]) == []
