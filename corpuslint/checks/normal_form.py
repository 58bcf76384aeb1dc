"""Text that is not in Unicode's composed form (NFC): the same word in two spellings that look alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from corpuslint.catalogue import ActiveRule
from corpuslint.charsets import characters_in
from corpuslint.document import Document
from corpuslint.findings import Applicability, Edit, Finding, Fix
from corpuslint.lazy import regex

# The first code point that normalising can change or join to the one before.
_RUN = regex("[^\\0-\u02ff]+")
# The characters before it, and letters and signs behind it that normalising leaves as they are, alone and side by side.
_STABLE = characters_in(
    "\0-\u02ff\u0400-\u0482\u048a-\u052f\u1e00-\u1eff\u2010-\u2027\u202f-\u203d\u20a0-\u20bf\u2190-\u21ff\u2500-\u25ff"
)
# Characters of compatibility whose composed form is another sign, which may matter in a name.
_OTHER_SIGN = regex("[\uf900-\ufaff\U0002f800-\U0002fa1f\u2000\u2001\u2329\u232a]")


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report each character with its marks whose composed form is another."""
    text = document.text
    if document.residue <= _STABLE or unicodedata.is_normalized("NFC", text):
        return
    active = rules["not-nfc"]
    for start, end in _clusters(text):
        written = text[start:end]
        composed = unicodedata.normalize("NFC", written)
        if composed != written:
            safe = active.rule.applicability is Applicability.SAFE and not _OTHER_SIGN.search(written)
            yield active.finding(
                start,
                end,
                f'"{composed}" is not in composed form: {_points(written)} for {_points(composed)}',
                fix=Fix(Applicability.SAFE if safe else Applicability.UNSAFE, (Edit(start, end, composed),)),
            )


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Characters with the marks that follow them, the only spans that normalising can change."""
    for run in _RUN.finditer(text):
        start = run.start()
        for position in range(run.start(), run.end()):
            if _joins(text[position]):
                start = max(0, position - 1) if position == run.start() else start
            elif position > run.start():
                yield start, position
                start = position
        yield start, run.end()


def _joins(character: str) -> bool:
    """Whether a character may compose with the one before: a mark, or a vowel or final of Hangul."""
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"


def _points(text: str) -> str:
    return " ".join(f"U+{ord(character):04X}" for character in text)
