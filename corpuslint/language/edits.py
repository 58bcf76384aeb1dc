"""What a slip of the pen or the key does to a word: edits of known kinds, each with a cost.

The cost of an edit is minus the natural logarithm of how likely writers are to make it, up to a constant, so that costs
add up and weigh against word frequencies. ``scripts/build_spelling_model.py`` learns them.
"""

from __future__ import annotations

import math
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
    """Edits between two words, an exchange of neighbours counting one; ``most + 1`` if there are more than ``most``.

    The columns of the table of distances are bits of whole numbers (Hyyrö, "A bit-vector algorithm for computing
    Levenshtein and Damerau edit distances", 2003): a step down is +1 in ``up``, -1 in ``down``, else 0.
    """
    start, end = common_ends(a, b)
    a, b = a[start : len(a) - end], b[start : len(b) - end]
    if abs(len(a) - len(b)) > most:
        return most + 1
    if not a or not b:
        return len(a) + len(b)
    where: dict[str, int] = {}
    for i, letter in enumerate(a):
        where[letter] = where.get(letter, 0) | 1 << i
    all_bits, last = (1 << len(a)) - 1, 1 << (len(a) - 1)
    up, down, flat, matches_before, found, left = all_bits, 0, 0, 0, len(a), len(b)
    for letter in b:
        matches = where.get(letter, 0)
        exchanged = ((~flat & matches) << 1) & matches_before
        flat = (((matches & up) + up) ^ up) | matches | down | exchanged
        right_up, right_down = down | (~(flat | up) & all_bits), flat & up
        found += bool(right_up & last) - bool(right_down & last)
        left -= 1
        if found - left > most:
            return most + 1
        right_up = right_up << 1 | 1
        up, down = ((right_down << 1) | ~(flat | right_up)) & all_bits, right_up & flat & all_bits
        matches_before = matches
    return min(found, most + 1)


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


# Edits of one letter that two edits are never cheaper than.
_ACCENTS = frozenset(
    {"accent-dropped", "accent-dropped-e", "accent-wrong", "accent-wrong-e", "accent-added", "cedilla"}
)
# What edits of a kind that no cost is known of cost.
DEFAULT_COST = 5.0
# Pairs of letters that are remembered.
_PAIRS = 1 << 12


class _Path:
    """The cheapest ways to write the beginnings of one word for the beginnings of another, row by row.

    A cell is a beginning of either word. Of each its cost, the kind of its last edit ("" for none) and the cell that it
    was made from; the cell that is being made takes the cheapest of what it is offered, the first of equals.
    """

    def __init__(self, width: int, costs: Mapping[str, float], *, at_first: bool) -> None:
        self.width = width
        self.costs = [0.0]
        self.last = 0
        self._weights = costs
        self._first = costs.get("first", 0.0)
        self._at_first = at_first
        self._edits = [("", 0)]
        self._cost = math.inf
        self._edit = ("", 0)

    def offer(self, before: int, kind: str) -> None:
        """Offer a way to make the next cell from the cell ``before``."""
        cost = self.costs[before]
        if kind:
            cost += self._weights.get(kind, DEFAULT_COST)
            if self._at_first and kind not in _FREE_AT_START and before % self.width == 0:
                cost += self._first
        if cost < self._cost:
            self._cost, self._edit = cost, (kind, before)

    def close(self) -> None:
        """Take the best offer."""
        self.costs.append(self._cost)
        self._edits.append(self._edit)
        self._cost = math.inf
        self.last += 1

    def kinds_of_edits(self) -> tuple[str, ...]:
        """The kinds of the edits that lead to the last cell, in order; ``first`` follows one of a first letter."""
        kinds: list[str] = []
        at = self.last
        while at:
            kind, before = self._edits[at]
            if kind and self._at_first and kind not in _FREE_AT_START and before % self.width == 0:
                kinds.append("first")
            if kind:
                kinds.append(kind)
            at = before
        return tuple(reversed(kinds))


class Channel:
    """How a writer of one language turns a word into a misspelling.

    costs: cost of each kind of edit (natural logarithm); kinds that are missing cost ``DEFAULT_COST``, and ``first`` is
    what most edits of a first letter cost on top.
    """

    def __init__(self, language: str, costs: Mapping[str, float]) -> None:
        self._keys = _KEYS[_LAYOUT.get(language, "qwerty")]
        self._costs = costs
        self._substitutions: dict[str, str] = {}

    def align(self, typo: str, word: str) -> tuple[float, tuple[str, ...]]:
        """Least cost of writing ``typo`` for ``word``, with the kinds of the edits. Both in lower case."""
        start, end = common_ends(typo, word)
        kind = self._only_edit(typo, word, start, end)
        if kind:
            at_first = start == 0 and kind not in _FREE_AT_START
            cost = self._costs.get(kind, DEFAULT_COST) + (self._costs.get("first", 0.0) if at_first else 0.0)
            return cost, (kind, "first") if at_first else (kind,)
        width = len(word) - end - start + 1
        path = _Path(width, self._costs, at_first=start == 0)
        missing = [self._missing(word, start + column) for column in range(1, width)]
        for kind in missing:
            path.offer(path.last, kind)
            path.close()
        for i in range(start + 1, len(typo) - end + 1):
            self._add_row(path, typo, i, word, start, missing)
        return path.costs[-1], path.kinds_of_edits()

    def _only_edit(self, typo: str, word: str, start: int, end: int) -> str:
        """The kind of the one edit between two words, if it is one and nothing else can be cheaper; else nothing."""
        more, less = len(typo) - end - start, len(word) - end - start
        if more == 1 and not less:
            return self._extra(typo, start + 1, inside=start < len(word))
        if less == 1 and not more:
            return self._missing(word, start + 1)
        kind = self._substitution(typo[start], word[start]) if more == less == 1 else ""
        return kind if kind in _ACCENTS else ""

    def _add_row(self, path: _Path, typo: str, i: int, word: str, start: int, missing: list[str]) -> None:
        """Add to a path how ``typo[:i]`` is best written for each beginning of the word."""
        row, a, width, offer = i - start, typo[i - 1], path.width, path.offer
        above = (row - 1) * width
        offer(above, self._extra(typo, i, inside=start < len(word)))
        path.close()
        inside, final = self._extra(typo, i, inside=True), self._extra(typo, i, inside=False)
        for column in range(1, width):
            b, j = word[start + column - 1], start + column
            if a == b:
                offer(above + column - 1, "")
            else:
                offer(above + column - 1, self._substitution(a, b))
                if row > 1 and column > 1 and a == word[j - 2] and typo[i - 2] == b:
                    offer(above - width + column - 2, "transposed")
                if row > 2 and column > 2 and _swapped(typo, i, word, j):
                    offer(above - 2 * width + column - 3, "swapped")
            for left, right, kind in _BY_END.get(a + b, ()):
                up, back = row - len(left), column - len(right)
                if up >= 0 <= back and typo.endswith(left, start, i) and word.endswith(right, start, j):
                    offer(up * width + back, kind)
            offer(above + column, inside if j < len(word) else final)
            offer(path.last, missing[column - 1])
            path.close()

    def _substitution(self, a: str, b: str) -> str:
        """Kind of writing ``a`` for ``b``, remembered."""
        kind = self._substitutions.get(a + b)
        if kind is None:
            if len(self._substitutions) > _PAIRS:
                self._substitutions.clear()
            kind = self._substitutions[a + b] = self._kind_of_substitution(a, b)
        return kind

    def _kind_of_substitution(self, a: str, b: str) -> str:
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

    def _extra(self, typo: str, i: int, *, inside: bool) -> str:
        """Kind of the letter ``typo[i - 1]`` that stands for nothing, inside the word or after its end."""
        letter, before, after = typo[i - 1], typo[i - 2 : i - 1], typo[i : i + 1]
        if letter in (before, after):
            return "extra-double-vowel" if fold(letter) in VOWELS else "extra-double"
        if not inside:
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
