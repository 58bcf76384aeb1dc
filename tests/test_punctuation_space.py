"""Spaces around punctuation: what is wrong in every language, what only in some, what is never touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpuslint
from corpuslint import Applicability

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))


def _fix(text: str, language: str | None = "fr", unsafe: bool = True) -> str:
    return corpuslint.fix(text, language=language, select=["SPC004"], unsafe=unsafe).text


def test_seeds() -> None:
    found = []
    for seed in SEEDS:
        text = seed.read_bytes().decode("utf-8")
        for finding in corpuslint.check(text, language="fr", select=["SPC004"]):
            found.append(text[finding.start - 6 : finding.end])
            assert _fix(text, unsafe=False) == text.replace("(CIDHG ).", "(CIDHG).")
    assert found == ["(CIDHG )"]


@pytest.mark.parametrize("language", ["fr", "en", "vi", "el", None])
@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("Il vient , dit-elle .", "Il vient, dit-elle."),
        ("« Il vient »\u00a0, dit-elle", "« Il vient », dit-elle"),
        ("Il vient ,dit-elle.", "Il vient, dit-elle."),
        ("ici ( là ) et là", "ici (là) et là"),
        ("à 50 % , dit-il", "à 50 %, dit-il"),
        ("e\u0301té , ảnh .", "e\u0301té, ảnh."),
    ],
)
def test_wrong_in_every_language(language: str | None, text: str, fixed: str) -> None:
    assert _fix(text, language, unsafe=False) == fixed


@pytest.mark.parametrize("language", ["en", "es", "it", "pt", "de", "vi"])
def test_high_punctuation_stands_against_the_word(language: str) -> None:
    text = "Foto : VNA ; oh ! ah ?"
    assert _fix(text, language) == "Foto: VNA; oh! ah?"
    assert _fix(text, language, unsafe=False) == text


@pytest.mark.parametrize("language", ["fr", "ja", None])
def test_high_punctuation_of_other_languages_stays(language: str | None) -> None:
    assert corpuslint.check("Photo : VNA ; « oh » ! ah ?", language=language, select=["SPC004"]) == []


@pytest.mark.parametrize(
    ("language", "text", "fixed"),
    [
        ("fr", "et à l’ empêchement d' une visite, jusqu' à midi", "et à l’empêchement d'une visite, jusqu'à midi"),
        ("it", "dell' anno, un' altra, un po' alla volta", "dell'anno, un'altra, un po' alla volta"),
        ("en", "several of us went to l' Opera", "several of us went to l' Opera"),
    ],
)
def test_elision(language: str, text: str, fixed: str) -> None:
    assert _fix(text, language) == fixed


@pytest.mark.parametrize(
    "text",
    [
        "et . . . puis",
        "et ... puis",
        "il coûte .5 euro en .NET",
        "1 . 2 et 3 , 5",
        "le site www . vna . vn",
        "( ) et [ ] et [ x ]",
        "ah :( oui :) non",
        "a )\nb )",
        "(\nici\n)",
        "nom | lieu , date",
        "nom\tlieu , date",
        "f( x ) { y ; } , z",
        "« Oui », dit-il : « non » !",
        "« l' »",
        " , ",
        " .",
    ],
)
def test_never_touched(text: str) -> None:
    assert corpuslint.check(text, language="fr", select=["SPC004"]) == []


def test_elision_is_not_safe() -> None:
    (finding,) = corpuslint.check("à l’ empêchement", language="fr", select=["SPC004"])
    assert finding.fix is not None
    assert finding.fix.applicability is Applicability.UNSAFE


@given(
    st.text(st.sampled_from("ab,. ()\u00a0é!:'’lảd\n9«»😀\u0301"), max_size=60),
    st.sampled_from(["fr", "en", "it", None]),
)
def test_fixing_any_text_ends_and_moves_only_spaces(text: str, language: str | None) -> None:
    fixed = _fix(text, language)
    assert "".join(fixed.split()) == "".join(text.split())
    assert _fix(fixed, language) == fixed
    for finding in corpuslint.check(text, language=language, select=["SPC004"]):
        assert any(character in text[finding.start : finding.end] for character in ",.;:?!()'’")
