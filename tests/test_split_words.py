"""Words in two pieces."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpuslint

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))


def _fix(text: str, language: str = "fr") -> str:
    return corpuslint.fix(text, language=language, select=["SPC005"], unsafe=True).text


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name[:3])
def test_seeds_are_silent(seed: Path) -> None:
    assert corpuslint.check(seed.read_bytes().decode("utf-8"), language="fr", select=["SPC005"]) == []


@pytest.mark.parametrize(
    ("language", "text", "fixed"),
    [
        ("fr", "leur coopé ration dans la défense", "leur coopération dans la défense"),
        ("fr", "la Coo pération de l'Asie et de l'opé ration", "la Coopération de l'Asie et de l'opération"),
        (
            "fr",
            "un pays de l'Asie, le gouver nement, le parte\u00a0nariat",
            "un pays de l'Asie, le gouvernement, le partenariat",
        ),
        ("en", "the com mittee of the govern ment", "the committee of the government"),
        ("es", "el gobier no de la ciu dad", "el gobierno de la ciudad"),
        ("it", "la colla borazione tra i due paesi", "la collaborazione tra i due paesi"),
        ("pt", "a coope ração entre os dois países", "a cooperação entre os dois países"),
        ("de", "die Zusam menarbeit zwischen den beiden Ländern", "die Zusammenarbeit zwischen den beiden Ländern"),
    ],
)
def test_pieces_are_joined(language: str, text: str, fixed: str) -> None:
    assert _fix(text, language) == fixed


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("leur coopé-\nration dans la\ndéfense", "leur coopération\ndans la\ndéfense"),
        ("leur coopé-\r\nration, dans la\r\ndéfense", "leur coopération,\r\ndans la\r\ndéfense"),
        ("leur coopé-\nration\nest bonne", "leur coopération\nest bonne"),
        ("leur coopé- ration est bonne", "leur coopération est bonne"),
        ("le vice-\nministre", "le vice-\nministre"),
        ("l'avant-\ndernier", "l'avant-\ndernier"),
    ],
)
def test_hyphen_of_a_line_end(text: str, fixed: str) -> None:
    assert _fix(text) == fixed


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Il a sur tout parlé, par tout et bien venu."),
        ("fr", "Men in Black, Eugénie Bouchard a subi, Carl von Linné en 1758."),
        ("fr", "In full discharge, the income tax is paid by the company."),
        ("en", "an out of date log in page on line for every one of us"),
        ("de", "Vor- und Nachnamen, Start- und Landebahn"),
        ("vi", "coopé ration thành phố"),
    ],
)
def test_neighbours_stay_apart(language: str, text: str) -> None:
    assert corpuslint.check(text, language=language, select=["SPC005"]) == []


@given(
    st.lists(
        st.sampled_from(["coopé", "ration", "ration.", "la", "-", "-\n", "ảnh", "é", "😀", "e\u0301", "govern"]),
        max_size=10,
    )
)
def test_fixing_ends_and_only_removes_spaces_and_hyphens(parts: list[str]) -> None:
    text = " ".join(parts)
    fixed = _fix(text)
    assert "".join(fixed.replace("-", "").split()) == "".join(text.replace("-", "").split())
    assert _fix(fixed) == fixed
