"""Letter n-grams: what a character model says of each, and of words and pieces of words.

This is the reference in Python of ``corpuslint/kernel/ngrams.pyx``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import accumulate

ORDER = 5
START, END = "^", "$"
# How many n-grams one process remembers of each model.
REMEMBERED = 1 << 15


class Letters(dict[str, float]):
    """log10 probability of the last letter of each n-gram; asked once and remembered.

    Args:
        ask: gives it.
        most: how many n-grams are remembered.
    """

    def __init__(self, ask: Callable[[str], float], most: int = REMEMBERED) -> None:
        self._ask = ask
        self._most = most

    def __missing__(self, gram: str) -> float:
        if len(self) >= self._most:
            self.clear()
        self[gram] = result = self._ask(gram)
        return result

    def log_probability(self, word: str) -> float:
        """log10 of the probability that a word type is this one, over all strings of letters."""
        return _total(map(self.__getitem__, _grams(word)))

    def pieces(self, word: str) -> tuple[list[float], list[float]]:
        """The log10 probabilities of what stands before and after each gap of a word without "ß"."""
        length = len(word)
        grams = [self[gram] for gram in _grams(word)]
        sums = list(accumulate(grams, initial=0.0))
        text = START + word
        before = [sums[gap] + self[text[max(0, gap - ORDER + 2) : gap + 1] + END] for gap in range(1, length)]
        after = []
        for gap in range(1, length):
            if length - gap < ORDER - 1:
                after.append(_total(map(self.__getitem__, _grams(word[gap:]))))
            else:
                begins = [START + word[gap : gap + count] for count in range(1, ORDER)]
                after.append(_total(map(self.__getitem__, begins)) + sums[-1] - sums[gap + ORDER - 1])
        return before, after

    def ending(self, word: str, letters: int) -> float:
        """log10 of the probability of the last letters of a word, its end counting as one, given those before them."""
        return _total(map(self.__getitem__, _grams(word)[-letters:]))


def _grams(word: str) -> list[str]:
    """Each letter of a word, and its end, after the letters before it that count."""
    text = START + word.replace("ß", "ss") + END
    return [text[:end] for end in range(2, min(ORDER, len(text) + 1))] + [
        text[end - ORDER : end] for end in range(ORDER, len(text) + 1)
    ]


def _total(values: Iterable[float]) -> float:
    """The sum, one addition after the other: from Python 3.12 on, ``sum`` also carries what rounding lost."""
    total = 0.0
    for value in values:
        total += value
    return total
