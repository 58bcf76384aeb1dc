"""Plain words: the first screen of the checks that judge single words.

Most of any text is common words in common dress. A run of characters is plain where its language's lexicon marks the
word inside as one that neither a lost space nor a slip of the pen explains (``scripts/build_screen.py`` asks the models
once and for all), and where nothing but common punctuation stands around it. What is left over, the odd runs, is all
that those checks need to look at; what a whole document says of its marks (spaced, unbalanced) they see for themselves.
"""

from __future__ import annotations

from functools import cache

from corpuslint.document import Document
from corpuslint.language.lexicon import Lexicon, load_lexicon
from corpuslint.language.profiles import DEFAULT, PROFILES, Profile

# What may stand before and after a word without a lost space; quotation marks are added by language.
BEFORE, AFTER = "([{\"'’‘*–—-•·¿¡", ".,;:!?…)]}\"'’‘*–—-"
# Longer runs are no words; they are judged each time, and never remembered.
LONGEST = 48
# How many runs one process remembers of each kind, and how many words.
REMEMBERED = 1 << 17
# Words in capitals up to this length are acronyms.
ACRONYM = 4


class PlainWords:
    """Tells plain runs of characters of one language from odd ones; each is judged once and remembered."""

    def __init__(self, lexicon: Lexicon, profile: Profile) -> None:
        self._is_marked = lexicon.is_plain
        self._before = BEFORE + profile.opening
        self._after = AFTER + profile.closing
        self._elisions = frozenset(profile.elisions)
        self._clitics = profile.clitics
        self._words: dict[str, bool] = {"": True}
        self._plain: set[str] = set()
        self._odd: set[str] = set()
        self._last: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())

    def odd(self, document: Document) -> frozenset[str]:
        """The distinct runs of characters of a document that are not evidently plain."""
        chunks = document.chunks
        if self._last[0] is not chunks:
            self._last = chunks, frozenset(self._odd_of(chunks))
        return self._last[1]

    def _odd_of(self, chunks: frozenset[str]) -> set[str]:
        left = set(chunks.difference(self._plain))
        new = left.difference(self._odd)
        if new:
            plain = set(filter(self.is_plain, new))
            left -= plain
            _remember(self._plain, plain)
            _remember(self._odd, {chunk for chunk in new.difference(plain) if len(chunk) <= LONGEST})
        return left

    def is_plain(self, chunk: str) -> bool:
        """Whether a run of characters is one common word, a number, or nothing, between common marks."""
        word = chunk if chunk.isalpha() else chunk.lstrip(self._before).rstrip(self._after)
        known = self._words.get(word)
        if known is None:
            if len(word) > LONGEST:
                return False
            if len(self._words) > REMEMBERED:
                self._words.clear()
            known = self._words[word] = self._is_plain_word(word)
        return known

    def _is_plain_word(self, word: str) -> bool:
        if word.isalpha():
            lower = word.lower()
            if lower[1:] != word[1:] and not word.isupper():
                return False
            return self._is_marked(lower) or len(word) == 1 or (len(word) <= ACRONYM and word.isupper())
        if "-" in word:
            return all(piece and self.is_plain(piece) for piece in word.split("-"))
        head, apostrophe, tail = word.replace("’", "'").rpartition("'")
        if apostrophe:
            if tail in self._clitics:
                return self._is_plain_word(head)
            return head.lower() + "'" in self._elisions and len(tail) > 1 and self._is_plain_word(tail)
        return word.isdecimal()


def _remember(memory: set[str], new: set[str]) -> None:
    """Add to a memory, which is emptied when it grows too large."""
    if len(memory) > REMEMBERED:
        memory.clear()
    memory |= new


@cache
def plain_words(language: str | None) -> PlainWords | None:
    """The plain words of a language; None if it has no lexicon."""
    lexicon = load_lexicon(language)
    return None if lexicon is None or language is None else PlainWords(lexicon, PROFILES.get(language, DEFAULT))
