"""Control characters: what printers, terminals and broken conversions leave in text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Edit, Finding, Fix
from corpuslint.lazy import regex

# Escape sequences of terminals (ECMA-48): colours and movements, titles, and single escapes.
_ANSI = r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\)|\x1b[@-Z\\-_]"
# C1 controls are mojibake of cp1252 (ENC001), but for the five that cp1252 does not use.
_CONTROL = regex(rf"{_ANSI}|[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|[\x81\x8d\x8f\x90\x9d]")
_CONTROLS = frozenset(map(chr, (*range(9), 11, 12, *range(14, 32), 127, 0x81, 0x8D, 0x8F, 0x90, 0x9D)))
# The low byte of a dash or quote of U+20xx whose high byte was lost, with what may stand on either side.
_LOW_BYTES = {"\x13": "–", "\x14": "—", "\x18": "\u2018", "\x19": "\u2019", "\x1c": "“", "\x1d": "”"}
# In old word processors, inside a word: a hyphen that does not break, and one that shows only at the end of a line.
_WORD_HYPHENS = {"\x1e": "-", "\x1f": ""}
# Some controls are letters of Vietnamese encodings or of Mac OS: then mojibake is more certain than this.
_CONFIDENCE, _CONFIDENCE_OF_C1 = 0.95, 0.6


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report each escape sequence and each control character."""
    if _CONTROLS.isdisjoint(document.residue):
        return
    active = rules["control-character"]
    for match in _CONTROL.finditer(document.text):
        if match.group() >= "\x80" and document.text[match.start() - 1 : match.start()] > "\xa0":
            continue  # the end of a longer sequence, which ENC001 reads
        replacement, message = _judge(document.text, *match.span())
        edit = Edit(*match.span(), replacement) if replacement is not None else None
        fix = Fix(active.rule.applicability, (edit,)) if edit else None
        confidence = _CONFIDENCE if match.group() < "\x80" else _CONFIDENCE_OF_C1
        yield active.finding(*match.span(), message, confidence=confidence, fix=fix)


def _judge(text: str, start: int, end: int) -> tuple[str | None, str]:
    """What belongs in place of a control, None if nobody can tell, and what the control is."""
    control, before, after = text[start:end], text[start - 1 : start], text[end : end + 1]
    message = f"control character U+{ord(control[0]):04X}"
    if len(control) > 1:
        return "", "escape sequence of a terminal"
    if control == "\x9d" and before.isalnum() and not after.isalnum():
        return "”", f'{message}: what is left of "”" in UTF-8'
    if control >= "\x80":
        return None, f"{message}: a letter or quotation mark of another encoding"
    if control in _LOW_BYTES and _is_lost_byte(control, before, after):
        sign = _LOW_BYTES[control]
        return sign, f'{message}: what is left of "{sign}" in UTF-16'
    if control in _WORD_HYPHENS and before.islower() and after.isalpha():
        return _WORD_HYPHENS[control], f"{message}: a hyphen of a word processor"
    if control in "\x0b\x0c":
        at_line = before in ("", "\n") or after in ("", "\n", "\r")
        return "" if at_line else "\n", f"{message}: a break of line or page"
    if control in "\x1c\x1d\x1e\x1f" and before.isalnum() and after.isalnum():
        return " ", f"{message}: a separator of fields"
    return "", message


def _is_lost_byte(control: str, before: str, after: str) -> bool:
    if control in "\x13\x14":
        return before == " " and after == " "
    if control == "\x19":
        return before.isalpha() and after.isalpha()
    if control in "\x18\x1c":
        return (not before or before.isspace() or before in "(\x1c") and after.isalnum()
    return before != "" and not before.isspace() and not after.isalnum()
