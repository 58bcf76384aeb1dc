"""What fixing would change, as a unified diff that ``patch`` and ``git apply -p0`` take."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

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


@dataclass(frozen=True, slots=True)
class Hunk:
    """A part of a diff: old lines from ``first`` (from 0), how many, how many new ones, and the marked lines."""

    first: int
    old: int
    new: int
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Changed:
    """What changes in one file, or in one document of a file that has no lines.

    name: what the diff is headed with.
    encodings: before and after.
    """

    name: str
    hunks: list[Hunk]
    encodings: tuple[str, str] = ("utf-8", "utf-8")


class UnifiedDiff:
    """Writes the diffs of files, part after part.

    Without ``paint`` lines are exact; with it they are for reading only: hostile characters are escaped.
    """

    def __init__(self, paint: Paint | None = None) -> None:
        self._paint = paint
        self._name: str | None = None
        self._shift = 0

    def add(self, changed: Changed) -> Iterator[str]:
        """The lines for the next part, which may go on with the file of the last one."""
        for line in self._lines(changed):
            if self._paint is None:
                yield line
            else:
                style = "bold" if line.startswith(("---", "+++")) else _STYLES.get(line[0], "none")
                yield self._paint(escape(line.removesuffix("\n")), style) + "\n"

    def _lines(self, changed: Changed) -> Iterator[str]:
        if changed.name != self._name:
            self._name, self._shift = changed.name, 0
            same = changed.encodings[0] == changed.encodings[1]
            for sign, encoding in zip(("---", "+++"), changed.encodings, strict=True):
                remark = "" if same else f"\t({encoding})"
                yield f"{sign} {escape(changed.name)}{remark}\n"
        for hunk in changed.hunks:
            yield f"@@ -{_range(hunk.first, hunk.old)} +{_range(hunk.first + self._shift, hunk.new)} @@\n"
            self._shift += hunk.new - hunk.old
            yield from hunk.lines


def hunks_of_text(text: str, changes: Sequence[Change]) -> list[Hunk]:
    """The hunks of one text, built from the changes themselves, so that the cost is that of the text."""
    return list(_hunks(_split(text), _regions(text, changes)))


def hunks_of_lines(old: bytes, new: bytes, first: int) -> list[Hunk]:
    """The hunks between two forms of a part of a file that begins with line ``first`` (from 1)."""
    before = _split(old.decode("utf-8", "surrogateescape"))
    after = _split(new.decode("utf-8", "surrogateescape"))
    if len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        regions = [_Region(number, number + 1, [line]) for number, (was, line) in pairs if was != line]
    else:
        codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        regions = [_Region(i, j, after[k:m]) for tag, i, j, k, m in codes if tag != "equal"]
    return [Hunk(hunk.first + first - 1, hunk.old, hunk.new, hunk.lines) for hunk in _hunks(before, iter(regions))]


def _hunks(old: Sequence[str], regions: Iterator[_Region]) -> Iterator[Hunk]:
    for group in _grouped(regions):
        first = max(0, group[0].start - _CONTEXT)
        last = min(len(old), group[-1].end + _CONTEXT)
        grown = sum(len(region.new) - (region.end - region.start) for region in group)
        lines: list[str] = []
        at = first
        for region in group:
            lines += _marked(" ", old[at : region.start])
            lines += _marked("-", old[region.start : region.end])
            lines += _marked("+", region.new)
            at = region.end
        lines += _marked(" ", old[at:last])
        yield Hunk(first, last - first, last - first + grown, lines)


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


def _grouped(regions: Iterator[_Region]) -> Iterator[list[_Region]]:
    hunk: list[_Region] = []
    for region in regions:
        if hunk and region.start - hunk[-1].end > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(region)
    if hunk:
        yield hunk
