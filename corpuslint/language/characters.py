"""Character models: how much a string looks like a word of a language, or like a name.

A model gives the probability of a word type, letter by letter, each given the four before it (Witten-Bell interpolation
over the types of a lexicon). It is two files: ``NAME.marisa``, a trie of letter n-grams, and ``NAME.bin``,
two bytes an n-gram in order of trie id. ``scripts/build_characters.py`` makes them.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from corpuslint import kernel
from corpuslint.language.codes import DATA
from corpuslint.language.mapped import map_file, map_trie

if TYPE_CHECKING:
    from mmap import mmap

    from marisa_trie import Trie

if TYPE_CHECKING or not kernel.IN_USE:
    from corpuslint.language.ngrams import Letters
else:
    from corpuslint.kernel.ngrams import Letters

# Steps of the two bytes, in log10: probability of the last letter, and weight of shorter contexts.
PROBABILITY_STEP = 0.025
BACKOFF_STEP = 0.015
# A letter that the model never saw.
UNSEEN = -6.0


class CharacterModel:
    """Log10 probabilities of words, given in lower case.

    Attributes:
        letters: the probabilities of words and their pieces, letter by letter.
    """

    def __init__(self, trie: Trie, table: mmap) -> None:
        self._get = trie.get
        self._table = table
        self.letters = Letters(self.ask)
        self.log_probability = lru_cache(maxsize=1 << 14)(self.letters.log_probability)
        self.pieces, self.ending = self.letters.pieces, self.letters.ending
        self.knows = lru_cache(maxsize=1 << 12)(self._knows)

    def ask(self, gram: str) -> float:
        """log10 of the probability of the last letter of an n-gram, given those before it."""
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

    def _knows(self, letter: str) -> bool:
        """Whether any word of the model has a letter."""
        return letter == "ß" or self._get(letter) is not None


@cache
def load_characters(language: str, name: str) -> CharacterModel | None:
    """The model ``low`` (ordinary words) or ``name`` (names and foreign words) of a language; None if there is none."""
    folder = DATA / language
    if not (folder / f"{name}.marisa").is_file():
        return None
    return CharacterModel(map_trie(folder / f"{name}.marisa"), map_file(folder / f"{name}.bin"))
