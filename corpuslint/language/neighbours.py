"""Neighbours: how much more often two words stand side by side than by chance.

This is the reference in Python of ``corpuslint/kernel/neighbours.pyx``.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise

# How far the evidence of one pair is trusted.
WEIGHT = 0.8
FLOOR = -2.5
# How many words, and how many pairs, one process remembers.
REMEMBERED = 1 << 14


class Neighbours:
    """Pointwise mutual information of neighbouring tokens, in log10.

    Args:
        class_of: the number of the class of a token.
        log_counts: log10 of how often each class was seen.
        pairs: pairs of classes that were seen side by side, in order: the first times 65,536, and the second.
        counts: how often each pair was seen.
        log_total: log10 of how many pairs were seen.
    """

    def __init__(
        self,
        class_of: Callable[[str], int],
        log_counts: array[float],
        pairs: array[int],
        counts: array[int],
        log_total: float,
    ) -> None:
        self._class_of = lru_cache(REMEMBERED)(class_of)
        self._log_counts = log_counts
        self._pairs = pairs
        self._counts = counts
        self._log_total = log_total
        self.pmi = lru_cache(REMEMBERED)(self._pmi)

    def _pmi(self, left: str, right: str) -> float:
        """log10 of how much more often two tokens stand side by side than by chance, damped where little was seen."""
        first, second = self._class_of(left), self._class_of(right)
        key = first << 16 | second
        place = bisect_left(self._pairs, key)
        seen = self._counts[place] if place < len(self._pairs) and self._pairs[place] == key else 0
        expected = 10 ** (self._log_counts[first] + self._log_counts[second] - self._log_total)
        return WEIGHT * max(FLOOR, math.log10((seen + 1) / (expected + 1)))

    def scores(
        self, form: str, left: str, right: str, candidates: Iterable[tuple[tuple[int, ...], float]], base: float
    ) -> list[float]:
        """The score of each candidate split of a word between two neighbours, with what its parts say of each other.

        Args:
            form: the word.
            left, right: its neighbours.
            candidates: gaps inside the word, and the score of its parts.
            base: what is added to each.
        """
        pmi = self.pmi
        found = []
        for gaps, score in candidates:
            total = score + base
            previous = left
            for begin, end in pairwise((0, *gaps, len(form))):
                first, last = edges(form[begin:end])
                total += pmi(previous, first)
                previous = last
            found.append(total + pmi(previous, right))
        return found


def edges(form: str) -> tuple[str, str]:
    """What the neighbours of a word see of it: ``l'ambassadeur`` begins with ``l'`` and ends with ``ambassadeur``."""
    cut = form.rfind("'") + 1
    first = form[: form.find("'") + 1] if 0 < cut < len(form) else form.split("-", 1)[0]
    return first or form, form[cut:].rsplit("-", 1)[-1] or form
