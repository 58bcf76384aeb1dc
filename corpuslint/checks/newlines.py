"""Line ends of several systems in one text, and the byte order mark in front of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from corpuslint.catalogue import ActiveRule
from corpuslint.document import LINE_END, Document
from corpuslint.findings import Edit, Finding, Fix, Related
from corpuslint.lazy import regex
from corpuslint.mixups import nel_ends_lines

_MARK = "\ufeff"
# The line ends that a file may have throughout; the others stand for one of them everywhere.
_USUAL = ("\n", "\r\n", "\r")
_UNUSUAL = frozenset("\r\x85\u2028\u2029")
_NAMES = {
    "\n": "LF",
    "\r\n": "CRLF",
    "\r": "CR",
    "\x85": "NEL",
    "\u2028": "line separator",
    "\u2029": "paragraph separator",
}
_WITHOUT_NEL = regex("\r\n|[\n\r\u2028\u2029]")
# Places that a finding names beside the first.
_SHOWN = 5


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report a byte order mark, and once all line ends that are not those of the majority."""
    active = rules["mixed-newlines"]
    text = document.text
    # Without the mark UTF-16 would no longer be recognised; ENC002 rewrites it as UTF-8 first.
    if text.startswith(_MARK) and document.encoding.encoding == "utf-8":
        yield active.finding(
            0, 1, "byte order mark at the start of the text", fix=Fix(active.rule.applicability, (Edit(0, 1, ""),))
        )
    if _UNUSUAL.isdisjoint(document.residue):
        return
    ends = list((LINE_END if nel_ends_lines(text) else _WITHOUT_NEL).finditer(text))
    counts = Counter(match.group() for match in ends)
    usual = max(_USUAL, key=lambda end: (counts[end], -_USUAL.index(end)))
    odd = [match for match in ends if match.group() != usual]
    if odd:
        yield _finding(active, odd, counts, usual)


def _finding(active: ActiveRule, odd: list[re.Match[str]], counts: Counter[str], usual: str) -> Finding:
    listed = ", ".join(f"{number} {_NAMES[end]}" for end, number in counts.most_common() if end != usual)
    paragraph = "\u2029"
    return active.finding(
        *odd[0].span(),
        f"line ends of several kinds: {listed} among {counts[usual]} {_NAMES[usual]}",
        related=[Related(*match.span(), _NAMES[match.group()]) for match in odd[1 : 1 + _SHOWN]],
        fix=Fix(
            active.rule.applicability,
            tuple(Edit(*match.span(), usual * (2 if match.group() == paragraph else 1)) for match in odd),
        ),
    )
