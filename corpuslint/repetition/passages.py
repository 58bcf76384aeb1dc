"""Passages: blocks as repetition sees them, each with the dateline, credit or signature that stands at it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from corpuslint.blocks import Role
from corpuslint.document import LINE_END, Document
from corpuslint.findings import Edit
from corpuslint.lazy import regex
from corpuslint.repetition.likeness import loose, tight_all

_ROLES = (Role.TITLE, Role.LEAD, Role.PARAGRAPH, Role.CAPTION, Role.RELATED)
# Characters of tables, code and quoted mail.
_NOT_PROSE = regex(r"[\t|{}<>\\]")
_SPACE = regex(r"\s*")
_LINE_REST = regex(r"[ \t\u00a0]*")

# Captions that may stand between a lead and its copy.
_MOST_CAPTIONS = 3
# A document of so many passages, half of them shorter than this, is made of lines, not of paragraphs.
_FEWEST_LINES, _LINE_LENGTH = 6, 60


@dataclass(frozen=True)
class Passage:
    """A block that a copy can be made of.

    number: its place among the passages of the document.
    start, end: its span with dateline and credit. body: where its own text starts, which ends where ``text`` ends.
    key: the text without white space: equal in copies that lost spaces.
    """

    number: int
    start: int
    body: int
    end: int
    role: Role
    text: str
    key: str

    @cached_property
    def letters(self) -> str:
        """Letters and digits of the text, without case."""
        return loose(self.text)

    @cached_property
    def words(self) -> int:
        """Number of words: smaller in copies that lost spaces."""
        return len(self.text.split())

    @property
    def span(self) -> tuple[int, int]:
        """Start and end, with dateline and credit."""
        return self.start, self.end

    @property
    def has_dateline(self) -> bool:
        """Whether a dateline stands before the text."""
        return self.start < self.body

    def is_prose(self) -> bool:
        """Whether the text is made of words, not of figures, table cells or code."""
        digits = sum(map(str.isdigit, self.letters))
        return len(self.letters) - digits >= 0.7 * len(self.key) and not _NOT_PROSE.search(self.text)


class Layout(NamedTuple):
    """Where the passages of a document stand: start, body, end and role of each, its text, and its key."""

    spans: list[tuple[int, int, int, Role]]
    texts: list[str]
    keys: list[str]


def find_passages(layout: Layout) -> list[Passage]:
    """The passages of a document, in order."""
    return [
        Passage(number, *span, content, key) for number, (span, content, key) in enumerate(zip(*layout, strict=True))
    ]


def lay_out(document: Document) -> Layout:
    """Where the passages of a document stand, in order."""
    text, blocks = document.text, document.blocks
    spans: list[tuple[int, int, int, Role]] = []
    for index, (body, end, role) in enumerate(blocks):
        if role not in _ROLES:
            continue
        start = body
        if index and blocks[index - 1].role is Role.DATELINE:
            start = blocks[index - 1].start
        if role is Role.CAPTION and index + 1 < len(blocks) and blocks[index + 1].role is Role.CREDIT:
            credit = blocks[index + 1]
            end = end if LINE_END.search(text, end, credit.start) else credit.end  # noqa: PLW2901
        spans.append((start, body, end, role))
    texts = [text[body:end] for _, body, end, _ in spans]
    return Layout(spans, texts, tight_all(texts, document.residue))


def removal(text: str, start: int, end: int, *, copy_follows: bool) -> Edit:
    """The edit that removes ``text[start:end]`` with the white space that only it needed.

    Whole lines go with the line ends between them and the copy that stays, a part of a line with the spaces beside it.
    """
    rest = _matched(_LINE_REST, text, end)
    fills_line = rest == len(text) or LINE_END.match(text, rest) is not None
    starts_line = start == 0 or LINE_END.match(text, start - 1) is not None
    if starts_line and (copy_follows or not fills_line):
        return Edit(start, _matched(_SPACE, text, end) if fills_line else rest, "")
    while start and text[start - 1].isspace():
        start -= 1
    return Edit(start, rest if fills_line else end, "")


def _matched(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Where a pattern that may match nothing ends its match."""
    match = pattern.match(text, start)
    return match.end() if match else start


def are_neighbours(passages: Sequence[Passage], first: Passage, second: Passage) -> bool:
    """Whether nothing but a few captions stands between two passages."""
    low, high = sorted((first.number, second.number))
    return high - low <= _MOST_CAPTIONS + 1 and all(one.role is Role.CAPTION for one in passages[low + 1 : high])


def are_lines(passages: Sequence[Passage]) -> bool:
    """Whether a document is verse, dialogue or a list, whose lines repeat by nature."""
    lengths = [len(passage.text) for passage in passages]
    return len(lengths) >= _FEWEST_LINES and _median(lengths) < _LINE_LENGTH


def _median(values: Iterable[int]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return (ordered[middle] + ordered[~middle]) / 2
