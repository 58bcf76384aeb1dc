"""Witnesses: where else in a text the same words stand, undamaged.

A text may be long and its words many, so the places of all words are noted once, a stretch of text after the other.
That a word stands nowhere else, as most do not that are asked for, is then read in some dictionaries.
"""

from __future__ import annotations

from corpuslint.lazy import regex

# How far around a word its twins and repetitions are looked for (code points).
REACH = 50_000
# Words that stand more often than this around a place are looked up in the text, where they come soon.
FEW = 16
# Words are noted in stretches of this length (code points), from a space on if there is one so close; and as many
# stretches are kept as places that are asked for one after the other need.
STRETCH, CLOSE = 25_000, 1000
KEPT = 2 * REACH // STRETCH + 4

# As letters, this takes fractions and superscripts too, which ``str.isalpha`` does not.
_LETTERS = regex(r"[^\W\d_]+")


class Witnesses:
    """The words of a text, to be asked for from its start to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._curly = "’" in text
        self._stretches: dict[int, dict[str, list[int]]] = {}

    def count(self, words: str, near: int, most: int) -> int:
        """How often words come by themselves in the text around a place, counted up to ``most``."""
        if self._curly:
            words = words.replace("'", "’")
        low, high = max(0, near - REACH), min(len(self._text), near + REACH)
        stretches = [self._stretch(number) for number in range(max(0, low // STRETCH - 1), high // STRETCH + 1)]
        rarest, offset, fewest = "", 0, FEW + 1
        for start, part in _words_of(words):
            times = sum(len(stretch.get(part, ())) for stretch in stretches)
            if times < fewest:
                rarest, offset, fewest = part, start, times
        if fewest > FEW:
            return self._search(words, low, high, most)
        places = (place - offset for stretch in stretches for place in stretch.get(rarest, ()))
        inside = (place for place in places if low <= place <= high - len(words))
        return min(most, sum(self._stands(words, place) for place in inside))

    def _stretch(self, number: int) -> dict[str, list[int]]:
        """Where each word of a stretch begins: letters between others that are none."""
        known = self._stretches.get(number)
        if known is not None:
            return known
        if len(self._stretches) >= KEPT:
            del self._stretches[min(self._stretches)]
        places: dict[str, list[int]] = {}
        for match in _LETTERS.finditer(self._text, self._bound(number), self._bound(number + 1)):
            word = match.group()
            if word.isalpha():
                places.setdefault(word, []).append(match.start())
            else:
                for offset, part in _words_of(word):
                    places.setdefault(part, []).append(match.start() + offset)
        self._stretches[number] = places
        return places

    def _bound(self, number: int) -> int:
        """Where a stretch begins."""
        start = number * STRETCH
        space = self._text.find(" ", start, start + CLOSE) if start else 0
        return start if space < 0 else space

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
