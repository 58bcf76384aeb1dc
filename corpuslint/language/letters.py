"""How natural a string looks, in about thirty languages: the judge between two readings of the same bytes.

A reading costs nats: the negative logarithm of the probability that a letter follows the one before it in a language
(``data/letter_pairs.txt``), plus the costs below for everything that is not a letter of a language in that table.
Only differences between readings of the same text mean something, so the constants need to be right within a few nats.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import pairwise, repeat
from operator import add, mul
from pathlib import Path

from corpuslint.lazy import regex

_TABLE = Path(__file__).parent.parent / "data" / "letter_pairs.txt"
# A letter pair that the table of a language does not list; a letter that the language does not have, another one after
# that, and what follows.
_UNSEEN, _FOREIGN, _FOREIGN_AGAIN, _AFTER_FOREIGN = 11.0, 13.0, 8.0, 4.0
# A capital after a small letter of the same word.
_CAPITAL_INSIDE = 6.0
_BOUNDARY = "_"
_APOSTROPHES = "'\u2019"
# "“" closes in German what "„" opened.
_OPENING, _CLOSING, _EITHER = "«„‹¿¡", "»”›", "“‘"
_UNITS = "°²³ºª™®©€%½¼¾§·•№£¥¢×±÷µ¶"
# Signs of the Latin code pages that prose hardly uses.
_RARE = "¤¦¨¬¯´¸ƒˆ˜†‡‰"
_COMBINING = frozenset(map(chr, range(0x300, 0x370)))
# Letters without a table: how many nats one of its own script costs, by how many letters the script has. A change of
# script inside a word, and a word in another script than its text.
_SMALL_SCRIPT, _IDEOGRAPH, _MODIFIER = 4.5, 7.5, 12.0
_OTHER_SCRIPT, _OTHER_WORD = 25.0, 8.0
_MAIN_LANGUAGE = {"LATIN": "en", "CYRILLIC": "ru", "GREEK": "el", "ARABIC": "ar", "HEBREW": "he"}
# Nats of an apostrophe inside a word, by language.
_APOSTROPHE = {"fr": 1.5, "it": 1.5, "ca": 1.5, "en": 2.0, "tr": 3.0, "uk": 3.0}
_RARE_APOSTROPHE = 7.0
# Characters of each slice of a text that tells its language.
_SLICE = 600
# Characters on either side that a span is judged with.
_CONTEXT = 16
_LAST_LETTERS, _FIRST_LETTERS = regex(r"(?:\W?[\w'’]+|\W)\Z"), regex(r"[\w'’]+\W?|\W")
_PLAIN = frozenset(map(chr, (*range(32, 127), *b"\t\n\r")))
_PLAIN_LETTERS = frozenset(f"{_BOUNDARY}abcdefghijklmnopqrstuvwxyz")
_PLAIN_WORD = regex("(?<![^\\W\\d_])[a-z]+(?![^\\W\\d_])")
# Nats in favour of the language that a text is said to be in.
_HINT = 5.0
# Nats against a word in another language than its text, at most.
_FOREIGN_WORD = 6.0

Pairs = Mapping[tuple[str, str], int]


@cache
def _text() -> str:
    return _TABLE.read_text(encoding="utf-8")


@cache
def _rows() -> dict[str, list[str]]:
    """Language to its rows: a letter, and the costs of those that follow it."""
    rows: dict[str, list[str]] = {}
    for line in _text().splitlines():
        if not line.startswith("#"):
            language, _, row = line.partition(" ")
            rows.setdefault(language, []).append(row)
    return rows


@cache
def _table(language: str) -> dict[str, float]:
    """Letter pair to cost in nats; also each letter alone, at no cost."""
    table: dict[str, float] = {}
    for row in _rows()[language]:
        first, *groups = row.split(" ")
        table[first] = 0.0
        for group in groups:
            cost, _, seconds = group.partition(":")
            table.update(zip(map(first.__add__, seconds), repeat(int(cost) / 2)))
    return table


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that have a table of letter pairs."""
    return tuple(_rows())


@cache
def alphabet(language: str) -> frozenset[str]:
    """The letters that words of a language use, in lower case; none for a language without table."""
    rows = f"\n{_text()}".split(f"\n{language} ")[1:]
    return frozenset(row[0] for row in rows) - {_BOUNDARY}


@cache
def _known_letters() -> frozenset[str]:
    return frozenset(letter for language in languages() for letter in alphabet(language))


# Blocks of letters and signs that texts of today use, beyond those of the tables: first and last code point.
_USUAL_BLOCKS = (
    (0x0000, 0x017F),
    (0x0250, 0x02FF),
    (0x0900, 0x10FF),
    (0x1200, 0x139F),
    (0x1780, 0x17FF),
    (0x1D00, 0x1FFF),
    (0x2000, 0x23FF),
    (0x2500, 0x2800),
    (0x2B00, 0x2BFF),
    (0x3000, 0x9FFF),
    (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF),
    (0xFE00, 0xFE0F),
    (0xFF00, 0xFFFD),
    (0x1F000, 0x1FAFF),
    (0x20000, 0x3FFFF),
)


@lru_cache(maxsize=1 << 14)
def is_usual(character: str) -> bool:
    """Whether texts of today use a character: a letter of some language with a table or of another living script, or a
    sign that is not exotic.
    """
    known = any(first <= ord(character) <= last for first, last in _USUAL_BLOCKS)
    return unicodedata.category(character) != "Cn" and (known or character.lower()[0] in _known_letters())


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
    """Letter ``l``, boundary ``b``, apostrophe ``'``, quote ``(``, ``)``, ``q``, unit ``u``, rare ``r``, rest ``x``."""
    if character in _OPENING:
        return "("
    if character in _CLOSING:
        return ")"
    if character in _EITHER:
        return "q"
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
    if character.isascii():
        return "b" if category != "Cc" or character in "\t\n\r" else "x"
    return "b" if character in _BOUNDARY_COSTS or category == "Nd" else "x"


# Nats of a sign, of a letter straight before it, of a letter straight after it.
_SIGN_COSTS = {
    "(": (5.0, 12.0, 0.0),
    "q": (5.0, 9.0, 0.0),
    ")": (5.0, 0.0, 12.0),
    "u": (7.0, 3.0, 4.0),
    "r": (16.0, 6.0, 6.0),
}
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
# A sign of mathematics or a line of a table straight after a letter.
_SIGN_AFTER_LETTER = 4.0


# Nats of signs by the first code point of their block, up to the next.
_BLOCKS = (
    (0x0000, 17.0),
    (0x00A0, 14.0),
    (0x2000, 14.0),
    (0x2010, 12.0),
    (0x20A0, 8.0),
    (0x20D0, 22.0),
    (0x2100, 11.0),
    (0x2300, 13.0),
    (0x2400, 22.0),
    (0x2500, 14.0),
    (0x25A0, 11.0),
    (0x2600, 8.0),
    (0x27C0, 22.0),
    (0x2800, 14.0),
    (0x2900, 22.0),
    (0x3000, 7.0),
    (0x3040, 22.0),
    (0xFE00, 5.0),
    (0xFE10, 22.0),
    (0xFF00, 7.0),
    (0xFFF0, 14.0),
    (0x1F000, 8.0),
)
_BLOCK_STARTS = [start for start, _ in _BLOCKS]


@lru_cache(maxsize=1 << 13)
def _other_cost(character: str) -> float:
    """Nats of a character that is neither letter nor sign of prose."""
    if unicodedata.category(character) in ("Cn", "Co", "Cs"):
        return 22.0
    return _BLOCKS[bisect_right(_BLOCK_STARTS, ord(character)) - 1][1]


@lru_cache(maxsize=1 << 14)
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
        return (
            _other_cost(second) + end + (_SIGN_AFTER_LETTER if before == "l" and "\u2100" <= second < "\u2600" else 0.0)
        )
    if kind == "'":
        return _APOSTROPHE.get(language, _RARE_APOSTROPHE) + end if before == "l" else 4.0
    sign, after_letter, _ = _SIGN_COSTS[kind]
    return sign + (after_letter + end if before == "l" else 0.0)


def _letter_cost(language: str, first: str, before: str, second: str) -> float:
    script = script_of(second)
    if before == "l" and script_of(first) != script:
        return _OTHER_SCRIPT
    if script == "MODIFIER":
        return _MODIFIER
    if script not in scripts():
        own = _IDEOGRAPH if script in ("CJK", "HANGUL") else _SMALL_SCRIPT
        return own + (0.0 if before == "l" else _OTHER_WORD)
    speaking = _speaking(language, script)
    small = second.lower()
    if before != "l":
        return _lookup(speaking, _BOUNDARY, small[0]) + (_OTHER_WORD if speaking != language else 0.0)
    cost = _lookup(speaking, first.lower()[0], small[0])
    return cost + (_CAPITAL_INSIDE if first.islower() and second.isupper() else 0.0)


def _end_cost(language: str, letter: str) -> float:
    script = script_of(letter)
    return _lookup(_speaking(language, script), letter.lower()[0], _BOUNDARY) if script in scripts() else 0.0


@cache
def _speaking(language: str, script: str) -> str:
    """The language that a word in a script is judged in, within a text in a language: that if it has the script."""
    return language if language in _languages_of(script) else _MAIN_LANGUAGE[script]


def _lookup(language: str, first: str, second: str) -> float:
    table = _table(language)
    cost = table.get(first + second)
    if cost is not None:
        return cost
    if second in table or second == _BOUNDARY:
        return _UNSEEN if first in table else _AFTER_FOREIGN
    return _FOREIGN if first in table else _FOREIGN_AGAIN


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


def _sample(text: str) -> str:
    """Enough of a text to tell its language: its start, middle and end."""
    if len(text) <= 3 * _SLICE:
        return text
    middle = len(text) // 2
    return f"{text[:_SLICE]} {text[middle : middle + _SLICE]} {text[-_SLICE:]}"


def _plain_pairs(text: str) -> Counter[str]:
    """How often each plain letter follows each other one, word by word."""
    marked = _BOUNDARY.join(("", *_PLAIN_WORD.findall(text.lower()), ""))
    return Counter(map(add, marked, marked[1:]))


@cache
def _plain_table() -> dict[str, tuple[float, ...]]:
    """Pair of plain letters to its cost in each language of Latin script."""
    spoken = _languages_of("LATIN")
    table: dict[str, list[float]] = {}
    for column, language in enumerate(spoken):
        for row in _rows()[language]:
            first, *groups = row.split(" ")
            for cost, _, seconds in (group.partition(":") for group in groups if first in _PLAIN_LETTERS):
                for second in _PLAIN_LETTERS.intersection(seconds):
                    table.setdefault(first + second, [_UNSEEN] * len(spoken))[column] = int(cost) / 2
    return {pair: tuple(costs) for pair, costs in table.items()}


def _plain_costs(pairs: Mapping[str, int]) -> dict[str, float]:
    """What plain letters cost in each language of Latin script, in nats."""
    spoken, table = _languages_of("LATIN"), _plain_table()
    unseen = (_UNSEEN,) * len(spoken)
    columns = zip(unseen, *(table.get(pair, unseen) for pair in pairs), strict=True)
    numbers = (0, *pairs.values())
    return {language: sum(map(mul, column, numbers), 0.0) for language, column in zip(spoken, columns, strict=True)}


def letters_around(text: str, start: int, end: int) -> tuple[str, str]:
    """The letters on either side of a span, back to the next other character, which is included."""
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    left, right = _LAST_LETTERS.search(before), _FIRST_LETTERS.match(after)
    return left.group() if left else "", right.group() if right else ""


class Judge:
    """Compares readings of one text, or of parts of it, that differ in the characters above ASCII.

    The letters that all readings share tell which languages of Latin script come into question.
    """

    def __init__(self, text: str, hint: str | None = None, count: int = 5) -> None:
        """``text``: any of the readings. ``hint``: the language, where it is known. ``count``: languages to keep."""
        plain = _plain_pairs(_sample(text))
        costs = _plain_costs(plain)
        if hint in costs:
            costs[hint] -= _HINT
        self._ranked = sorted(costs, key=lambda language: (costs[language], language))
        self._costs = costs
        self._likely = self._ranked[:count]
        if hint in costs and hint not in self._likely:
            self._likely[-1] = hint
        self._words: dict[str, float] = {}
        self.likely = frozenset(self._likely)
        # Nats of the plain letters alone, which no reading can undercut.
        self.floor = costs[self._ranked[0]]

    def cost(self, text: str) -> float:
        """Nats of a reading of the whole text in the language that suits it best."""
        pairs = {
            (first, second): number
            for (first, second), number in count_pairs(text).items()
            if not (first in _PLAIN and second in _PLAIN)
        }
        return min(base + cost_of_pairs(language, pairs) for language, base in self._candidates(text))

    def cost_of_word(self, word: str) -> float:
        """Nats of a few characters of the text. A word may be in another language than its text, at a price."""
        if word not in self._words:
            least = self._costs[self._ranked[0]]
            self._words[word] = min(
                min(base - least, _FOREIGN_WORD) + cost_of_text(language, word)
                for language, base in self._candidates(word)
            )
        return self._words[word]

    def _candidates(self, text: str) -> list[tuple[str, float]]:
        """The languages that come into question for a reading, each with the nats of the plain letters of the text."""
        letters = {character.lower()[0] for character in text if character.isalpha() and not character.isascii()}
        spoken = [language for language in self._ranked if letters <= alphabet(language)]
        chosen = [(language, self._costs[language]) for language in dict.fromkeys(self._likely + spoken[:2])]
        others = sorted(set(map(script_of, letters)) & scripts() - {"LATIN"})
        foreign = self._costs[self._ranked[0]] + _FOREIGN_WORD
        return chosen + [(language, foreign) for script in others for language in _languages_of(script)]
