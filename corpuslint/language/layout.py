"""Layout: lines of hard-wrapped text that were joined without their line ends.

Where a site dropped the line ends of wrapped text, every line end lost its space. Greedy wrapping leaves one possible
break a line: the line fits, and with the next word it would not. So once the column is known, each line end says where
the next one must be, whether or not a lexicon can see it. The column is inferred from the losses that the words show.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from corpuslint.language.losses import Losses, Place

WIDTHS = range(50, 91)
USUAL = range(60, 81)
UNUSUAL = -0.6
# log10 probability that a line end kept its space.
SURVIVED = -1.7
# Gaps with lower odds (log10) are no line ends: that a line end kept its space is far more probable.
NEGLIGIBLE = -4.0
# How probable it is that a paragraph starts a line: the first of a document, and any other.
STARTS_LINE_FIRST, STARTS_LINE = 0.75, 0.5
# log10 prior odds of a layout at any given width, and the evidence (log10) that it must show.
WIDTH_PRIOR = -1.6
NEEDED = 1.0
# Widths whose evidence is this close to the best (log10) share the verdict.
NEAR_BEST = 2.5
# A paragraph of a wrapped document may still have been written otherwise.
WRAPPED, NOT_WRAPPED = math.log10(0.9), math.log10(0.1)
# Away from line ends a wrapped text loses no spaces; log10 of the highest rate that is believed there.
OFF_CHAIN_RATE = -2.7
# Longer runs without a space (code points) are no prose whose lines were wrapped.
LONGEST_CHUNK = 200
# Gaps this certain by their words alone vote on the width.
CERTAIN = 0.9
# The share of those pairs that a width must fit, and the share of what the best width fits.
SUPPORT = 0.25
SUPPORT_OF_BEST = 0.5


class Chunk(NamedTuple):
    """A run without white space: its span, and the gaps inside with log10 odds of a loss there."""

    start: int
    end: int
    gaps: tuple[tuple[int, float], ...]


class Layout(NamedTuple):
    """The inferred layout: the column in code points or bytes, and its evidence (log10 odds over no layout)."""

    width: int
    unit: str
    evidence: float


# A step of a chain: line start, gap, next line start (-1: none), log10 weight.
Arrow = tuple[int, int | None, int, float]


class _Paragraph:
    """One line of the document, measured from its start in code points or in UTF-8 bytes."""

    def __init__(self, text: str, start: int, end: int, chunks: list[Chunk], *, first: bool, in_bytes: bool) -> None:
        self.chunks = chunks
        self.first = first
        self._start = start
        self._sizes: list[int] | None = None
        if in_bytes and not text[start:end].isascii():
            self._sizes = [0]
            for character in text[start:end]:
                code = ord(character)
                self._sizes.append(
                    self._sizes[-1] + (1 if code < 128 else 2 if code < 2048 else 3 if code < 65536 else 4)
                )
        self.ends = [self.measure(chunk.end) for chunk in chunks]
        self._places = [[self.measure(gap) for gap, _ in chunk.gaps] for chunk in chunks]

    def measure(self, offset: int) -> int:
        """Distance of an offset from the start of the paragraph, in the unit of the layout."""
        return offset - self._start if self._sizes is None else self._sizes[offset - self._start]

    def moves(self, line_start: int, width: int) -> Iterator[tuple[int | None, int | None, float]]:
        """What may follow a line start: gap (offset), next line start, log10 weight; None and None at the end."""
        limit = line_start + width
        index = bisect_left(self.ends, limit)
        if index >= len(self.chunks) or (index == len(self.chunks) - 1 and self.ends[index] == limit):
            yield None, None, 0.0
            if index >= len(self.chunks):
                return
        chunk = self.chunks[index]
        places = self._places[index]
        # A chunk may hold any number of gaps; only those that the line reaches count.
        for number in range(bisect_right(places, line_start), bisect_right(places, limit)):
            gap, odds = chunk.gaps[number]
            yield gap, places[number], odds
        if self.ends[index] == limit:
            if index + 1 < len(self.chunks):
                yield None, self.measure(self.chunks[index + 1].start), SURVIVED
        elif (place := self.measure(chunk.start)) > line_start:
            yield None, place, SURVIVED
        else:
            yield None, self.ends[index], SURVIVED

    def _openings(self, width: int) -> Iterator[tuple[int | None, int, float]]:
        """First line ends of a paragraph that starts in the middle of a line, each column being as probable."""
        starts_line = STARTS_LINE_FIRST if self.first else STARTS_LINE
        column = math.log10((1 - starts_line) / (width - 1))
        limit_before = 0
        for chunk, end, places in zip(self.chunks, self.ends, self._places, strict=True):
            # The limits (width - column) that end the line in this chunk.
            low, high = max(1, limit_before + 1), min(width - 1, end)
            if low > high:
                break
            for (gap, odds), place in zip(chunk.gaps, places, strict=True):
                columns = high - max(low, place) + 1
                if columns <= 0:
                    break
                yield gap, place, column + math.log10(columns) + odds
            yield None, self.measure(chunk.start), column + math.log10(high - low + 1) + SURVIVED
            limit_before = end

    def evidence(self, width: int) -> float:
        """Evidence (log10) that the paragraph was wrapped at a width."""
        return self._follow(width, None)[0]

    def weigh(self, width: int) -> tuple[float, dict[int, float]]:
        """The evidence for a width, and the probability of a line end at each gap."""
        arrows: list[Arrow] = []
        final, forward = self._follow(width, arrows)
        backward: dict[int, float] = {}
        for here, _, place, odds in reversed(arrows):
            rest = odds + (0.0 if place < 0 else backward[place])
            backward[here] = _add(backward.get(here, -math.inf), rest)
        ends: dict[int, float] = {}
        for here, gap, place, odds in arrows:
            if gap is not None:
                ends[gap] = ends.get(gap, 0.0) + 10 ** (forward[here] + odds + backward[place] - final)
        return final, ends

    def _follow(self, width: int, arrows: list[Arrow] | None) -> tuple[float, dict[int, float]]:
        """The sum of all chains of line ends (log10), and of those that lead to each line start; notes their steps."""
        start = -1  # stands for the unknown column of a paragraph that starts in the middle of a line
        forward = {start: 0.0, 0: math.log10(STARTS_LINE_FIRST if self.first else STARTS_LINE)}
        order = sorted(forward)
        final = -math.inf
        position = 0
        while position < len(order):
            here = order[position]
            position += 1
            weight = forward[here]
            for gap, place, odds in self._openings(width) if here == start else self.moves(here, width):
                if place is None:
                    final = _add(final, weight + odds)
                    if arrows is not None:
                        arrows.append((here, None, -1, odds))
                    continue
                if arrows is not None:
                    arrows.append((here, gap, place, odds))
                before = forward.get(place)
                if before is None:
                    forward[place] = weight + odds
                    order.insert(bisect_left(order, place, position), place)
                else:
                    forward[place] = _add(before, weight + odds)
        return final, forward


def _add(first: float, second: float) -> float:
    """log10 of the sum of two numbers given by their log10."""
    high, low = (first, second) if first > second else (second, first)
    return high if low == -math.inf or high - low > 16 else high + math.log10(1 + 10 ** (low - high))


def _chunked(text: str, losses: Losses) -> list[tuple[int, int, list[Chunk]]]:
    """The lines that hold anything, with their chunks."""
    places = iter([*losses.places, None])
    place = next(places)
    lines = []
    for start, end in losses.lines:
        inside: list[Place] = []
        while place is not None and place.token.start < end:
            inside.append(place)
            place = next(places)
        chunks = _chunks(text, start, end, inside, losses.log_rate)
        if chunks:
            lines.append((start, end, chunks))
    return lines


def _chunks(text: str, start: int, end: int, places: list[Place], log_rate: float) -> list[Chunk]:
    odds: dict[int, float] = {}
    nothing: dict[int, float] = {}
    for place in places:
        all_weights = math.log10(
            1 + sum(10 ** min(30.0, score + len(gaps) * log_rate) for gaps, score in place.options)
        )
        for gaps, score in place.options:
            for gap in gaps:
                one = score + (len(gaps) - 1) * log_rate - all_weights
                odds[gap] = _add(odds.get(gap, -math.inf), one)
                nothing[gap] = all_weights
    ordered = sorted(odds)
    chunks = []
    low = 0
    position = start
    for word in text[start:end].split():
        position = text.index(word, position)
        stop = position + len(word)
        high = bisect_left(ordered, stop, low)
        inside = ordered[low:high] if len(word) <= LONGEST_CHUNK else ()
        chunks.append(
            Chunk(
                position, stop, tuple((gap, odds[gap]) for gap in inside if gap > position and odds[gap] > NEGLIGIBLE)
            )
        )
        low = high
        position = stop
    return chunks


def apply_layout(text: str, losses: Losses) -> Layout | None:
    """Infer the layout of a section and let it vote on every gap; changes the posteriors of ``losses``.

    Returns:
        The layout, or None where the text shows none; then nothing changes.
    """
    if sum(posterior > CERTAIN for place in losses.places for posterior in place.posterior.values()) < 2:
        return None
    lines = _chunked(text, losses)
    results: list[tuple[float, int, str, list[_Paragraph]]] = []
    for unit in ("characters", "bytes"):
        if unit == "bytes" and text[losses.lines[0][0] : losses.lines[-1][1]].isascii():
            break
        paragraphs = [
            _Paragraph(text, start, end, chunks, first=index == 0, in_bytes=unit == "bytes")
            for index, (start, end, chunks) in enumerate(lines)
        ]
        for width in _plausible(paragraphs, losses):
            evidence = WIDTH_PRIOR + (0.0 if width in USUAL else UNUSUAL)
            evidence += sum(_add(WRAPPED + paragraph.evidence(width), NOT_WRAPPED) for paragraph in paragraphs)
            results.append((evidence, width, unit, paragraphs))
    best = max(results, key=lambda result: result[0], default=None)
    if best is None or best[0] < NEEDED:
        return None
    near = [result for result in results if result[0] > best[0] - NEAR_BEST]
    total = sum(10 ** (result[0] - best[0]) for result in near)
    on_chain: dict[int, float] = {}
    for evidence, width, _, paragraphs in near:
        share = 10 ** (evidence - best[0]) / total
        for final, ends in (paragraph.weigh(width) for paragraph in paragraphs):
            wrapped = 10 ** (WRAPPED + final - _add(WRAPPED + final, NOT_WRAPPED))
            for gap, probability in ends.items():
                on_chain[gap] = on_chain.get(gap, 0.0) + share * wrapped * probability
    for place in losses.places:
        place.update(min(losses.log_rate, OFF_CHAIN_RATE))
        for gap, lexical in place.posterior.items():
            chain = min(1.0, on_chain.get(gap, 0.0))
            place.posterior[gap] = chain + (1 - chain) * lexical
    return Layout(best[1], best[2], best[0])


def _plausible(paragraphs: list[_Paragraph], losses: Losses) -> list[int]:
    """Widths worth weighing: each pair of neighbouring certain losses fits some widths and no others.

    From one line end, a width leads to the next one if the line fits and the chunk that holds the loss does not.
    """
    certain = sorted(gap for place in losses.places for gap, p in place.posterior.items() if p > CERTAIN)
    support = dict.fromkeys(WIDTHS, 0.0)
    pairs = 0.0
    for paragraph in paragraphs:
        begin, end = paragraph.chunks[0].start, paragraph.chunks[-1].end
        inside = certain[bisect_left(certain, begin) : bisect_left(certain, end)]
        for before, gap in pairwise([begin, *inside]):
            origin = paragraph.measure(before)
            length = paragraph.measure(gap) - origin
            if length > WIDTHS[-1] or (before == begin and length < WIDTHS[0]):
                continue
            weight = STARTS_LINE if before == begin else 1.0
            pairs += weight
            limit = paragraph.ends[bisect_left(paragraph.ends, paragraph.measure(gap))] - origin
            for width in range(max(length, WIDTHS[0]), min(limit, WIDTHS[-1]) + 1):
                support[width] += weight
    needed = max(SUPPORT * pairs, SUPPORT_OF_BEST * max(support.values()), STARTS_LINE)
    return [width for width, weight in support.items() if weight >= needed]
