"""Patches: what changed between a raw text and its clean form, in coordinates of the raw text.

A patch is a list of changes that do not overlap, in order. Replaying it on the raw text gives the clean text;
reverting it on the clean text gives the raw text; any subset of its changes can be replayed or reverted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpuslint.findings import Applicability, Edit, Finding


class Change(NamedTuple):
    """``raw[start:end]`` became ``after``. ``causes`` are the findings whose fixes did it, first pass first."""

    start: int
    end: int
    after: str
    causes: tuple[Finding, ...] = ()

    @property
    def rules(self) -> tuple[str, ...]:
        """Codes of the causing rules, each once, in order of application."""
        return tuple(dict.fromkeys(cause.rule for cause in self.causes))

    @property
    def confidence(self) -> float:
        """Confidence of the least certain cause."""
        return min((cause.confidence for cause in self.causes), default=1.0)

    @property
    def applicability(self) -> Applicability:
        """``SAFE`` only if every cause is."""
        safe = all(cause.fix is None or cause.fix.applicability is Applicability.SAFE for cause in self.causes)
        return Applicability.SAFE if safe else Applicability.UNSAFE


def replay(raw: str, changes: Iterable[Change | Edit]) -> str:
    """The text after changes, which must be sorted and not overlap."""
    out: list[str] = []
    last = 0
    for change in changes:
        if change.start < last:
            raise ValueError(f"change at {change.start} overlaps the one that ends at {last}")
        out += (raw[last : change.start], change.after if isinstance(change, Change) else change.replacement)
        last = change.end
    out.append(raw[last:])
    return "".join(out)


def inverse(raw: str, changes: Sequence[Change]) -> list[Change]:
    """Changes in coordinates of the clean text that give the raw text back; same order, same causes."""
    shift, undone = 0, []
    for change in changes:
        start = change.start + shift
        undone.append(Change(start, start + len(change.after), raw[change.start : change.end], change.causes))
        shift += len(change.after) - (change.end - change.start)
    return undone


def compose(current: str, changes: Sequence[Change], edits: Sequence[tuple[Edit, Finding]]) -> list[Change]:
    """One patch for ``changes`` (raw to current) followed by ``edits`` (on the current text, in its coordinates).

    Edits must not overlap each other. Where an edit touches text that an earlier change made, both become one change
    with the causes of both, since neither can then be undone alone.
    """
    items: list[_Item] = []
    shift = 0
    for change in changes:
        start = change.start + shift
        grown = len(change.after) - (change.end - change.start)
        items.append(_Item(start, start + len(change.after), grown, change.causes, None))
        shift += grown
    items += [_Item(edit.start, edit.end, 0, (cause,), edit) for edit, cause in edits]
    items.sort(key=lambda item: (item.start, item.end, item.edit is not None))
    result: list[Change] = []
    shift = index = 0
    while index < len(items):
        first, start, end = index, items[index].start, items[index].end
        point = start == end
        while (index := index + 1) < len(items):
            item = items[index]
            if item.start > end or (item.start == end and not (point or item.start == item.end)):
                break
            point = item.start == item.end if item.end >= end else point
            end = max(end, item.end)
        cluster = items[first:index]
        after = replay(
            current[start:end],
            [Edit(i.edit.start - start, i.edit.end - start, i.edit.replacement) for i in cluster if i.edit],
        )
        raw_start = start - shift
        shift += sum(item.grown for item in cluster)
        causes = tuple(cause for item in cluster for cause in item.causes)
        result.append(Change(raw_start, end - shift, after, causes))
    return result


class _Item(NamedTuple):
    """An earlier change or a new edit, on the current text; ``grown`` is what it added to the length."""

    start: int
    end: int
    grown: int
    causes: tuple[Finding, ...]
    edit: Edit | None
