"""Samples of fixes and findings, chosen evenly over a package while it is written, in bounded memory."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from corpuslint.packaging.rows import Row

# In code points: how much of the text before and after a sample is shown; of a text longer than the longest, how much
# of its start and of its end; and how far a cut may move to fall between words.
_CONTEXT = 60
_LONGEST = 280
_START = 160
_END = 60
_SEARCH = 20

T = TypeVar("T")


class Spread(Generic[T]):
    """Of the things offered, some that lie evenly between the first and the last: ``least`` to twice as many.

    The choice depends on the order of the things alone.
    """

    def __init__(self, least: int) -> None:
        self._most = 2 * least
        self._stride = 1
        self._kept: list[T] = []
        self.offered = 0

    def offer(self, make: Callable[[], T]) -> None:
        """Take the next thing, which is made only if it is kept."""
        if self.offered % self._stride == 0:
            if len(self._kept) == self._most:
                self._kept = self._kept[::2]
                self._stride *= 2
            self._kept.append(make())
        self.offered += 1

    def choose(self, count: int) -> list[T]:
        """At most ``count`` of them, in order."""
        have = len(self._kept)
        return self._kept if have <= count else [self._kept[index * have // count] for index in range(count)]


@dataclass(frozen=True, slots=True)
class Shortened:
    """A text, or its two ends and the number of code points between them that are left out."""

    start: str
    omitted: int = 0
    end: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A fix or a finding with the text around it.

    id: its id in its table.
    rules: codes of its rules.
    path, record, language: of its document.
    applicability: None for a finding without a fix.
    message: None for a fix.
    head, tail: the text before and after; ``cut_head`` and ``cut_tail`` tell that there is more.
    before: what stood there; of a finding, its text.
    after: what stands there now; nothing for a finding.
    """

    id: str
    rules: tuple[str, ...]
    path: str
    record: str | None
    language: str | None
    confidence: float
    applicability: str | None
    message: str | None
    head: str
    before: Shortened
    after: Shortened
    tail: str
    cut_head: bool
    cut_tail: bool


def sample_fix(fix: Row, document: Row) -> Sample:
    """The sample of a row of fixes; what ``before`` and ``after`` share at their ends goes to ``head`` and ``tail``."""
    before, after = fix["before"], fix["after"]
    lead, trail = _shared_ends(before, after)
    return _sample(
        fix["fix_id"],
        fix,
        document,
        tuple(fix["rules"].split(" ")),
        fix["applicability"],
        None,
        (fix["start_clean"] + lead, fix["end_clean"] - trail),
        (before[lead : len(before) - trail], after[lead : len(after) - trail]),
    )


def sample_finding(finding: Row, document: Row) -> Sample:
    """The sample of a row of findings."""
    return _sample(
        finding["finding_id"],
        finding,
        document,
        (finding["rule"],),
        finding["fix_applicability"],
        finding["message"],
        (finding["start"], finding["end"]),
        (finding["text"], ""),
    )


def _sample(
    id_: str,
    row: Row,
    document: Row,
    rules: tuple[str, ...],
    applicability: str | None,
    message: str | None,
    span: tuple[int, int],
    change: tuple[str, str],
) -> Sample:
    text, (start, end) = document["text"], span
    first, last = _word_start(text, start - _CONTEXT), _word_end(text, end + _CONTEXT)
    return Sample(
        id=id_,
        rules=rules,
        path=document["path"],
        record=document["record"],
        language=document["language"],
        confidence=row["confidence"],
        applicability=applicability,
        message=message,
        head=text[first:start],
        before=_shorten(change[0]),
        after=_shorten(change[1]),
        tail=text[end:last],
        cut_head=first > 0,
        cut_tail=last < len(text),
    )


def _shared_ends(before: str, after: str) -> tuple[int, int]:
    """How many code points both texts start with, and end with, no letter parted from its accents."""
    lead = _shared_start(before, after)
    while lead and any(unicodedata.combining(char) for char in before[lead : lead + 1] + after[lead : lead + 1]):
        lead -= 1
    trail = _shared_start(before[lead:][::-1], after[lead:][::-1])
    while trail and unicodedata.combining(before[-trail]):
        trail -= 1
    return lead, trail


def _shared_start(one: str, other: str) -> int:
    return next(
        (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _word_start(text: str, place: int) -> int:
    """A place near which a text may be cut: the start of the next word if it is not far."""
    if place <= 0:
        return 0
    space = text.find(" ", place - 1, place + _SEARCH)
    return space + 1 if space >= 0 else place


def _word_end(text: str, place: int) -> int:
    """A place near which a text may be cut: the end of the last word if it is not far."""
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", max(place - _SEARCH, 0), place + 1)
    return space if space >= 0 else place


def _shorten(text: str) -> Shortened:
    if len(text) <= _LONGEST:
        return Shortened(text)
    last, first = _word_end(text, _START), _word_start(text, len(text) - _END)
    return Shortened(text[:last], first - last, text[first:])
