"""Layout: lines of hard-wrapped text that were joined without their line ends.

Where a site dropped the line ends of wrapped text, every line end lost its space. Greedy wrapping leaves one possible
break a line: the line fits, and with the next word it would not. So once the column is known, each line end says where
the next one must be, whether or not a lexicon can see it. The column is inferred from the losses that the words show.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from corpuslint import kernel
from corpuslint.language.chains import STARTS_LINE, add
from corpuslint.language.losses import Losses

if TYPE_CHECKING or not kernel.IN_USE:
    from corpuslint.language.chains import Chains
else:
    from corpuslint.kernel.chains import Chains

WIDTHS = range(50, 91)
USUAL = range(60, 81)
UNUSUAL = -0.6
# log10 prior odds of a layout at any given width, and the evidence (log10) that it must show.
WIDTH_PRIOR = -1.6
NEEDED = 1.0
# Widths whose evidence is this close to the best (log10) share the verdict.
NEAR_BEST = 2.5
# A paragraph of a wrapped document may still have been written otherwise.
WRAPPED, NOT_WRAPPED = math.log10(0.9), math.log10(0.1)
# Away from line ends a wrapped text loses no spaces; log10 of the highest rate that is believed there.
OFF_CHAIN_RATE = -2.7
# Gaps this certain by their words alone vote on the width.
CERTAIN = 0.9
# The share of those pairs that a width must fit, and the share of what the best width fits.
SUPPORT = 0.25
SUPPORT_OF_BEST = 0.5


class Layout(NamedTuple):
    """The inferred layout: the column in code points or bytes, and its evidence (log10 odds over no layout)."""

    width: int
    unit: str
    evidence: float


def _gaps(losses: Losses) -> tuple[array[int], array[float]]:
    """The gaps of all places in order, and the log10 odds of a loss at each."""
    odds: dict[int, float] = {}
    for place in losses.places:
        all_weights = math.log10(
            1 + sum(10 ** min(30.0, score + len(gaps) * losses.log_rate) for gaps, score in place.options)
        )
        for gaps, score in place.options:
            for gap in gaps:
                one = score + (len(gaps) - 1) * losses.log_rate - all_weights
                odds[gap] = add(odds.get(gap, -math.inf), one)
    ordered = sorted(odds)
    return array("q", ordered), array("d", map(odds.__getitem__, ordered))


def apply_layout(text: str, losses: Losses) -> Layout | None:
    """Infer the layout of a section and let it vote on every gap; changes the posteriors of ``losses``.

    Returns:
        The layout, or None where the text shows none; then nothing changes.
    """
    if sum(posterior > CERTAIN for place in losses.places for posterior in place.posterior.values()) < 2:
        return None
    gaps, odds = _gaps(losses)
    results: list[tuple[float, int, str, list[Chains]]] = []
    for unit in ("characters", "bytes"):
        if unit == "bytes" and text[losses.lines[0][0] : losses.lines[-1][1]].isascii():
            break
        paragraphs: list[Chains] = []
        for start, end in losses.lines:
            paragraph = Chains(text, start, end, gaps, odds, not paragraphs, unit == "bytes")
            if paragraph.stop > paragraph.begin:
                paragraphs.append(paragraph)
        for width in _plausible(paragraphs, losses):
            evidence = WIDTH_PRIOR + (0.0 if width in USUAL else UNUSUAL)
            evidence += sum(add(WRAPPED + paragraph.evidence(width), NOT_WRAPPED) for paragraph in paragraphs)
            results.append((evidence, width, unit, paragraphs))
    best = max(results, key=lambda result: result[0], default=None)
    if best is None or best[0] < NEEDED:
        return None
    near = [result for result in results if result[0] > best[0] - NEAR_BEST]
    total = sum(10 ** (result[0] - best[0]) for result in near)
    on_chain: dict[int, float] = {}
    for evidence, width, _, paragraphs in near:
        share = 10 ** (evidence - best[0]) / total
        for paragraph in paragraphs:
            final, ends = paragraph.weigh(width)
            wrapped = 10 ** (WRAPPED + final - add(WRAPPED + final, NOT_WRAPPED))
            for gap, probability in zip(paragraph.gaps, ends, strict=True):
                on_chain[gap] = on_chain.get(gap, 0.0) + share * wrapped * probability
    for place in losses.places:
        place.update(min(losses.log_rate, OFF_CHAIN_RATE))
        for gap, lexical in place.posterior.items():
            chain = min(1.0, on_chain.get(gap, 0.0))
            place.posterior[gap] = chain + (1 - chain) * lexical
    return Layout(best[1], best[2], best[0])


def _plausible(paragraphs: list[Chains], losses: Losses) -> list[int]:
    """Widths worth weighing: each pair of neighbouring certain losses fits some widths and no others.

    From one line end, a width leads to the next one if the line fits and the chunk that holds the loss does not.
    """
    certain = sorted(gap for place in losses.places for gap, p in place.posterior.items() if p > CERTAIN)
    support = dict.fromkeys(WIDTHS, 0.0)
    pairs = 0.0
    for paragraph in paragraphs:
        begin = paragraph.begin
        inside = certain[bisect_left(certain, begin) : bisect_left(certain, paragraph.stop)]
        for before, gap in pairwise([begin, *inside]):
            origin = paragraph.measure(before)
            length = paragraph.measure(gap) - origin
            if length > WIDTHS[-1] or (before == begin and length < WIDTHS[0]):
                continue
            weight = STARTS_LINE if before == begin else 1.0
            pairs += weight
            limit = paragraph.reach(gap) - origin
            for width in range(max(length, WIDTHS[0]), min(limit, WIDTHS[-1]) + 1):
                support[width] += weight
    needed = max(SUPPORT * pairs, SUPPORT_OF_BEST * max(support.values()), STARTS_LINE)
    return [width for width, weight in support.items() if weight >= needed]
