"""Characters that nobody sees: zero-width spaces, joiners, soft hyphens, direction controls, stray byte order marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from corpuslint.catalogue import ActiveRule
from corpuslint.charsets import characters_in
from corpuslint.document import Document
from corpuslint.findings import Edit, Finding, Fix
from corpuslint.lazy import regex

_SOFT_HYPHEN = "\u00ad"
_JOINERS = "\u200c\u200d"
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_TAGS = "\U000e0000-\U000e007f"
_OTHERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
_ALL = f"{_SOFT_HYPHEN}{_JOINERS}{_DIRECTIONS}{_SELECTORS}{_TAGS}{_OTHERS}"
_INVISIBLE, _INVISIBLES = regex(f"[{_ALL}]+"), characters_in(_ALL)
# UTF-8 read in cp1252: what stands before a soft hyphen that is the last byte of a letter (í, ĭ, Vietnamese ử).
_LEADS, _LONGER_LEADS = ("Â", "Ã", "Ä", "Å"), ("áº", "á»", "â€")
_NAMES = {
    "\u00ad": "soft hyphen",
    "\u200b": "zero-width space",
    "\u200c": "zero-width non-joiner",
    "\u200d": "zero-width joiner",
    "\u2060": "word joiner",
    "\ufeff": "byte order mark inside the text",
}
# Scripts that write no spaces: a zero-width space tells where a line may break.
_UNSPACED = ("THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "CJK", "HIRAGANA", "KATAKANA", "JAVANESE", "BALINESE")
# Scripts whose letters change with their neighbours: joiners and non-joiners are spelling.
_JOINING = (
    *("ARABIC", "SYRIAC", "THAANA", "NKO", "MONGOLIAN", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA"),
    *("TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR", "TIBETAN", "BALINESE"),
)
_RIGHT_TO_LEFT = regex(
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# Characters on either side within which such writing makes a direction control useful.
_REACH = 200
_CONFIDENCE = 0.97


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report runs of invisible characters that do nothing where they stand."""
    if _INVISIBLES.isdisjoint(document.residue):
        return
    active = rules["invisible-character"]
    text = document.text
    for match in _INVISIBLE.finditer(text):
        for start, end in _useless(text, *match.span()):
            replacement = _replacement(text, start, end)
            becomes = f', stands for "{replacement}"' if replacement else ""
            yield active.finding(
                start,
                end,
                f"{_name(text[start])}{becomes}",
                confidence=_CONFIDENCE,
                fix=Fix(active.rule.applicability, (Edit(start, end, replacement),)),
            )


def _name(character: str) -> str:
    known = _NAMES.get(character) or unicodedata.name(character, "").lower()
    return f"{known or 'invisible character'} (U+{ord(character):04X})"


def _useless(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a run of invisible characters that have no work to do."""
    first = start
    for position in range(start, end + 1):
        if position == end or _is_useful(text, position):
            if first < position:
                yield first, position
            first = position + 1


def _is_useful(text: str, position: int) -> bool:
    character, before, after = text[position], text[position - 1 : position], text[position + 1 : position + 2]
    if character == _SOFT_HYPHEN and (before in _LEADS or text[max(0, position - 2) : position] in _LONGER_LEADS):
        return True  # the end of a sequence of mojibake, which is ENC001
    if character == "\ufeff" and position == 0:
        return True  # the byte order mark of the file, which is ENC007
    for characters, is_useful in _USES:
        if characters.match(character):
            return is_useful(text, position, before, after)
    return False


def _joins(text: str, position: int, before: str, after: str) -> bool:
    joins_letters = _script(before) in _JOINING
    joins_pictures = text[position] == "\u200d" and (_is_picture(before) or _is_picture(after))
    return joins_letters or joins_pictures


def _directs(text: str, position: int, before: str, after: str) -> bool:  # noqa: ARG001
    """Next to writing from right to left, anywhere in the line."""
    line = text[max(0, position - _REACH) : position].rpartition("\n")[2]
    rest = text[position + 1 : position + _REACH].partition("\n")[0]
    return _RIGHT_TO_LEFT.search(line) is not None or _RIGHT_TO_LEFT.search(rest) is not None


def _selects(text: str, position: int, before: str, after: str) -> bool:  # noqa: ARG001
    keycap = before in tuple("0123456789#*") and after == "\u20e3"
    return keycap or _is_picture(before) or _script(before) in ("CJK", "MONGOLIAN", "MYANMAR")


def _tags(text: str, position: int, before: str, after: str) -> bool:  # noqa: ARG001
    return before == "\U0001f3f4" or re.match(f"[{_TAGS}]", before) is not None


def _breaks(text: str, position: int, before: str, after: str) -> bool:  # noqa: ARG001
    return _script(before) in _UNSPACED or _script(after) in _UNSPACED


def _belongs_to_script(text: str, position: int, before: str, after: str) -> bool:  # noqa: ARG001
    """Marks of Mongolian and Khmer, fillers of Hangul."""
    return _script(before) in ("MONGOLIAN", "KHMER", "HANGUL") or _script(after) == "HANGUL"


_USES: tuple[tuple[re.Pattern[str], Callable[[str, int, str, str], bool]], ...] = (
    (regex(f"[{_JOINERS}]"), _joins),
    (regex(f"[{_DIRECTIONS}]"), _directs),
    (regex(f"[{_SELECTORS}]"), _selects),
    (regex(f"[{_TAGS}]"), _tags),
    (regex("\u200b"), _breaks),
    (regex("[\u115f\u1160\u17b4\u17b5\u180b-\u180e]"), _belongs_to_script),
)


def _is_picture(character: str) -> bool:
    """Whether a character is an emoji or a sign that has an emoji form, or modifies one."""
    return character != "" and (
        unicodedata.category(character) in ("So", "Sk", "Sm", "Me")
        or character in "\u200d\ufe0f\u203c\u2049\u3030\u303d"
    )


def _script(character: str) -> str:
    return unicodedata.name(character, "").split(" ")[0].split("-")[0] if character else ""


def _replacement(text: str, start: int, end: int) -> str:
    """Nothing, but a hyphen for a soft one that divides words: between capitals or digits, or beside a space."""
    if text[start:end] != _SOFT_HYPHEN:
        return ""
    before, after = text[start - 1 : start], text[end : end + 1]
    divides = (before.isalpha() and after.isupper() and before.islower()) or (before.isdigit() and after.isdigit())
    return "-" if divides or (before == " " and after == " ") else ""
