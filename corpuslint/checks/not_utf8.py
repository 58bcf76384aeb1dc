"""Bytes that are not UTF-8: files in a legacy encoding, and damaged bytes in files that are UTF-8."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from math import exp

from corpuslint.catalogue import ActiveRule
from corpuslint.charsets import byte_table, characters_in
from corpuslint.document import Document
from corpuslint.findings import Edit, Finding, Fix
from corpuslint.language.letters import Judge, letters_around
from corpuslint.lazy import regex

# What decoding leaves of bytes that it cannot read, and halves of UTF-16 pairs.
_SURROGATES = "\ud800-\udfff"
_DAMAGE, _DAMAGED = regex(f"[{_SURROGATES}]+"), characters_in(_SURROGATES)
_ESCAPED_BYTES = regex("[\udc80-\udcff]+")
_PAIR = regex("[\ud800-\udbff][\udc00-\udfff]")
# Encodings that stray bytes come from, with nats against each.
_STRAY = {"cp1252": 0.0, "mac-roman": 4.0, "cp850": 4.0, "cp437": 5.0, "cp1250": 5.0, "cp1258": 5.0, "cp1251": 8.0}
# Nats that a stray byte may cost as a character, and what a sequence that was cut at the end of the text costs.
_NATURAL, _CUT = 14.0, 7.0
_SAMPLE = 20_000
# A sequence that lost its end.
_BEGUN = regex(rb"[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2}")
_SHOWN_BYTES = 8


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report the encoding of the whole source, then each damaged span."""
    active = rules["not-utf8"]
    damaged = not _DAMAGED.isdisjoint(document.residue)
    if document.encoding.encoding != "utf-8":
        certain = document.encoding.certain and not damaged
        yield active.finding(
            0,
            0,
            f"encoded in {document.encoding.encoding}, not in UTF-8",
            confidence=0.99 if document.encoding.certain else 0.6,
            fix=Fix(active.rule.applicability, (), encoding="utf-8") if certain else None,
        )
    if damaged:
        yield from _damage(active, document)


def _damage(active: ActiveRule, document: Document) -> Iterator[Finding]:
    text = document.text
    judge = Judge(text[:_SAMPLE], document.language)
    spans = [match.span() for match in _DAMAGE.finditer(text)]
    encoding = _stray_encoding(text, spans, judge)
    for start, end in spans:
        repaired, message, confidence = _repair(text, start, end, encoding, judge)
        fix = None if repaired is None else Fix(active.rule.applicability, (Edit(start, end, repaired),))
        yield active.finding(start, end, message, confidence=confidence, fix=fix)


def _stray_encoding(text: str, spans: list[tuple[int, int]], judge: Judge) -> str:
    """The encoding in which all stray bytes of a text together look most natural."""
    costs = dict(_STRAY)
    for start, end in spans[:200]:
        if _ESCAPED_BYTES.fullmatch(text, start, end):
            for encoding in costs:
                costs[encoding] += _cost(text, start, end, _read(text[start:end], encoding), judge)
    return min(costs, key=costs.__getitem__)


def _read(escaped: str, encoding: str) -> str:
    table = byte_table(encoding)
    return "".join(table[ord(character) - 0xDC00] or "\ufffd" for character in escaped)


def _cost(text: str, start: int, end: int, replacement: str, judge: Judge) -> float:
    before, after = letters_around(text, start, end)
    return judge.cost_of_word(before + replacement + after)


def _repair(text: str, start: int, end: int, encoding: str, judge: Judge) -> tuple[str | None, str, float]:
    """What a damaged span was, None if nobody can tell; what to say; how certain it is."""
    damaged = text[start:end]
    if not _ESCAPED_BYTES.fullmatch(damaged):
        joined = _PAIR.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), damaged)
        whole = not _DAMAGE.search(joined)
        at_end = end == len(text)
        return joined if whole else "" if at_end else None, "half of a UTF-16 pair", 0.99 if whole else 0.9
    raw = damaged.encode("utf-8", "surrogateescape")
    shown = " ".join(f"0x{byte:02X}" for byte in raw[:_SHOWN_BYTES]) + (" …" if len(raw) > _SHOWN_BYTES else "")
    with suppress(UnicodeDecodeError):
        joined = _PAIR.sub(
            lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"),
            raw.decode("utf-8", "surrogatepass"),
        )
        if not _DAMAGE.search(joined):
            return joined, f"bytes {shown}: UTF-16 pairs written in UTF-8", 0.99
    character = _read(damaged, encoding)
    cost = _cost(text, start, end, character, judge) - _cost(text, start, end, "", judge)
    if end == len(text) and _BEGUN.fullmatch(raw) and cost > _CUT:
        return "", f"bytes {shown}: the text ends inside a character", 0.95
    if cost <= _NATURAL * len(character) and "\ufffd" not in character:
        message = f'byte{"s" if len(raw) > 1 else ""} {shown}: "{character}" in {encoding}, not UTF-8'
        return character, message, 1 - 0.5 * exp(-max(0.0, _NATURAL * len(character) - cost) / 3)
    return None, f"bytes {shown} are not UTF-8", 0.99
