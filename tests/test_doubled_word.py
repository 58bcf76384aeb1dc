"""Doubled words: what is found, what each language doubles rightly, and that only the second word goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpuslint
from corpuslint import Applicability


def _found(text: str, language: str = "fr") -> list[str]:
    found = corpuslint.check(text, language=language, select=["TYP003"])
    return [text[finding.start : finding.end] for finding in found]


def _fix(text: str, language: str = "fr") -> str:
    return corpuslint.fix(text, language=language, select=["TYP003"], unsafe=True).text


@pytest.mark.parametrize(
    ("language", "text", "fixed"),
    [
        ("fr", "Les les dirigeants de\u00a0de la la région", "Les dirigeants de la région"),
        ("en", "The end of the the war", "The end of the war"),
        ("es", "en el centro de de la ciudad", "en el centro de la ciudad"),
        ("it", "nel nel centro della della città", "nel centro della città"),
        ("pt", "no centro da da cidade", "no centro da cidade"),
        ("de", "am Rande und und mit mit Blick", "am Rande und mit Blick"),
    ],
)
def test_second_word_goes(language: str, text: str, fixed: str) -> None:
    assert _fix(text, language) == fixed


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Vous vous demandez si si, c'est pas pas possible, tout en en parlant : il n'y a a priori rien."),
        ("fr", "La la la, la la la la, chantait-il.. Fais-le le matin. l'est est"),
        ("en", "I know that that had had an effect; log in in time, the ones they are are gone, her her own."),
        ("de", "Die, die die Stadt kannten, sagten: sie sie nicht, das das auch."),
        ("pt", "Se se considerar, no no."),
        ("fr", "Boutros Boutros-Ghali, Ndiaye Ndiaye, 000 000, DE DE"),
        ("fr", "la fin de\n\nde rien"),
    ],
)
def test_right_doublings_stay(language: str, text: str) -> None:
    assert _found(text, language) == []


def test_over_the_line_end_of_a_wrapped_paragraph() -> None:
    text = (
        "Les travaux de la halle du vieux quartier se sont terminés dans la\n"
        "la nuit de dimanche à lundi, a fait savoir le porte-parole de la\n"
        "mairie."
    )
    assert _found(text) == ["la\nla"]
    assert _fix(text) == text.replace("dans la\nla nuit", "dans la nuit")


def test_before_a_name_it_is_only_shown() -> None:
    (finding,) = corpuslint.check("l'appel de de Gaulle", language="fr", select=["TYP003"])
    assert finding.fix is not None
    assert finding.fix.applicability is Applicability.DISPLAY


@pytest.mark.parametrize("language", ["vi", "ja", "und"])
def test_other_languages_are_left_alone(language: str) -> None:
    assert corpuslint.check("de de la la", language=language, select=["TYP003"]) == []


@given(
    st.lists(st.sampled_from(["de", "De", "la", "é", "ảnh", "😀", "e\u0301", "de,", "l'", "\n", "de-"]), max_size=12)
)
def test_fixing_ends_and_only_removes_words_of_the_list(parts: list[str]) -> None:
    text = " ".join(parts)
    fixed = _fix(text)
    assert _fix(fixed) == fixed
    letters = iter(text)
    assert all(letter in letters for letter in fixed)
    others = [[part for part in one.split() if part.lower().rstrip(",") not in ("de", "la")] for one in (text, fixed)]
    assert others[0] == others[1]
