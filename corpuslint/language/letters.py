"""How natural a string looks, in about thirty languages: the judge between two readings of the same bytes.

A reading costs nats: the negative logarithm of the probability that a letter follows the one before it in a language
(``data/letter_pairs.txt``), plus the costs below for everything that is not a letter of a language in that table.
Only differences between readings of the same text mean something, so the constants need to be right within a few nats.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

_TABLE = Path(__file__).parent.parent / "data" / "letter_pairs.txt"
# A letter pair that the table of a language does not list, and one with a letter that the language does not have.
_UNSEEN, _FOREIGN = 11.0, 13.0
# A capital after a small letter of the same word.
_CAPITAL_INSIDE = 6.0
_APOSTROPHES = "'\u2019"
_OPENING, _CLOSING = "«“‘„‹¿¡", "»”›"
_UNITS = "°²³ºª™®©€%½§·•№"
# Signs of the Latin code pages that prose hardly uses.
_RARE = "¤¦¨¬¯´¸¶¢£¥¹¼¾÷×±ƒˆ˜†‡‰µ¡¿"
_COMBINING = frozenset(map(chr, range(0x300, 0x370)))
_BOUNDARY = "_"
# Letters without a table: how many nats one of its own script costs, by how many letters the script has.
_SMALL_SCRIPT, _IDEOGRAPH = 4.5, 7.5
_OTHER_SCRIPT = 25.0
# Nats of an apostrophe inside a word, by language.
_APOSTROPHE = {"fr": 1.5, "it": 1.5, "ca": 1.5, "en": 2.0, "tr": 3.0, "uk": 3.0}
_RARE_APOSTROPHE = 7.0
# Nats in favour of the language that a text is said to be in.
_HINT = 5.0

Pairs = Mapping[tuple[str, str], int]


@cache
def _tables() -> dict[str, dict[str, float]]:
    """Language to letter pair to cost in nats."""
    tables: dict[str, dict[str, float]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        language, first, *groups = line.split(" ")
        table = tables.setdefault(language, {})
        table[first] = 0.0
        for group in groups:
            cost, _, seconds = group.partition(":")
            for second in seconds:
                table[first + second] = int(cost) / 2
    return tables


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that have a table of letter pairs."""
    return tuple(_tables())


@cache
def alphabet(language: str) -> frozenset[str]:
    """The letters that words of a language use, in lower case; none for a language without table."""
    return frozenset(key for key in _tables().get(language, {}) if len(key) == 1 and key != _BOUNDARY)


@cache
def _languages_of(script: str) -> tuple[str, ...]:
    return tuple(language for language in languages() if script_of(max(alphabet(language))) == script)


@cache
def scripts() -> frozenset[str]:
    """The scripts whose letters have tables, as the first word of their Unicode names."""
    return frozenset(script_of(letter) for language in languages() for letter in alphabet(language))


@lru_cache(maxsize=4096)
def script_of(letter: str) -> str:
    """The script of a letter or mark, as the first word of its Unicode name."""
    name = unicodedata.name(letter, "")
    return name.split(" ", 1)[0].split("-", 1)[0] if name else ""


@lru_cache(maxsize=8192)
def _kind(character: str) -> str:
    """Letter ``l``, boundary ``b``, apostrophe ``'``, quotes ``(`` and ``)``, unit ``u``, rare ``r``, rest ``x``."""
    if character in _OPENING:
        return "("
    if character in _CLOSING:
        return ")"
    if character in _APOSTROPHES:
        return "'"
    if character in _RARE:
        return "r"
    if character in _UNITS:
        return "u"
    if character in _COMBINING:
        return "x"
    category = unicodedata.category(character)
    if category[0] == "L" or category[0] == "M":
        return "l"
    if character.isascii() or character in "\u00a0\u202f…–—‐‑‒":
        return "b" if category != "Cc" or character in "\t\n\r" else "x"
    return "b" if category in ("Zs", "Nd") else "x"


# Nats of a sign, of a letter straight before it, of a letter straight after it.
_SIGN_COSTS = {"(": (5.0, 12.0, 0.0), ")": (5.0, 0.0, 12.0), "u": (7.0, 3.0, 4.0), "r": (13.0, 6.0, 6.0)}
_BOUNDARY_COSTS = {
    "\u00a0": 3.0,
    "\u202f": 3.0,
    "…": 5.0,
    "–": 5.0,
    "—": 5.0,
    "‐": 6.0,
    "‑": 6.0,
    "‒": 7.0,
}
_DASH_INSIDE = 5.0


@lru_cache(maxsize=1 << 15)
def _other_cost(character: str) -> float:
    """Nats of a character that is neither letter nor sign of prose."""
    category = unicodedata.category(character)
    point = ord(character)
    if point >= 0x1F000 or 0x2600 <= point < 0x27C0:
        return 20.0 if category == "Cn" else 8.0
    if category in ("Cc", "Co", "Cs"):
        return 17.0
    if category == "Cn":
        return 20.0
    if 0x2500 <= point < 0x2600 or character == "\ufffd":
        return 14.0
    return 10.0 if category == "Cf" else 12.0


@lru_cache(maxsize=1 << 17)
def pair_cost(language: str, first: str, second: str) -> float:
    """Nats of ``second`` after ``first``, two characters of a text in a language."""
    kind, before = _kind(second), _kind(first)
    if kind == "l":
        cost = _letter_cost(language, first, before, second)
        if before in _SIGN_COSTS:
            cost += _SIGN_COSTS[before][2]
        return cost + (_DASH_INSIDE if first in "–—…" else 0.0)
    end = _end_cost(language, first) if before == "l" else 0.0
    if kind == "b":
        dash = _DASH_INSIDE if before == "l" and second in "–—" else 0.0
        return end + _BOUNDARY_COSTS.get(second, 0.0) + dash
    if kind == "x":
        return _other_cost(second) + end
    if kind == "'":
        return _APOSTROPHE.get(language, _RARE_APOSTROPHE) + end if before == "l" else 4.0
    sign, after_letter, _ = _SIGN_COSTS[kind]
    return sign + (after_letter + end if before == "l" else 0.0)


def _letter_cost(language: str, first: str, before: str, second: str) -> float:
    script = script_of(second)
    if before == "l" and script_of(first) != script:
        return _OTHER_SCRIPT
    if script not in scripts():
        return _IDEOGRAPH if script in ("CJK", "HANGUL") else _SMALL_SCRIPT
    small = second.lower()
    if before != "l":
        return _lookup(language, _BOUNDARY, small[0])
    cost = _lookup(language, first.lower()[0], small[0])
    return cost + (_CAPITAL_INSIDE if first.islower() and second.isupper() else 0.0)


def _end_cost(language: str, letter: str) -> float:
    return _lookup(language, letter.lower()[0], _BOUNDARY) if script_of(letter) in scripts() else 0.0


def _lookup(language: str, first: str, second: str) -> float:
    table = _tables()[language]
    cost = table.get(first + second)
    if cost is not None:
        return cost
    return _UNSEEN if first in table and second in table else _FOREIGN


def count_pairs(text: str) -> Counter[tuple[str, str]]:
    """How often each character follows each other one; the text stands between spaces, composed (NFC)."""
    padded = f" {unicodedata.normalize('NFC', text)} "
    return Counter(pairwise(padded))


def cost_of_pairs(language: str, pairs: Pairs) -> float:
    """Nats of a text that was counted by :func:`count_pairs`."""
    return sum(count * pair_cost(language, first, second) for (first, second), count in pairs.items())


def cost_of_text(language: str, text: str) -> float:
    """Nats of a short text."""
    padded = f" {unicodedata.normalize('NFC', text)} "
    return sum(pair_cost(language, first, second) for first, second in pairwise(padded))


class Judge:
    """Compares readings of one text that differ in the characters above ASCII.

    The letters that all readings share tell which languages of Latin script come into question.
    """

    def __init__(self, text: str, hint: str | None = None, count: int = 5) -> None:
        """``text``: any of the readings. ``hint``: the language, where it is known. ``count``: languages to keep."""
        plain = {pair: number for pair, number in count_pairs(text).items() if pair[0].isascii() and pair[1].isascii()}
        costs = {language: cost_of_pairs(language, plain) for language in _languages_of("LATIN")}
        if hint in costs:
            costs[hint] -= _HINT
        self._ranked = sorted(costs, key=lambda language: (costs[language], language))
        self._costs = costs
        self._likely = self._ranked[:count]
        if hint in costs and hint not in self._likely:
            self._likely[-1] = hint

    def cost(self, text: str) -> float:
        """Nats of a reading in the language that suits it best."""
        pairs = {
            pair: number for pair, number in count_pairs(text).items() if not (pair[0].isascii() and pair[1].isascii())
        }
        letters = {first.lower()[0] for first, _ in pairs if first.isalpha() and not first.isascii()}
        spoken = [language for language in self._ranked if letters <= alphabet(language)]
        latin = dict.fromkeys(self._likely + spoken[:2])
        costs = [self._costs[language] + cost_of_pairs(language, pairs) for language in latin]
        costs += [
            self._costs[self._ranked[0]] + cost_of_pairs(language, pairs)
            for script in set(map(script_of, letters)) & scripts() - {"LATIN"}
            for language in _languages_of(script)
        ]
        return min(costs)
