"""Chains: the ways in which one joined line may have been cut into lines of one width, and how probable each end is.

Greedy wrapping leaves one possible break a line: the line fits, and with the next word it would not. A line end falls
on a white space that survived, or in a gap where a space may be lost; from each, a width tells where the next one is.
All chains of line ends are summed. This is the reference in Python of ``corpuslint/kernel/chains.pyx``.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

# log10 probability that a line end kept its space.
SURVIVED = -1.7
# Gaps with lower odds (log10) are no line ends: that a line end kept its space is far more probable.
NEGLIGIBLE = -4.0
# How probable it is that a paragraph starts a line: the first of a document, and any other.
STARTS_LINE_FIRST, STARTS_LINE = 0.75, 0.5
# Longer runs without a space (code points) are no prose whose lines were wrapped.
LONGEST_CHUNK = 200

# A step of a chain: line start, number of the gap (-1: none), next line start (-1: none), log10 weight.
Arrow = tuple[int, int, int, float]
# Stands for the unknown column of a paragraph that starts in the middle of a line.
_BEFORE = -1


class Chains:
    """One line of a text, measured from its start in code points or in UTF-8 bytes.

    Args:
        text: the text.
        start, end: the span of the line.
        gaps: where a space may be lost, in order, anywhere in the text.
        odds: log10 odds of a loss at each of them.
        first: whether the line is the first of its document.
        in_bytes: whether widths count bytes.

    Attributes:
        begin, stop: from the first character of the line that is no white space to the last; equal if there is none.
        gaps: the offsets of the gaps that may be line ends.
    """

    def __init__(
        self, text: str, start: int, end: int, gaps: Sequence[int], odds: Sequence[float], first: bool, in_bytes: bool
    ) -> None:
        line = text[start:end]
        self._start = start
        self._sizes = _sizes(line) if in_bytes and not line.isascii() else None
        self._starts_line = STARTS_LINE_FIRST if first else STARTS_LINE
        self.gaps: list[int] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._firsts = [0]  # the number of the first gap of each chunk, and of all gaps
        self._odds: list[float] = []
        position, number = start, 0
        self.begin = self.stop = start
        for word in line.split():
            position = text.index(word, position)
            if not self._ends:
                self.begin = position
            number = bisect_right(gaps, position, number)
            self._starts.append(self.measure(position))
            position += len(word)
            after = bisect_left(gaps, position, number)
            if len(word) <= LONGEST_CHUNK:
                for index in range(number, after):
                    if odds[index] > NEGLIGIBLE:
                        self.gaps.append(gaps[index])
                        self._odds.append(odds[index])
            number = after
            self._ends.append(self.measure(position))
            self._firsts.append(len(self.gaps))
            self.stop = position
        self._places = list(map(self.measure, self.gaps))

    def measure(self, offset: int) -> int:
        """Distance of an offset of the text from the start of the line."""
        return offset - self._start if self._sizes is None else self._sizes[offset - self._start]

    def reach(self, offset: int) -> int:
        """Where the run of characters ends that holds an offset, as ``measure`` gives it."""
        return self._ends[bisect_left(self._ends, self.measure(offset))]

    def evidence(self, width: int) -> float:
        """log10 probability of what the words show, if the paragraph was wrapped at a width, over no losses at all."""
        return self._follow(width, None)[0]

    def weigh(self, width: int) -> tuple[float, list[float]]:
        """The evidence for a width, and the probability of a line end at each gap."""
        arrows: list[Arrow] = []
        final, forward = self._follow(width, arrows)
        backward: dict[int, float] = {}
        for here, _, place, odds in reversed(arrows):
            rest = odds + (0.0 if place < 0 else backward[place])
            backward[here] = add(backward.get(here, -math.inf), rest)
        ends = [0.0] * len(self.gaps)
        for here, number, place, odds in arrows:
            if number >= 0:
                ends[number] += 10 ** (forward[here] + odds + backward[place] - final)
        return final, ends

    def _follow(self, width: int, arrows: list[Arrow] | None) -> tuple[float, dict[int, float]]:
        """The sum of all chains (log10), and of those that lead to each line start; notes their steps."""
        forward = {_BEFORE: 0.0, 0: math.log10(self._starts_line)}
        order = sorted(forward)
        final = -math.inf
        position = 0
        while position < len(order):
            here = order[position]
            position += 1
            weight = forward[here]
            for number, place, odds in self._openings(width) if here == _BEFORE else self._moves(here, width):
                if arrows is not None:
                    arrows.append((here, number, place, odds))
                if place < 0:
                    final = add(final, weight + odds)
                elif place in forward:
                    forward[place] = add(forward[place], weight + odds)
                else:
                    forward[place] = weight + odds
                    order.insert(bisect_left(order, place, position), place)
        return final, forward

    def _moves(self, here: int, width: int) -> Iterator[tuple[int, int, float]]:
        """What may follow a line start: gap, next line start, log10 weight."""
        starts, ends, places = self._starts, self._ends, self._places
        limit = here + width
        index = bisect_left(ends, limit)
        if index >= len(ends):
            yield -1, -1, 0.0
            return
        if index == len(ends) - 1 and ends[index] == limit:
            yield -1, -1, 0.0
        # A run of characters may hold any number of gaps; only those that the line reaches count.
        first, last = self._firsts[index], self._firsts[index + 1]
        for number in range(bisect_right(places, here, first, last), bisect_right(places, limit, first, last)):
            yield number, places[number], self._odds[number]
        if ends[index] == limit:
            if index + 1 < len(ends):
                yield -1, starts[index + 1], SURVIVED
        else:
            yield -1, starts[index] if starts[index] > here else ends[index], SURVIVED

    def _openings(self, width: int) -> Iterator[tuple[int, int, float]]:
        """First line ends of a paragraph that starts in the middle of a line, each column being as probable."""
        column = math.log10((1 - self._starts_line) / (width - 1))
        limit_before = 0
        for index, end in enumerate(self._ends):
            # The limits (width - column) that end the line in this run of characters.
            low, high = max(1, limit_before + 1), min(width - 1, end)
            if low > high:
                break
            for number in range(self._firsts[index], self._firsts[index + 1]):
                place = self._places[number]
                columns = high - max(low, place) + 1
                if columns <= 0:
                    break
                yield number, place, column + math.log10(columns) + self._odds[number]
            yield -1, self._starts[index], column + math.log10(high - low + 1) + SURVIVED
            limit_before = end


def _sizes(line: str) -> list[int]:
    """How many bytes of UTF-8 stand before each character, and in all."""
    sizes = [0]
    for character in line:
        code = ord(character)
        sizes.append(sizes[-1] + (1 if code < 128 else 2 if code < 2048 else 3 if code < 65536 else 4))
    return sizes


def add(first: float, second: float) -> float:
    """log10 of the sum of two numbers given by their log10."""
    high, low = (first, second) if first > second else (second, first)
    return high if low == -math.inf or high - low > 16 else high + math.log10(1 + 10 ** (low - high))
