"""Character models: how much a string looks like a word of a language, or like a name.

A model gives the probability of a word type, letter by letter, each given the four before it (Witten-Bell interpolation
over the types of a lexicon). It is two files: ``NAME.marisa``, a trie of letter n-grams, and ``NAME.bin``,
two bytes an n-gram in order of trie id. ``scripts/build_characters.py`` makes them.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from corpuslint.language.codes import DATA
from corpuslint.language.mapped import map_file, map_trie

if TYPE_CHECKING:
    from mmap import mmap

    from marisa_trie import Trie

ORDER = 5
START, END = "^", "$"
# Steps of the two bytes, in log10: probability of the last letter, and weight of shorter contexts.
PROBABILITY_STEP = 0.025
BACKOFF_STEP = 0.015
# A letter that the model never saw.
UNSEEN = -6.0
# How many n-grams one process remembers of each model.
REMEMBERED = 1 << 14


class _Letters(dict[str, float]):
    """log10 probability of the last letter of each n-gram; asked once and remembered."""

    def __init__(self, trie: Trie, table: mmap) -> None:
        self._get = trie.get
        self._table = table

    def __missing__(self, gram: str) -> float:
        if len(self) > REMEMBERED:
            self.clear()
        self[gram] = result = self._ask(gram)
        return result

    def _ask(self, gram: str) -> float:
        backoff = 0.0
        while True:
            index = self._get(gram)
            if index is not None:
                return backoff - PROBABILITY_STEP * int(self._table[2 * index])
            if len(gram) == 1:
                return backoff + UNSEEN
            index = self._get(gram[:-1])
            if index is not None:
                backoff -= self._table[2 * index + 1] * BACKOFF_STEP
            gram = gram[1:]


class CharacterModel:
    """Log10 probabilities of words, given in lower case."""

    def __init__(self, trie: Trie, table: mmap) -> None:
        self._get = trie.get
        self._letters = _Letters(trie, table)
        self.log_probability = lru_cache(maxsize=1 << 14)(self._log_probability)
        self.knows = lru_cache(maxsize=1 << 12)(self._knows)

    def _log_probability(self, word: str) -> float:
        """log10 of the probability that a word type is this one, over all strings of letters."""
        return sum(map(self._letters.__getitem__, _grams(word)))

    def pieces(self, word: str) -> tuple[list[float], list[float]]:
        """The log10 probabilities of what stands before and after each gap of a word, the first after one letter."""
        length, letters = len(word), self._letters
        grams = [letters[gram] for gram in _grams(word)]
        sums = list(accumulate(grams, initial=0.0))
        text = START + word
        before = [sums[gap] + letters[text[max(0, gap - ORDER + 2) : gap + 1] + END] for gap in range(1, length)]
        after = []
        for gap in range(1, length):
            if length - gap < ORDER - 1:
                after.append(sum(map(letters.__getitem__, _grams(word[gap:]))))
            else:
                begins = [START + word[gap : gap + count] for count in range(1, ORDER)]
                after.append(sum(map(letters.__getitem__, begins)) + sums[-1] - sums[gap + ORDER - 1])
        return before, after

    def ending(self, word: str, letters: int) -> float:
        """log10 of the probability of the last letters of a word, its end counting as one, given those before them."""
        return sum(map(self._letters.__getitem__, _grams(word)[-letters:]))

    def _knows(self, letter: str) -> bool:
        """Whether any word of the model has a letter."""
        return letter == "ß" or self._get(letter) is not None


def _grams(word: str) -> list[str]:
    """Each letter of a word, and its end, after the letters before it that count."""
    text = START + word.replace("ß", "ss") + END
    return [text[:end] for end in range(2, min(ORDER, len(text) + 1))] + [
        text[end - ORDER : end] for end in range(ORDER, len(text) + 1)
    ]


@cache
def load_characters(language: str, name: str) -> CharacterModel | None:
    """The model ``low`` (ordinary words) or ``name`` (names and foreign words) of a language; None if there is none."""
    folder = DATA / language
    if not (folder / f"{name}.marisa").is_file():
        return None
    return CharacterModel(map_trie(folder / f"{name}.marisa"), map_file(folder / f"{name}.bin"))
