"""Character models: how much a string looks like a word of a language, or like a name.

A model gives the probability of a word type, letter by letter, each given the four before it (Witten-Bell interpolation
over the types of a lexicon). It is two files: ``NAME.marisa``, a trie of letter n-grams, and ``NAME.bin``,
two bytes an n-gram in order of trie id. ``scripts/build_characters.py`` makes them.
"""

from __future__ import annotations

from functools import cache, lru_cache

import marisa_trie

from corpuslint.language.codes import DATA

ORDER = 5
START, END = "^", "$"
# Steps of the two bytes, in log10: probability of the last letter, and weight of shorter contexts.
PROBABILITY_STEP = 0.025
BACKOFF_STEP = 0.015
# A letter that the model never saw.
UNSEEN = -6.0


class CharacterModel:
    """Log10 probabilities of words, given in lower case."""

    def __init__(self, trie: marisa_trie.Trie, table: bytes) -> None:
        self._get = trie.get
        self._table = table
        self.log_probability = lru_cache(maxsize=1 << 15)(self._log_probability)

    def _log_probability(self, word: str) -> float:
        """log10 of the probability that a word type is this one, over all strings of letters."""
        text = START + word.replace("ß", "ss") + END
        total = 0.0
        for position in range(1, len(text)):
            total += self._letter(text[max(0, position - ORDER + 1) : position], text[position])
        return total

    def ending(self, word: str, letters: int) -> float:
        """log10 of the probability of the last letters of a word, its end counting as one, given those before them."""
        text = START + word.replace("ß", "ss") + END
        return sum(
            self._letter(text[max(0, position - ORDER + 1) : position], text[position])
            for position in range(max(1, len(text) - letters), len(text))
        )

    def knows(self, letter: str) -> bool:
        """Whether any word of the model has a letter."""
        return letter == "ß" or self._get(letter) is not None

    def _letter(self, context: str, letter: str) -> float:
        backoff = 0.0
        while True:
            index = self._get(context + letter)
            if index is not None:
                return backoff - PROBABILITY_STEP * int(self._table[2 * index])
            if not context:
                return backoff + UNSEEN
            index = self._get(context)
            if index is not None:
                backoff -= self._table[2 * index + 1] * BACKOFF_STEP
            context = context[1:]


@cache
def load_characters(language: str, name: str) -> CharacterModel | None:
    """The model ``low`` (ordinary words) or ``name`` (names and foreign words) of a language; None if there is none."""
    folder = DATA / language
    if not (folder / f"{name}.marisa").is_file():
        return None
    trie = marisa_trie.Trie()
    trie.mmap(str(folder / f"{name}.marisa"))
    return CharacterModel(trie, (folder / f"{name}.bin").read_bytes())
