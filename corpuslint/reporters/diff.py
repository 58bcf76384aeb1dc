"""What fixing would change, as a unified diff that ``patch`` and ``git apply -p0`` take."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpuslint.document import Document
from corpuslint.fixing import FixOutcome
from corpuslint.patch import Change, replay
from corpuslint.reporters import Paint
from corpuslint.reporters.terminal import escape

_CONTEXT = 3
_STYLES = {"-": "red", "+": "green", "@": "cyan"}


@dataclass(frozen=True, slots=True)
class _Region:
    """Old lines ``start`` to ``end`` (from 0, half-open) that become the new lines."""

    start: int
    end: int
    new: list[str]


def unified_diff(document: Document, outcome: FixOutcome, paint: Paint | None) -> Iterator[str]:
    """The lines of the diff; none if nothing changed.

    Built from the changes themselves, so that its cost is that of the text. Without ``paint`` lines are exact; with it
    they are for reading only: hostile characters are escaped.
    """
    fixed = outcome.document
    for line in _lines(document, fixed, outcome.changes):
        if paint is None:
            yield line
        else:
            style = "bold" if line.startswith(("---", "+++")) else _STYLES.get(line[0], "none")
            yield paint(escape(line.removesuffix("\n")), style) + "\n"


def _lines(document: Document, fixed: Document, changes: Sequence[Change]) -> Iterator[str]:
    encodings = document.encoding.encoding, fixed.encoding.encoding
    if not changes and encodings[0] == encodings[1]:
        return
    for sign, encoding in zip(("---", "+++"), encodings, strict=True):
        remark = "" if encodings[0] == encodings[1] else f"\t({encoding})"
        yield f"{sign} {escape(document.path)}{remark}\n"
    old = _split(document.text)
    shift = 0
    for hunk in _hunks(_regions(document.text, changes)):
        first = max(0, hunk[0].start - _CONTEXT)
        last = min(len(old), hunk[-1].end + _CONTEXT)
        grown = sum(len(region.new) - (region.end - region.start) for region in hunk)
        yield f"@@ -{_range(first, last - first)} +{_range(first + shift, last - first + grown)} @@\n"
        shift += grown
        at = first
        for region in hunk:
            yield from _marked(" ", old[at : region.start])
            yield from _marked("-", old[region.start : region.end])
            yield from _marked("+", region.new)
            at = region.end
        yield from _marked(" ", old[at:last])


def _split(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _marked(sign: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"


def _range(first: int, count: int) -> str:
    return f"{first + (count > 0)},{count}"


def _regions(text: str, changes: Sequence[Change]) -> Iterator[_Region]:
    """The old lines that changes touch with what they become, in order, without overlap."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    if starts[-1] != len(text):
        starts.append(len(text))  # so that starts[n] ends line n - 1, also the last
    lines = len(starts) - 1
    after_last = lines if text.endswith("\n") or not text else lines - 1  # the line that the end of the text is on
    group: list[Change] = []
    first = last = 0
    for change in changes:
        begin = min(after_last, bisect_right(starts, change.start) - 1)
        end = min(lines, bisect_right(starts, change.end))
        if group and begin > last:
            yield from _region(text, starts, first, last, group)
            group = []
        first, last = (first, max(last, end)) if group else (begin, end)
        group.append(change)
    if group:
        yield from _region(text, starts, first, last, group)


def _region(text: str, starts: list[int], first: int, last: int, changes: Sequence[Change]) -> Iterator[_Region]:
    base, end = starts[first], starts[last]
    moved = [Change(change.start - base, change.end - base, change.after) for change in changes]
    old, new = _split(text[base:end]), _split(replay(text[base:end], moved))
    while old and new and old[0] == new[0]:
        del old[0], new[0]
        first += 1
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
        last -= 1
    if old or new:
        yield _Region(first, last, new)


def _hunks(regions: Iterator[_Region]) -> Iterator[list[_Region]]:
    hunk: list[_Region] = []
    for region in regions:
        if hunk and region.start - hunk[-1].end > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(region)
    if hunk:
        yield hunk
