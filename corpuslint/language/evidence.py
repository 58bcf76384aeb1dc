"""Evidence: what a word costs in each language of its script.

The cost of a word is the negative natural logarithm of its probability. Frequent words are counted
(``SCRIPT.words.*``); any other word is spelt letter by letter by a character model (``SCRIPT.grams.*``), so that
names, inflections and misspellings still say something. ``scripts/build_identify.py`` makes both tables.
"""

from __future__ import annotations

import math
import struct
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from corpuslint.language.mapped import map_file, map_trie
from corpuslint.language.scripts import LANGUAGES

DATA = Path(__file__).parent.parent / "data" / "identify"

# Where the entry of a word starts and where it ends, counted from the start of the file.
_SPAN = struct.Struct("<2I")
# Longest n-gram of the character model, with the letter it predicts.
ORDER = 5
# One step of a byte of the tables, in nats.
GRAM_STEP = 0.05
WORD_STEP = 0.1

# A word outside the table of a language is one in e**3 of its words ...
UNLISTED = 3.0
# ... and is spelt by the character model, whose costs count for this much.
SPELLING = 0.7
# Words this frequent in some language are known to be missing elsewhere without spelling them.
FREQUENT = 9.0
MISSING = 19.0


class Evidence:
    """The tables of one script. Costs are tuples in the order of ``languages``, in nats."""

    def __init__(self, script: str) -> None:
        self.languages = LANGUAGES[script]
        self._words = map_trie(DATA / f"{script}.words.marisa")
        self._entries = map_file(DATA / f"{script}.words.bin")
        self._grams = map_trie(DATA / f"{script}.grams.marisa")
        self._rows = map_file(DATA / f"{script}.grams.bin")
        self.costs = lru_cache(maxsize=1 << 13)(self._costs)

    def listed(self, word: str) -> dict[str, float]:
        """Cost of a word, given in lower case, in each language that lists it."""
        entry = self._entry(word)
        return {self.languages[entry[i]]: entry[i + 1] * WORD_STEP for i in range(0, len(entry), 2)}

    def _entry(self, word: str) -> bytes:
        """Pairs of bytes, a language and its cost, for each language that lists a word."""
        index = self._words.get(word)
        if index is None:
            return b""
        start, end = _SPAN.unpack_from(self._entries, 4 * index)
        return self._entries[start:end]

    def _costs(self, word: str) -> tuple[float, ...]:
        if not word.isascii():
            word = unicodedata.normalize("NFC", word)
        word = word.casefold().replace("’", "'")
        entry = self._entry(word)
        if not entry and word.endswith("'"):
            word = word[:-1]
            entry = self._entry(word)
        if entry and min(entry[1::2]) * WORD_STEP < FREQUENT:
            costs = [MISSING] * len(self.languages)
        else:
            costs = self._spelling(word)
        for i in range(0, len(entry), 2):
            counted = entry[i + 1] * WORD_STEP
            costs[entry[i]] = counted - math.log1p(math.exp(min(0.0, counted - costs[entry[i]])))
        return tuple(costs)

    def _spelling(self, word: str) -> list[float]:
        """What a word that no table lists costs in each language."""
        width = len(self.languages)
        backwards = f"^{word[:64]}$"[::-1]
        letters = []
        for start in range(len(backwards) - 1):
            grams = self._grams.prefixes(backwards[start : start + ORDER])
            if grams:
                at = self._grams[grams[-1]] * width
                letters.append(self._rows[at : at + width])
        total = map(sum, zip(*letters, strict=True)) if letters else [0] * width
        return [UNLISTED + SPELLING * GRAM_STEP * cost for cost in total]


@cache
def _typical_rows(script: str) -> tuple[str, ...]:
    """For each language of a script its code and its typical words."""
    return tuple((DATA / f"{script}.typical.txt").read_text(encoding="utf-8").splitlines())


@cache
def typical_words(language: str) -> frozenset[str]:
    """Frequent words, in lower case, that are rarer in the other common languages of the script.

    In prose they are a quarter of all words or more, in another language next to none. Empty for a language whose
    script alone names it.
    """
    for script, languages in LANGUAGES.items():
        if language in languages:
            return frozenset(_typical_rows(script)[languages.index(language)].split()[1:])
    return frozenset()


@cache
def typical_languages(script: str) -> dict[str, tuple[str, ...]]:
    """The words that are typical of some language of a script, in lower case, each with these languages."""
    owners: dict[str, tuple[str, ...]] = {}
    for row in _typical_rows(script):
        language, *words = row.split()
        for word in words:
            owners[word] = (*owners.get(word, ()), language)
    return owners


@cache
def load_evidence(script: str) -> Evidence:
    """The tables of a script that several languages share, mapped rather than read."""
    return Evidence(script)
