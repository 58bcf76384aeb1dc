"""Contexts: how gladly two words stand side by side.

Words that the training text counts often are classes of their own; every other word belongs to the class of its last
two letters, of its capitals, or of numbers. The model keeps how often each class and each pair of classes was seen. It
is two files: ``context.marisa``, a trie of class names, and ``context.bin``: the number of pairs seen in all, one log10
count a class, then sorted pairs with their counts. ``scripts/build_context.py`` makes them.
"""

from __future__ import annotations

import math
import struct
import sys
from array import array
from functools import cache
from typing import TYPE_CHECKING, Any

from corpuslint import kernel
from corpuslint.language.codes import DATA
from corpuslint.language.mapped import map_file, map_trie

if TYPE_CHECKING:
    from mmap import mmap

    from marisa_trie import Trie

if TYPE_CHECKING or not kernel.IN_USE:
    from corpuslint.language.neighbours import Neighbours
else:
    from corpuslint.kernel.neighbours import Neighbours

HEADER = struct.Struct("<dI")
BREAK = "¶"  # the class of what is not there: before the first and after the last word of a block


def class_names(token: str) -> list[str]:
    """Names of the classes that a token may belong to, the most special first. Every token has a last one, ``~``."""
    if token.isdigit() or token[0].isdigit():
        return ["0", "~"]
    if not token[0].isalpha():
        return [token, "~"]
    lower = token.lower()
    if token[0].isupper():
        return [lower, "AA" if len(token) > 1 and token.isupper() else "Aa"]
    return [lower, "~" + lower[-2:], "~"]


class ContextModel:
    """Which words stand side by side.

    Attributes:
        tables: what the model knows, as :class:`corpuslint.language.neighbours.Neighbours` takes it.
        pmi, scores: of neighbouring tokens, as it gives them.
    """

    def __init__(self, trie: Trie, table: mmap) -> None:
        self._trie = trie
        total, pairs = HEADER.unpack_from(table)
        self._log_total = math.log10(total)
        classes = len(trie)
        offset = HEADER.size
        self._log_counts: array[float] = _read("f", table, offset, classes)
        offset += 4 * classes
        known: array[int] = _read("I", table, offset, pairs)
        counts: array[int] = _read("I", table, offset + 4 * pairs, pairs)
        self.tables = self._class_of, self._log_counts, known, counts, self._log_total
        neighbours = Neighbours(*self.tables)
        self.pmi, self.scores = neighbours.pmi, neighbours.scores

    def log_probability(self, word: str) -> float:
        """log10 probability of a lower-case word in the training text; -9 if it is no class."""
        index = self._trie.get(word)
        return -9.0 if index is None else self._log_counts[index] - self._log_total

    def _class_of(self, token: str) -> int:
        for name in class_names(token):
            index = self._trie.get(name)
            if index is not None:
                return int(index)
        return int(self._trie["~"])


def _read(kind: str, table: mmap, offset: int, length: int) -> array[Any]:
    values: array[Any] = array(kind)
    values.frombytes(table[offset : offset + 4 * length])
    if sys.byteorder == "big":
        values.byteswap()
    return values


@cache
def load_context(language: str) -> ContextModel | None:
    """The context model of a language; None if there is none."""
    folder = DATA / language
    if not (folder / "context.marisa").is_file():
        return None
    return ContextModel(map_trie(folder / "context.marisa"), map_file(folder / "context.bin"))
