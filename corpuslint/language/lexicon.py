"""Lexicons: which words a language has, and how often each is used.

A lexicon is two files in ``corpuslint/data/LANGUAGE``: ``lexicon.marisa``, a trie of lower-case words, and
``lexicon.bin``, two bytes a word in order of trie id: frequency and flags. ``scripts/build_lexicons.py`` makes them.
"""

from __future__ import annotations

from functools import cache, cached_property
from itertools import repeat
from typing import TYPE_CHECKING

from corpuslint.language.codes import DATA
from corpuslint.language.mapped import map_file, map_trie

if TYPE_CHECKING:
    from mmap import mmap

    from marisa_trie import Trie

# One step of the frequency byte, in log10; 255 marks a word that dictionaries have and the frequency list has not.
FREQUENCY_STEP = 0.035
# What such a word is given: rarer than the rarest word that the frequency lists count.
RAREST = -8.4

VALID_LOWER = 1  # a spelling dictionary accepts the word in lower case
VALID_CAPITALISED = 2  # it accepts it with a capital only: a name
NOISE = 4  # a frequent pair of words that lost its space, as frequency lists counted from the web contain it
VALID_UPPER = 8  # it accepts it in capitals only: an acronym
SPELLED = VALID_LOWER | VALID_CAPITALISED | VALID_UPPER
WHOLE = 32  # a common word; no split of it, in any context, is worth weighing
QUIET = 128  # no split of the word is so good that it could be the first sign of damage in a document
PLAIN = 64  # the same, and no slip of the pen explains the word
SEEN_LOWER = 16  # running text has it in lower case inside sentences (languages that capitalise nouns)

_IS_PLAIN = bytes(flags & PLAIN > 0 for flags in range(256))


class Lexicon:
    """Words of one language with log10 probabilities and spelling flags. Words are given in lower case."""

    def __init__(self, trie: Trie, table: mmap) -> None:
        self._trie = trie
        self._table = table
        self.index_of = trie.get  # the number of a word, None if the lexicon has it not; "ß" apart

    def __contains__(self, word: str) -> bool:
        return word in self._trie

    def __len__(self) -> int:
        return len(self._trie)

    @cached_property
    def _plain(self) -> bytes:
        """One flag a word, and a last one for words that the lexicon has not."""
        return self._table[1::2].translate(_IS_PLAIN) + b"\0"

    def lookup(self, word: str) -> tuple[float, int] | None:
        """log10 probability and flags of a word; None if the lexicon has it not."""
        index = self._trie.get(word)
        if index is None and "ß" in word:  # frequency lists fold it
            index = self._trie.get(word.replace("ß", "ss"))
        if index is None:
            return None
        frequency = self._table[2 * index]
        return (RAREST if frequency == 255 else -frequency * FREQUENCY_STEP), self._table[2 * index + 1]

    def log_probability(self, word: str) -> float | None:
        """log10 probability of a word; None if the lexicon has it not or only as noise."""
        found = self.lookup(word)
        return None if found is None or found[1] & NOISE else found[0]

    def are_plain(self, words: list[str]) -> list[int]:
        """Whether (1 or 0) each of some lower-case words needs no further look in a sound document."""
        if "ß" in "".join(words):
            words = [word.replace("ß", "ss") for word in words]
        return list(map(self._plain.__getitem__, map(self._trie.get, words, repeat(len(self._plain) - 1))))

    def is_quiet(self, word: str) -> bool:
        """Whether no split of a lower-case word could be the first sign of damage in a document."""
        return self._has(word, QUIET)

    def _has(self, word: str, flag: int) -> bool:
        index = self._trie.get(word.replace("ß", "ss"))
        return index is not None and self._table[2 * index + 1] & flag > 0

    def zipf(self, word: str) -> float:
        """Frequency on the Zipf scale (log10 per billion words), 0 for unknown words and noise."""
        found = self.log_probability(word)
        return 0.0 if found is None else max(0.0, found + 9)

    def words(self) -> list[str]:
        """Every word, in order of trie id."""
        words = [""] * len(self._trie)
        for word, index in self._trie.items():
            words[index] = word
        return words


@cache
def load_lexicon(language: str | None) -> Lexicon | None:
    """The lexicon of a language, mapped rather than read; None if there is none."""
    folder = DATA / (language or "-")
    if not (folder / "lexicon.marisa").is_file():
        return None
    return Lexicon(map_trie(folder / "lexicon.marisa"), map_file(folder / "lexicon.bin"))
