"""Strings one slip away from a word that could be words: only letters that the language has side by side.

``spelling.letters.txt`` has a line for each two letters, with the letters that follow them in words; the ends of a word
count as letters. ``scripts/build_spelling_index.py`` makes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from corpuslint.language.codes import DATA

# What stands for the two ends of a word among its letters.
EDGE = "^"

_Letters = dict[str, set[str]]
_NONE: frozenset[str] = frozenset()


def one_letter_away(word: str, language: str) -> Iterator[str]:
    """What a word may become by one letter more, less or other, or by two exchanged that stand side by side or around
    a third one: "fécilite" for "félicite"."""
    after, before, between = _load(language)

    def fitting(left: str, right: str) -> set[str] | frozenset[str]:
        found = between.get(left[-1] + right[0], _NONE)
        if found and len(left) > 1:
            found = found & after.get(left[-2:], _NONE)
        if found and len(right) > 1:
            found = found & before.get(right[:2], _NONE)
        return found

    text = EDGE + word + EDGE
    for i in range(1, len(text)):
        left, right, rest = text[:i], text[i:], text[i + 1 :]
        for letter in fitting(left, right):
            yield (left + letter + right)[1:-1]
        if rest:
            yield (left + rest)[1:-1]
            for letter in fitting(left, rest):
                yield (left + letter + rest)[1:-1]
            if len(rest) > 1:
                yield (left + rest[0] + right[0] + rest[1:])[1:-1]
            if len(rest) > 2:
                yield (left + rest[1] + rest[0] + right[0] + rest[2:])[1:-1]


@cache
def _load(language: str) -> tuple[_Letters, _Letters, _Letters]:
    """Which letters stand after, before and between which two others in words of a language."""
    after: _Letters = {}
    before: _Letters = {}
    between: _Letters = {}
    for line in (DATA / language / "spelling.letters.txt").read_text(encoding="utf-8").splitlines():
        first, second, letters = line[0], line[1], line[2:]
        after[first + second] = set(letters)
        for third in letters:
            before.setdefault(second + third, set()).add(first)
            between.setdefault(first + third, set()).add(second)
    return after, before, between
