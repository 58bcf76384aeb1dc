"""Blocks that lost their first letters."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpuslint

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
SENTENCE = "Le secrétaire général du Parti, Tô Lâm, a effectué le 20 novembre une visite de travail."


def _fix(text: str, language: str = "fr") -> str:
    return corpuslint.fix(text, language=language, select=["TYP002"], unsafe=True).text


def test_seeds() -> None:
    found = []
    for seed in SEEDS:
        text = seed.read_bytes().decode("utf-8")
        for finding in corpuslint.check(text, language="fr", select=["TYP002"]):
            found.append((seed.name[:3], text[finding.start : finding.end + 11], finding.confidence))
            twin = finding.related[0]
            assert text[twin.start : twin.end] == "Le"
            assert _fix(text) == text.replace("\ne secrétaire", "\nLe secrétaire")
    assert found == [("002", "e secrétaire", 0.97)]


@pytest.mark.parametrize("lost", [1, 2])
def test_letters_come_back_from_the_twin(lost: int) -> None:
    text = f"Un titre\n\n{SENTENCE[lost:]}\n\nUn autre titre\n\n{SENTENCE}"
    assert _fix(text) == (f"Un titre\n\n{SENTENCE}\n\nUn autre titre\n\n{SENTENCE}" if lost == 1 else text)


def test_letter_before_an_apostrophe_comes_back() -> None:
    sentence = "L'ambassadeur du Vietnam au Laos a remis des fleurs de la part du Comité central."
    text = f"Un titre\n\n{sentence[1:]}\n\nUn autre titre\n\n{sentence}"
    assert _fix(text) == f"Un titre\n\n{sentence}\n\nUn autre titre\n\n{sentence}"


@pytest.mark.parametrize(
    ("language", "damaged", "fixed"),
    [
        (
            "fr",
            "elon le maire, les travaux vont durer encore un an.",
            "Selon le maire, les travaux vont durer encore un an.",
        ),
        (
            "en",
            "ithout the crane no ship can be unloaded in the harbour.",
            "Without the crane no ship can be unloaded in the harbour.",
        ),
        (
            "es",
            "urante el invierno el puerto estuvo cerrado por completo.",
            "Durante el invierno el puerto estuvo cerrado por completo.",
        ),
    ],
)
def test_only_one_opening_word_can_be_meant(language: str, damaged: str, fixed: str) -> None:
    assert _fix(f"A title\n\nA lead.\n\n{damaged}", language) == f"A title\n\nA lead.\n\n{fixed}"


@pytest.mark.parametrize(
    "damaged",
    [
        "e maire a coupé le ruban devant une foule de commerçants.",
        "près de la place, les commerçants attendent déjà leurs clients.",
        "elon, un prénom rare, se porte aux États-Unis depuis longtemps",
        "iPhone et iPad devront attendre la fin de l'été pour cette mise à jour.",
        "elon.",
        "vna.org.vn est le site de l'agence, dit le ministre dans sa réponse.",
    ],
)
def test_other_starts_stay(damaged: str) -> None:
    text = f"Un titre\n\nUn chapeau.\n\n{damaged}"
    assert corpuslint.check(text, language="fr", select=["TYP002"]) == []


def test_sentence_that_goes_on_stays() -> None:
    text = "Un titre\n\nLe maire promet,\n\nelon ce que dit la presse, un parking sous la place."
    assert corpuslint.check(text, language="fr", select=["TYP002"]) == []


@given(
    st.lists(
        st.sampled_from([SENTENCE, SENTENCE[1:], SENTENCE[2:], "epuis deux ans, " + SENTENCE, "", "ả😀e\u0301"]),
        max_size=8,
    )
)
def test_fixing_any_blocks_ends_and_only_adds_letters(lines: list[str]) -> None:
    text = "\n".join(lines)
    fixed = _fix(text)
    assert _fix(fixed) == fixed
    letters = iter(fixed)
    assert all(letter in letters for letter in text)
