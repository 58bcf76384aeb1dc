"""What a slip of the pen or the key does to a word: edits of known kinds, each with a cost.

The cost of an edit is minus the natural logarithm of how likely writers are to make it, up to a constant, so that costs
add up and weigh against word frequencies. ``scripts/build_spelling_model.py`` learns them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

# Letters that a reader takes for others, beyond those that Unicode decomposes.
_FOLDED = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ð": "d", "þ": "th", "’": "'"}


def _fold_table() -> dict[int, str]:
    table = {ord(letter): plain for letter, plain in _FOLDED.items()}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        plain = "".join(c for c in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(c))
        if plain != chr(code):
            table.setdefault(code, plain)
    return table


_FOLD = _fold_table()
VOWELS = frozenset("aeiouy")

_ROWS = {
    "azerty": ("azertyuiop", "qsdfghjklmù", "wxcvbn"),
    "qwerty": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "qwertz": ("qwertzuiopü", "asdfghjklöä", "yxcvbnm"),
}
_LAYOUT = {"fr": "azerty", "de": "qwertz"}
# Consonants that sound or look alike: writers take one for the other by ear, scanners by eye.
_ALIKE = frozenset(
    frozenset(pair) for pair in "cs ck sz gj dt bp mn fv qc gq sx ts tc kq vw zs xc td bv gk lr iy ij jy ln rn".split()
)
# Groups of letters that sound alike; either may stand for the other. No pair begins or ends with the same letter.
_GROUPS = (
    "eau/o au/o que/k qu/k qu/c ph/f ks/x cs/x cc/x ct/x ch/k ch/x ck/q ai/e ai/é ai/è ei/é et/é er/é ez/é ait/é er/e "
    "ill/y gh/f gh/w ti/sh si/sh ci/sh ci/ti ss/c ss/ç ou/w oi/wa oo/u ee/i ea/i ie/y ey/i ll/y gu/w dg/j dj/g us/x "
    "lh/li nh/ñ ny/ñ wh/u th/f xc/s cc/s sc/z ey/y tch/ch ue/w"
).split()
_LIGATURES = "oe/œ ae/æ ss/ß ae/ä oe/ö ue/ü".split()


def _by_end() -> dict[str, list[tuple[str, str, str]]]:
    """Groups by the last letters of the two sides: what stands there, what should, and the kind of edit."""
    table: dict[str, list[tuple[str, str, str]]] = {}
    for kind, pairs in (("group", _GROUPS), ("ligature", _LIGATURES)):
        for pair in pairs:
            one, other = pair.split("/")
            for left, right in ((one, other), (other, one)):
                table.setdefault(left[-1] + right[-1], []).append((left, right, kind))
    return table


_BY_END = _by_end()
# Kinds that are as likely at the beginning of a word as elsewhere; all others cost more there.
_FREE_AT_START = frozenset(
    {"accent-dropped", "accent-dropped-e", "accent-wrong", "accent-wrong-e", "accent-added", "cedilla", "ligature"}
)


def fold(word: str) -> str:
    """The word without accents and ligatures: ``œuvre`` → ``oeuvre``."""
    return word if word.isascii() else word.translate(_FOLD)


def within_one(a: str, b: str) -> bool:
    """Whether one letter more, less, other, or exchanged with its neighbour makes ``b`` of ``a``."""
    if a == b:
        return True
    grown = len(b) - len(a)
    if not -1 <= grown <= 1:
        return False
    i = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        i += 1
    if grown == 1:
        return a[i:] == b[i + 1 :]
    if grown == -1:
        return a[i + 1 :] == b[i:]
    return a[i + 1 :] == b[i + 1 :] or (a[i + 2 :] == b[i + 2 :] and a[i] == b[i + 1] and a[i + 1] == b[i])


def distance(a: str, b: str, most: int) -> int:
    """Edits between two words, an exchange of neighbours counting one; ``most + 1`` if there are more than ``most``."""
    start, end = common_ends(a, b)
    a, b = a[start : len(a) - end], b[start : len(b) - end]
    if abs(len(a) - len(b)) > most:
        return most + 1
    if not a or not b:
        return len(a) + len(b)
    if len(a) == len(b) == 1:
        return 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        line = [i]
        for j, y in enumerate(b, 1):
            value = min(last[j] + 1, line[-1] + 1, last[j - 1] + (x != y))
            if before and j > 1 and x == b[j - 2] and a[i - 2] == y:
                value = min(value, before[j - 2] + 1)
            line.append(value)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return last[-1]


def common_ends(a: str, b: str) -> tuple[int, int]:
    """How many letters two words share at the beginning, and at the end of what is left."""
    start, shorter = 0, min(len(a), len(b))
    while start < shorter and a[start] == b[start]:
        start += 1
    end, shorter = 0, shorter - start
    while end < shorter and a[-1 - end] == b[-1 - end]:
        end += 1
    return start, end


def _neighbours(layout: str) -> frozenset[str]:
    keys = {letter: (row, column) for row, line in enumerate(_ROWS[layout]) for column, letter in enumerate(line)}
    return frozenset(
        a + b
        for a, (row_a, column_a) in keys.items()
        for b, (row_b, column_b) in keys.items()
        if a != b and abs(row_a - row_b) <= 1 and abs(column_a - column_b) <= 1
    )


_KEYS = {layout: _neighbours(layout) for layout in _ROWS}


def _swapped(typo: str, i: int, word: str, j: int) -> bool:
    """Whether two letters changed places around the one between them: ``fécilite`` for ``félicite``."""
    return typo[i - 1] == word[j - 3] and typo[i - 3] == word[j - 1] and typo[i - 2] == word[j - 2]


# Cost so far and kinds of the edits so far.
_Path = tuple[float, tuple[str, ...]]


class Channel:
    """How a writer of one language turns a word into a misspelling.

    costs: cost of each kind of edit (natural logarithm); kinds that are missing cost ``DEFAULT``, and ``first`` is what
    most edits of a first letter cost on top.
    """

    DEFAULT = 5.0

    def __init__(self, language: str, costs: Mapping[str, float]) -> None:
        self._keys = _KEYS[_LAYOUT.get(language, "qwerty")]
        self._costs = costs

    def align(self, typo: str, word: str) -> _Path:
        """Least cost of writing ``typo`` for ``word``, with the kinds of the edits. Both in lower case."""
        start, end = common_ends(typo, word)
        best: list[list[_Path]] = []
        for i in range(start, len(typo) - end + 1):
            line: list[_Path] = []
            best.append(line)
            for j in range(start, len(word) - end + 1):
                line.append(self._step(best, typo, i, word, j, start))  # noqa: PERF401 (a step reads the line so far)
        return best[-1][-1]

    def _step(self, best: list[list[_Path]], typo: str, i: int, word: str, j: int, start: int) -> _Path:
        """The cheapest way to write ``typo[:i]`` for ``word[:j]``."""
        row, column = i - start, j - start
        if not row and not column:
            return (0.0, ())
        found: _Path = (float("inf"), ())
        if row and column:
            a, b = typo[i - 1], word[j - 1]
            before = best[row - 1][column - 1]
            if a == b:
                found = before
            else:
                found = self._cheaper(found, before, self._substitution(a, b), j == 1)
                if row > 1 and column > 1 and a == word[j - 2] and typo[i - 2] == b:
                    found = self._cheaper(found, best[row - 2][column - 2], "transposed", j == 2)
                if row > 2 and column > 2 and _swapped(typo, i, word, j):
                    found = self._cheaper(found, best[row - 3][column - 3], "swapped", j == 3)
            for left, right, kind in _BY_END.get(a + b, ()):
                up, back = row - len(left), column - len(right)
                if up >= 0 <= back and typo.startswith(left, up + start) and word.startswith(right, back + start):
                    found = self._cheaper(found, best[up][back], kind, back + start == 0)
        if row:
            found = self._cheaper(found, best[row - 1][column], self._extra(typo, i, word, j), j == 0)
        if column:
            found = self._cheaper(found, best[row][column - 1], self._missing(word, j), j == 1)
        return found

    def _cheaper(self, found: _Path, before: _Path, kind: str, first: bool) -> _Path:
        cost = before[0] + self._costs.get(kind, self.DEFAULT)
        if first and kind not in _FREE_AT_START:
            cost += self._costs.get("first", 0.0)
            return (cost, (*before[1], kind, "first")) if cost < found[0] else found
        return (cost, (*before[1], kind)) if cost < found[0] else found

    def _substitution(self, a: str, b: str) -> str:
        """Kind of writing ``a`` for ``b``."""
        plain_a, plain_b = fold(a), fold(b)
        if plain_a == plain_b:
            if a == plain_a:
                return "cedilla" if b == "ç" else "accent-dropped-e" if plain_b == "e" else "accent-dropped"
            if b == plain_b:
                return "accent-added"
            return "accent-wrong-e" if plain_b == "e" else "accent-wrong"
        if plain_a in VOWELS and plain_b in VOWELS:
            pair = plain_a + plain_b
            return "vowel-key" if pair in self._keys else "vowel-" + "".join(sorted(pair))
        if plain_a + plain_b in self._keys:
            return "key"
        if frozenset((plain_a, plain_b)) in _ALIKE:
            return "alike"
        return "mixed" if (plain_a in VOWELS) != (plain_b in VOWELS) else "consonant"

    def _extra(self, typo: str, i: int, word: str, j: int) -> str:
        """Kind of the letter ``typo[i - 1]`` that stands after ``word[:j]`` for nothing."""
        letter, before, after = typo[i - 1], typo[i - 2 : i - 1], typo[i : i + 1]
        if letter in (before, after):
            return "extra-double-vowel" if fold(letter) in VOWELS else "extra-double"
        if j == len(word):
            return f"extra-final-{letter}" if letter in "es" else "extra-final"
        if letter in "he'-":
            return f"extra-{letter}"
        if before + letter in self._keys or after + letter in self._keys:
            return "extra-key"
        return "extra-vowel" if fold(letter) in VOWELS else "extra-consonant"

    def _missing(self, word: str, j: int) -> str:
        """Kind of leaving out the letter ``word[j - 1]``."""
        letter = word[j - 1]
        if letter in (word[j - 2 : j - 1], word[j : j + 1]):
            return "missing-double"
        if j == len(word):
            return f"missing-final-{letter}" if letter in "esty" else "missing-final"
        if letter in "h'-":
            return f"missing-{letter}"
        plain = fold(letter)
        return "missing-e" if plain == "e" else "missing-vowel" if plain in VOWELS else "missing-consonant"
