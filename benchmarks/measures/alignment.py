"""Places and spans: where two texts say the same, and where a fix leads from one to the other."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate

from corpuslint.findings import Edit

Span = Sequence[int]


def places(text: str) -> list[int]:
    """For each offset of a text, how many characters other than white space stand before it."""
    return [0, *accumulate(not character.isspace() for character in text)]


def overlap(a: int, b: int, c: int, d: int) -> bool:
    """Whether two spans share a character, or one is empty and touches the other."""
    return max(a, c) < min(b, d) or (a == b and c <= a <= d) or (c == d and a <= c <= b)


def share_of_union(one: Span, other: Span) -> float:
    """Length of what two spans share, as a part of what they cover together."""
    shared = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    return shared / (max(one[1], other[1]) - min(one[0], other[0]) or 1)


class Alignment:
    """A damaged text beside the right one, and all edits that were proposed for it."""

    def __init__(self, damaged: str, right: str, edits: Sequence[Edit]) -> None:
        self._damaged, self._right, self._edits = damaged, right, sorted(set(edits))
        matcher = SequenceMatcher(None, damaged, right, autojunk=False)
        self._blocks = [(0, 0, 0), *(tuple(one) for one in matcher.get_matching_blocks())]
        self._starts = [start for start, _, _ in self._blocks]
        self._ends = [start + size for start, _, size in self._blocks]

    def is_right(self, edits: Sequence[Edit]) -> bool:
        """Whether edits, with the others in the same damaged stretch, make of it what stands in the right text."""
        start, end = min(edit.start for edit in edits), max(edit.end for edit in edits)
        before = self._blocks[max(0, bisect_right(self._starts, start) - 1)]
        after = self._blocks[min(len(self._blocks) - 1, bisect_left(self._ends, end))]
        # The last place before, and the first after, that both texts share.
        low = min(start, before[0] + before[2])
        high = max(end, after[0])
        inside = [edit for edit in self._edits if low <= edit.start and edit.end <= high]
        mended, last = [], low
        for edit in inside:
            if edit.start >= last:
                mended += [self._damaged[last : edit.start], edit.replacement]
                last = edit.end
        mended.append(self._damaged[last:high])
        return same("".join(mended), self._right[before[1] + low - before[0] : after[1] + high - after[0]])


def same(one: str, other: str) -> bool:
    """Whether two texts are the same but for white space and composition of letters."""
    return _folded(one) == _folded(other)


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text.replace("\ufeff", ""))).strip()
