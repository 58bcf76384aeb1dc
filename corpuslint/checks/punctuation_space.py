"""Spaces on the wrong side of punctuation, as each language sets it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from corpuslint.catalogue import ActiveRule
from corpuslint.document import LINE_END, Document
from corpuslint.findings import Applicability, Edit, Finding, Fix
from corpuslint.lazy import regex

_SPACES = " \u00a0\u202f"
# Punctuation that stands against the word before it in every language, and in some languages only.
_LOW, _HIGH = ",.)", ";:?!"
# An opening parenthesis, and an apostrophe, with a space behind it. Each pattern begins with the one sign to run to.
_OPENED = regex(rf"\((?=[{_SPACES}])")
_ELIDED = {sign: regex(rf"{sign}(?=[{_SPACES}]\w)(?<=\w{sign})") for sign in "'’"}
_WORD_END = regex(r"[\w)\]»”\"’'%°]")
_NEXT = regex(rf"[{_SPACES}]*")
# A parenthesis and its other half stand in one line and no farther apart than this.
_REACH = 400
# Lines of tables and code, where spaces mean something else.
_NOT_PROSE = regex(r"[\t|{}<>=\\`]")
# Words that lose their last vowel before a vowel, and stand against the next word.
_ELISIONS = {
    "fr": regex(r"(?<![\w'’])(?:[cdjlmnst]|(?:jus|lors|puis|quel|quoi)?qu)['’]$", re.IGNORECASE),
    "it": regex(r"(?<![\w'’])(?:[cdlmstv]|(?:de|ne|a|da|su|que|be)ll|un|quest|sant)['’]$", re.IGNORECASE),
}
_VOWEL = regex("[aeiouyhàâæéèêëìîïòôœùûü]", re.IGNORECASE)


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report each space that the typography of the language has not; the fix moves or removes it."""
    active = rules["space-around-punctuation"]
    text = document.text
    high = document.language in active.options["high-punctuation"]
    elision = _ELISIONS.get(document.language or "")
    for at in _suspects(document, _LOW + _HIGH if high else _LOW, with_elisions=elision is not None):
        mark = text[at]
        if mark == "(":
            found = _after_opening(text, at)
        elif mark in "'’":
            found = _after_elision(text, at, elision) if elision else None
        elif mark == ")":
            found = _before_closing(text, at)
        else:
            found = _before_mark(text, at)
        if found and _is_prose(text, at):
            edits, message = found
            applicability = active.rule.applicability if mark in ",.()" else Applicability.UNSAFE
            start, end = min(edit.start for edit in edits), max(edit.end for edit in edits)
            confidence = 0.97 if applicability is Applicability.SAFE else 0.9
            yield active.finding(
                min(start, at), max(end, at + 1), message, confidence=confidence, fix=Fix(applicability, edits)
            )


@cache
def _spaced(space: str, marks: str) -> re.Pattern[str]:
    """A space before one of the marks."""
    return re.compile(f"{space}(?=[{marks}])")


def _suspects(document: Document, marks: str, *, with_elisions: bool) -> list[int]:
    """Where marks with a space before them stand, and parentheses and apostrophes with one behind them."""
    text, residue = document.text, document.residue
    found = [
        match.start() + 1
        for space in _SPACES
        if space == " " or space in residue
        for match in _spaced(space, marks).finditer(text)
    ]
    found += [match.start() for match in _OPENED.finditer(text)]
    if with_elisions:
        for sign, pattern in _ELIDED.items():
            found += [match.start() for match in pattern.finditer(text)] if sign in text else ()
    return sorted(found)


_Found = tuple[tuple[Edit, ...], str]


def _after_opening(text: str, at: int) -> _Found | None:
    end = _skip(text, at + 1)
    inside = text[end : end + 1]
    if not inside or inside in ")\r\n" or text[at - 1 : at] in tuple(":;=-'8"):
        return None
    if text.find(")", end, _line_end(text, end)) < 0:
        return None
    return (Edit(at + 1, end, ""),), "a space after an opening parenthesis"


def _before_closing(text: str, at: int) -> _Found | None:
    start = _back(text, at)
    before = text[start - 1 : start]
    if not _WORD_END.match(before) and before not in tuple(".,!?…"):
        return None
    if text.rfind("(", max(0, at - _REACH), start) <= text.rfind(")", max(0, at - _REACH), start):
        return None
    return (Edit(start, at, ""),), "a space before a closing parenthesis"


def _before_mark(text: str, at: int) -> _Found | None:
    """A comma or a full stop, or high punctuation in a language that sets it against its word."""
    start, end = _back(text, at), _skip(text, at + 1)
    mark, before, after = text[at], text[start - 1 : start], text[end : end + 1]
    if not _WORD_END.match(before) or (before.isdigit() and after.isdigit()):
        return None
    message = f'a space before "{mark}"'
    if end == at + 1 and after and after not in "\r\n":
        moved = mark == "," and after.isalpha()
        return ((Edit(start, at, ""), Edit(at + 1, at + 1, " ")), message) if moved else None
    if mark == "." and (after == "." or after.islower()):
        return None
    return (Edit(start, at, ""),), message


def _after_elision(text: str, at: int, elision: re.Pattern[str]) -> _Found | None:
    end = _skip(text, at + 1)
    if not _VOWEL.match(text, end) or not elision.search(text, max(0, at - 8), at + 1):
        return None
    return (Edit(at + 1, end, ""),), "a space after an apostrophe"


def _is_prose(text: str, at: int) -> bool:
    nearest = max(0, at - _REACH)
    return not _NOT_PROSE.search(text, max(text.rfind("\n", nearest, at) + 1, nearest), _line_end(text, at))


def _line_end(text: str, start: int) -> int:
    match = LINE_END.search(text, start, start + _REACH)
    return match.start() if match else min(start + _REACH, len(text))


def _skip(text: str, start: int) -> int:
    match = _NEXT.match(text, start)
    return match.end() if match else start


def _back(text: str, end: int) -> int:
    while end and text[end - 1] in _SPACES:
        end -= 1
    return end
