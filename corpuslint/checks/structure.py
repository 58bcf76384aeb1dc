"""What is left of the page around a text: boilerplate behind it, signatures glued to it, or nothing but that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from corpuslint.blocks import Block, Role, is_headline
from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Applicability, Edit, Finding, Fix
from corpuslint.lazy import regex

_AROUND = (Role.MARKER, Role.RELATED, Role.CREDIT, Role.SIGNATURE, Role.DATELINE)
_BODY = (Role.TITLE, Role.LEAD, Role.PARAGRAPH)
_TAIL = (Role.MARKER, Role.RELATED)
_BEHIND = (Role.SIGNATURE, *_TAIL)
# Characters at the end of a block that the name of an agency may take.
_REACH = 20
# White space, and characters that nobody sees: zero width, direction marks, byte order mark.
_INVISIBLE = regex(r"[\s\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]*")


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Yield the findings of the active rules on the structure of a document."""
    if "empty-document" in rules:
        yield from _empty(document, rules["empty-document"])
    if "trailing-boilerplate" in rules:
        yield from _boilerplate(document, rules["trailing-boilerplate"])
    if "fused-signature" in rules:
        yield from _signature(document, rules["fused-signature"])


def _empty(document: Document, active: ActiveRule) -> Iterator[Finding]:
    text = document.text
    if _INVISIBLE.fullmatch(text):
        yield active.finding(0, len(text), "the document is empty" if not text else "the document is only white space")
    elif all(block.role in _AROUND for block in document.blocks):
        yield active.finding(0, len(text), "the document is only boilerplate", confidence=0.9)


def _boilerplate(document: Document, active: ActiveRule) -> Iterator[Finding]:
    """The marker line from which on only teasers follow, to the end of the text."""
    blocks = document.blocks
    first = _tail_start(blocks)
    if first is None:
        return
    start, end = blocks[first].start, blocks[-1].end
    certain = _are_teasers(document, blocks[first:])
    fix = None
    if first:
        applicability = active.rule.applicability if certain else Applicability.DISPLAY
        fix = Fix(applicability, (Edit(blocks[first - 1].end, end, ""),))
    count = len(blocks) - first - 1
    behind = f" and {count} blocks of teasers behind it" if count else ""
    message = f'"{document.text[start : blocks[first].end]}"{behind} belong to the page, not to the text'
    yield active.finding(start, end, message, confidence=0.97 if certain else 0.6, fix=fix)


def _tail_start(blocks: Sequence[Block]) -> int | None:
    """Index of the marker from which on every block belongs to the page; None if there is none."""
    first = len(blocks)
    while first and blocks[first - 1].role in _TAIL:
        first -= 1
    return first if first < len(blocks) and blocks[first].role is Role.MARKER else None


def _are_teasers(document: Document, tail: Sequence[Block]) -> bool:
    """Whether the tail is headlines with little prose, not one headline and the end of the article."""
    teasers = [document.text[block.start : block.end] for block in tail if block.role is Role.RELATED]
    headlines = sum(is_headline(teaser, document.profile) for teaser in teasers)
    return headlines > 1 or headlines == len(teasers)


@cache
def _known(agencies: tuple[str, ...]) -> re.Pattern[str]:
    """One of the agencies at the end of a block, behind a full stop or, with a dash, behind a word."""
    known = "|".join(map(re.escape, agencies))
    return re.compile(rf"(?:(?<=[.!?»”\")])(?:(?:{known})|\((?:{known})\))|(?<=\w)[-–—] ?(?:{known}))\.?$")


def _signature(document: Document, active: ActiveRule) -> Iterator[Finding]:
    """A signature at the end of the article that stands against its last word or full stop."""
    text, blocks = document.text, document.blocks
    agencies = tuple(agency.rstrip(".)") for agency in active.options["agencies"])
    last = len(blocks) - 1
    for number, block in enumerate(blocks):
        if number < last and blocks[number + 1].role not in _BEHIND:
            continue
        start, confidence = block.start, 0.99
        if block.role is Role.SIGNATURE:
            glued = start > 0 and not text[start - 1].isspace()
        else:
            match = None
            first = max(block.start, block.end - _REACH)
            if block.role in _BODY and text[first : block.end].rstrip(".)").endswith(agencies):
                match = _known(agencies).search(text, first, block.end)
            glued, start, confidence = match is not None, match.start() if match else start, 0.9
        if glued:
            safe = active.rule.applicability if confidence > 0.9 else Applicability.UNSAFE
            message = f'the signature "{text[start : block.end]}" is glued to the end of the text'
            fix = Fix(safe, (Edit(start, start, " "),))
            yield active.finding(start, block.end, message, confidence=confidence, fix=fix)
