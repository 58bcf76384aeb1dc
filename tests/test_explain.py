"""``corpuslint explain``: the evidence on a word, for people and machines."""

from __future__ import annotations

import json

import pytest
from cli_support import run

from corpuslint.language.explain import explain


def test_a_fused_word_shows_its_parts() -> None:
    found = explain("dela", "fr")
    assert found is not None
    assert found.readings[0].words == ("de", "la")
    assert found.readings[0].score > 2


def test_a_common_word_stays_whole() -> None:
    found = explain("ministre", "fr")
    assert found is not None
    assert found.zipf > 4
    assert "spelled so" in found.spelling
    assert all(reading.score < 0 for reading in found.readings)


def test_a_misspelling_shows_its_neighbour() -> None:
    found = explain("particuliètrement", "fr")
    assert found is not None
    assert found.zipf == 0
    assert found.neighbours[0].word == "particulièrement"


def test_a_misspelling_shows_its_evidence_and_a_known_word_has_none() -> None:
    found = explain("particuliètrement", "fr")
    assert found is not None
    assert dict(found.evidence)["how much commoner"] > 2
    assert [abs(weight) for _, weight in found.evidence] == sorted((abs(w) for _, w in found.evidence), reverse=True)
    known = explain("ministre", "fr")
    assert known is not None
    assert known.evidence == ()
    result = run("explain", "particuliètrement", "--language", "fr", "--isolated")
    assert "misspelt (log odds): how much commoner +" in result.stdout


@pytest.mark.parametrize("word", ["x", "l’ambassadeur", "a-t-ilpoursuivi", "😀", "e\u0301té", "\x1b[31m", "a" * 500])
def test_any_word_is_explained(word: str) -> None:
    result = run("explain", word, "--language", "fr", "--isolated")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout


def test_the_command_tells_people_what_is_reported() -> None:
    result = run("explain", "dela", "--language", "fr", "--isolated", "--in", "le ministre dela Défense")
    assert result.exit_code == 0
    assert "as de + la: +" in result.stdout
    assert "reported: SPC001 fused-words" in result.stdout
    assert "not reported" in run("explain", "ministre", "--language", "fr", "--isolated").stdout


def test_the_command_tells_machines() -> None:
    result = run("explain", "dela", "--language", "fr", "--isolated", "--output-format", "json")
    assert json.loads(result.stdout)["readings"][0]["words"] == ["de", "la"]


def test_a_language_without_lexicon_is_one_clear_error() -> None:
    result = run("explain", "neno", "--language", "sw", "--isolated")
    assert result.exit_code == 2
    assert 'no lexicon for "sw"' in result.stderr
