"""Lines of the page inside the text, and what is left when they are gone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpuslint
from corpuslint.blocks import DEFAULT_PROFILE

PROFILE = replace(DEFAULT_PROFILE, boilerplate=("Partager", "Menu"))


def fixed(text: str) -> str:
    return corpuslint.fix(text, language="fr", select=["STR005"], unsafe=True, profile=PROFILE).text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Menu\nUn texte.\n", "Un texte.\n"),
        ("\n\nMenu\n\n\nUn texte.\n", "\n\nUn texte.\n"),
        ("Un texte.\nMenu\nLa suite.", "Un texte.\nLa suite."),
        ("Un texte.\n\nMenu\n\nPARTAGER :\n\nLa suite.\n", "Un texte.\n\nLa suite.\n"),
        ("Un texte.\nMenu\n\nLa suite.\n", "Un texte.\n\nLa suite.\n"),
        ("Un texte.\n\n  Partager \n", "Un texte.\n"),
        ("Un texte.\r\n\r\nMenu\r\nPartager", "Un texte."),
        ("Menu\nUn texte.\nPartager\n\n", "Un texte.\n\n"),
        ("Menu\n\nPartager\n", "Menu\n\nPartager\n"),
        ("Menu du jour\n", "Menu du jour\n"),
        ("", ""),
    ],
)
def test_what_is_left(text: str, left: str) -> None:
    assert fixed(text) == left


def test_a_run_of_lines_is_one_finding() -> None:
    text = "Un texte.\n\nMenu\n\nPartager\n"
    (finding,) = corpuslint.check(text, language="fr", select=["STR005"], profile=PROFILE)
    assert text[finding.start : finding.end] == "Menu\n\nPartager"
    assert finding.message == '"Menu" and 1 more belong to the page, not to the text'


parts = st.lists(st.sampled_from(["Menu", "Partager", "Un texte.", "", "  ", "La suite"]), max_size=10)


@given(parts, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_nothing_but_these_lines_and_blank_ones_goes(lines: list[str], end: str, closed: bool) -> None:
    text = end.join(lines) + (end if closed else "")
    once = fixed(text)
    kept = [line for line in text.split(end) if line.strip() and line not in ("Menu", "Partager")]
    if kept:
        assert [line for line in once.split(end) if line.strip()] == kept
    else:
        assert once == text
    assert fixed(once) == once
