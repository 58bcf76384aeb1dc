"""Witnesses: where else in a text the same words stand, undamaged.

A text may be long and its words many, so the places of all words around a section are noted once: a word that stands
nowhere else, as most do that are asked for, is then found by a look into a dictionary and not by one through the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

# How far around a word its twins and repetitions are looked for (code points).
REACH = 50_000
# Words that stand more often than this around a section are looked up in the text, where they come soon.
FEW = 16

# As letters, this takes fractions and superscripts too, which ``str.isalpha`` does not.
_LETTERS = re.compile(r"[^\W\d_]+")


class Witnesses:
    """The words of a text around a section of it.

    Args:
        text: the text.
        start, end: the section; what is asked for stands in it.
    """

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._start, self._end = max(0, start - REACH), end + REACH
        self._curly = "’" in text

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where each word begins: letters between others that are none."""
        places: dict[str, list[int]] = {}
        for match in _LETTERS.finditer(self._text, self._start, self._end):
            word = match.group()
            if word.isalpha():
                places.setdefault(word, []).append(match.start())
            else:
                for offset, part in _words_of(word):
                    places.setdefault(part, []).append(match.start() + offset)
        return places

    def count(self, words: str, near: int, most: int) -> int:
        """How often words come by themselves in the text around a place, counted up to ``most``."""
        if self._curly:
            words = words.replace("'", "’")
        low, high = max(0, near - REACH), near + REACH
        parts = _words_of(words)
        offset, places = min(
            ((offset, self._places.get(part, ())) for offset, part in parts),
            key=lambda found: len(found[1]),
            default=(0, None),
        )
        if places is None or len(places) > FEW:
            return self._search(words, low, high, most)
        first = bisect_left(places, low + offset)
        found = (place - offset for place in places[first:])
        return min(most, sum(self._stands(words, place) for place in found if place + len(words) <= high))

    def _search(self, words: str, low: int, high: int, most: int) -> int:
        count, position = 0, self._text.find(words, low, high)
        while position >= 0 and count < most:
            count += self._stands(words, position)
            position = self._text.find(words, position + len(words), high)
        return count

    def _stands(self, words: str, place: int) -> bool:
        """Whether words stand at a place, and no letters beside them."""
        text, end = self._text, place + len(words)
        if not text.startswith(words, place):
            return False
        before = text[place - 1 : place] if place else ""
        return not ((before.isalpha() and words[0].isalpha()) or text[end : end + 1].isalpha())


def _words_of(text: str) -> list[tuple[int, str]]:
    """The words of a text, and where they begin."""
    found = []
    start = 0
    for index in range(len(text) + 1):
        if index == len(text) or not text[index].isalpha():
            if index > start:
                found.append((start, text[start:index]))
            start = index + 1
    return found
