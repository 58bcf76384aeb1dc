"""Places and spans: where two texts say the same, and where a fix leads from one to the other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
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


class Mended:
    """A damaged text after edits that do not meet, beside the right one."""

    def __init__(self, damaged: str, right: str, edits: Iterable[Edit]) -> None:
        self._right = right
        self._spans: dict[Edit, tuple[int, int]] = {}
        pieces, last, size = [], 0, 0
        for edit in sorted(edits):
            pieces += [damaged[last : edit.start], edit.replacement]
            size += edit.start - last + len(edit.replacement)
            self._spans[edit] = (size - len(edit.replacement), size)
            last = edit.end
        self._text = "".join([*pieces, damaged[last:]])
        matcher = SequenceMatcher(None, self._text, right, autojunk=False)
        self._blocks = [(0, 0, 0), *(tuple(one) for one in matcher.get_matching_blocks())]

    def is_right(self, edit: Edit) -> bool:
        """Whether the right text has at this place what the edit wrote."""
        start, end = self._spans[edit]
        # What was taken away is judged by its two neighbours, so that the blocks must reach beyond the place.
        gap = start == end
        first, last = self._blocks[0], self._blocks[-1]
        before = next(one for one in reversed(self._blocks) if one[0] < start + (not gap) or one is first)
        after = next(one for one in self._blocks if one[0] + one[2] >= end + gap or one is last)
        low, high = min(start, before[0] + before[2]), max(end, after[0])
        return same(self._text[low:high], self._right[before[1] + low - before[0] : after[1] + high - after[0]])


def same(one: str, other: str) -> bool:
    """Whether two texts are the same but for white space and composition of letters."""
    return _folded(one) == _folded(other)


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text.replace("\ufeff", ""))).strip()
