"""Texts that nobody wrote: every check ends, finds the same at any length, and works in proportion to the length."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

import corpuslint
from corpuslint.catalogue import load_catalogue
from corpuslint.checks import load_check
from corpuslint.document import Document
from corpuslint.language.identify import detect_language
from corpuslint.ruleset import build_ruleset

RULES = build_ruleset(load_catalogue(), ignore=["SPC001", "SPC002", "TYP001"])
# One line of each, repeated: runs of one sign, of openings without ends, of words without spaces, of marks.
UNITS = {
    "spaces": " ",
    "dashes": "-",
    "opening": "( ",
    "closing": " )",
    "letters": "a",
    "accents": "é",
    "no-break spaces": "\u00a0 ",
    "commas": " ,",
    "line ends": "\n",
    "words": "mot ",
    "prose": "le ministre de la défense a dit ",
    "lines": "Le ministre de la défense a dit cela.\n",
    "mojibake": "Ã©",
    "quotes": "â€™ ",
    "entities": "&lt;",
    "tags": "<b ",
    "comments": "<!--",
    "backticks": "` ",
    "questions": "a?",
    "lost letters": "\ufffd",
    "zero width": "\u200b",
    "directions": "\u202e",
    "accents alone": "\u0301",
    "carriage returns": "\r",
    "next lines": "a\x85",
    "controls": "\x01",
    "escapes": "\x1b[",
    "two scripts": "aа",
    "doubled": "le le ",
    "sentence again": "Le ministre de la défense a reçu une délégation du Japon à Hanoï.",
    "markers": "Voir plus\n",
    "labels": "ảnh 1 ",
    "credits": "Photo: VNA\n",
    "datelines": "Hanoï (VNA) - ",
    "signatures": "fin.-AVI\n",
    "hyphens": "coopé-\nration ",
    "cut words": "coopé ration ",
    "surrogates": "\udc80",
    "elisions": "l' a ",
    "ideographs": "中文字",
    "addresses": "@ ",
    "short lines": "a b c d\n",
}
LENGTH = 2_000
# Work may grow by so much more than the text, and by so many calls whatever the text.
MARGIN, CALLS = 1.3, 3_000


def _calls(work: Callable[[], object]) -> int:
    """How many functions, in Python and in C, some work calls once the memories are warm."""
    work()
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def _all_checks(text: str) -> list[str]:
    document = Document(text, "fr")
    detect_language(text)
    found = [one for name, group in RULES.checks_for("fr") for one in load_check(name)(document, group)]
    assert all(0 <= one.start <= one.end <= len(text) for one in found)
    return [one.rule for one in found]


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_work_grows_as_the_text_does(unit: str) -> None:
    short, long = unit * (LENGTH // len(unit)), unit * (4 * LENGTH // len(unit))
    assert _calls(lambda: _all_checks(long)) <= 4 * MARGIN * _calls(lambda: _all_checks(short)) + CALLS


@pytest.mark.parametrize(
    ("unit", "rule"),
    [
        ("Ã© ", "ENC001"),
        ("\x01", "ENC004"),
        ("\u200b", "ENC005"),
        ("e\u0301 ", "ENC006"),
        ("&eacute; ", "ENC008"),
        ("\ufffd ", "ENC003"),
    ],
)
def test_every_one_of_many_is_found(unit: str, rule: str) -> None:
    number = 3_000
    found = corpuslint.check(unit * number, language="fr", select=[rule])
    ends = {(one.start, one.end) for one in found}
    assert len(ends) == len(found)
    assert sum(end - start for start, end in ends) >= number


@pytest.mark.parametrize("size", [1, 40, 4_000, 400_000])
def test_one_defect_in_a_long_line_is_found(size: int) -> None:
    text = "mot " * (size // 4) + "la dÃ©fense , oui" + " mot" * (size // 4)
    found = corpuslint.check(text, language="fr", select=["ENC001", "SPC004", "SPC003"])
    at = text.index("dÃ©fense")
    assert [(one.rule, one.start, one.end) for one in found] == [
        ("ENC001", at + 1, at + 3),
        ("SPC004", at + 8, at + 10),
    ]
