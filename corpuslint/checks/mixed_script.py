"""Cyrillic or Greek letters inside Latin words, and the reverse: letters that look alike and are not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from corpuslint.catalogue import ActiveRule
from corpuslint.charsets import characters_in
from corpuslint.document import Document
from corpuslint.findings import Edit, Finding, Fix
from corpuslint.lazy import regex
from corpuslint.misread import readings

_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_CYRILLIC = "\u0400-\u052f"
_GREEK = "\u0370-\u03ff\u1f00-\u1fff"
_SCRIPTS = {"Latin": _LATIN, "Cyrillic": _CYRILLIC, "Greek": _GREEK}
# Letters that look the same in most typefaces: Latin, Cyrillic and Greek; "-" where a script has none.
_LOOK_ALIKES = (
    "AАΑ BВΒ CС- EЕΕ HНΗ IІΙ JЈ- KКΚ MМΜ N-Ν OОΟ PРΡ SЅ- TТΤ XХΧ YУΥ Z-Ζ aа- cс- eе- iіι jј- oоο pрρ sѕ- u-υ v-ν xхχ "
    "yу- hһ- ëё- ïїϊ öӧ- äӓ- ăӑ- ó-ό í-ί"
)
# Greek letters that stand beside Latin ones in formulas.
_FORMULAS = "ινυρχίϊ"
_WORD = regex(f"[{_LATIN}{_CYRILLIC}{_GREEK}0-9]+")
_OTHER = characters_in(_CYRILLIC + _GREEK)
_CHANGE = regex(f"[{_LATIN}][{_CYRILLIC}{_GREEK}]|[{_CYRILLIC}{_GREEK}][{_LATIN}]|[{_CYRILLIC}][{_GREEK}]")
# UTF-8 that was read as Cyrillic or Greek (ENC001) mixes scripts too.
_ABOVE_ASCII = regex("[^\0-\x7f]+")
# A Latin acronym with a Russian ending.
_INFLECTED = regex(f"[A-Z0-9]{{2,}}[{_CYRILLIC}]{{1,3}}")
# Characters on either side that tell the script of the text.
_AROUND = 200
_LONG, _CONFIDENCE, _CONFIDENCE_OF_SHORT = 4, 0.97, 0.85


@cache
def _letters(script: str) -> re.Pattern[str]:
    return re.compile(f"[{_SCRIPTS[script]}]")


@cache
def _look_alikes(wrong: str, right: str) -> Mapping[str, str]:
    """The look-alike in one script of each letter of another that has one."""
    column = tuple(_SCRIPTS).index
    pairs = [(group[column(wrong)], group[column(right)]) for group in _LOOK_ALIKES.split(" ")]
    return {one: two for one, two in pairs if "-" not in (one, two) and not (wrong == "Greek" and one in _FORMULAS)}


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report words of one script in which every letter of another is a look-alike."""
    text = document.text
    if _OTHER.isdisjoint(document.residue) or not _CHANGE.search(text):
        return
    active = rules["mixed-script-word"]
    for match in _WORD.finditer(text):
        word = match.group()
        if _CHANGE.search(word) and not any(map(readings, _ABOVE_ASCII.findall(text, *match.span()))):
            finding = _judge(active, text, match.start(), word)
            if finding:
                yield finding


def _judge(active: ActiveRule, text: str, start: int, word: str) -> Finding | None:
    counts = {script: len(_letters(script).findall(word)) for script in _SCRIPTS}
    for right in _by_weight(counts, text, start):
        wrong = [script for script, count in counts.items() if count and script != right]
        alike = {letter: like for script in wrong for letter, like in _look_alikes(script, right).items()}
        strangers = [
            (place, letter) for place, letter in enumerate(word) if any(_letters(s).match(letter) for s in wrong)
        ]
        if all(letter in alike for _, letter in strangers):
            break
    else:
        return None
    if _INFLECTED.fullmatch(word) and _by_weight(dict.fromkeys(_SCRIPTS, 1), text, start)[0] == "Cyrillic":
        return None
    first = strangers[0][0]
    if len(strangers) == len(word) - first and word[first].isupper() and word[first - 1 : first].islower():
        return None  # two words that lost their space
    edits = tuple(Edit(start + place, start + place + 1, alike[letter]) for place, letter in strangers)
    repaired = "".join(alike.get(letter, letter) for letter in word)
    names = ", ".join(f"U+{ord(letter):04X}" for letter in dict.fromkeys(letter for _, letter in strangers))
    return active.finding(
        edits[0].start,
        edits[-1].end,
        f'{" and ".join(wrong)} {names} in the {right} word "{repaired}"',
        confidence=_CONFIDENCE if len(word) >= _LONG else _CONFIDENCE_OF_SHORT,
        fix=Fix(active.rule.applicability, edits),
    )


def _by_weight(counts: Mapping[str, int], text: str, start: int) -> list[str]:
    """The scripts of a word, that of most letters first; among equals, that of the text around the word."""
    around = text[max(0, start - _AROUND) : start + _AROUND]
    ranked = sorted(counts, key=lambda script: (-counts[script], -len(_letters(script).findall(around))))
    # One letter of a script is a sign in a formula rather than the rest of a word: "ΔT".
    return [script for script in ranked if script == ranked[0] or counts[script] > 1]
