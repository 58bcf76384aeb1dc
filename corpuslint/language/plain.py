"""Plain words: the first screen of the checks that judge single words.

Most of any text is common words in common dress. A run of characters is plain where its language's lexicon marks the
word inside as one that neither a lost space nor a slip of the pen explains (``scripts/build_screen.py`` asks the models
once and for all), and where nothing but common punctuation stands around it. What is left over, the odd runs, is all
that those checks need to look at; what a whole document says of its marks (spaced, unbalanced) they see for themselves.
"""

from __future__ import annotations

from functools import cache
from itertools import compress

from corpuslint.document import Document
from corpuslint.language.lexicon import Lexicon, load_lexicon
from corpuslint.language.profiles import DEFAULT, PROFILES, Profile
from corpuslint.lazy import regex

# What may stand before and after a word without a lost space; quotation marks are added by language.
BEFORE, AFTER = "([{\"'’‘*–—-•·¿¡", ".,;:!?…)]}\"'’‘*–—-"
# A number; "4,2001" may be a day and a year.
_NUMBER = regex(r"\d+(?:\.\d+)*(?:,\d{1,3})?%?")
# Longer runs are no words; they are judged each time, and never remembered.
LONGEST = 48
# How many runs one process remembers of each kind, and how many words.
REMEMBERED = 1 << 16
# Words in capitals up to this length are acronyms.
ACRONYM = 4


class PlainWords:
    """Tells plain runs of characters of one language from odd ones; each is judged once and remembered."""

    def __init__(self, lexicon: Lexicon, profile: Profile) -> None:
        self._are_marked = lexicon.are_plain
        self._before = BEFORE + profile.opening
        self._after = AFTER + profile.closing
        self._elisions = frozenset(profile.elisions)
        self._clitics = profile.clitics
        self._words: dict[str, bool] = {}
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
        new = list(left.difference(self._odd))
        if new:
            plain = set(compress(new, self.are_plain(new)))
            left -= plain
            _remember(self._plain, plain)
            _remember(self._odd, {chunk for chunk in new if len(chunk) <= LONGEST and chunk not in plain})
        return left

    def bare(self, chunk: str) -> str:
        """A run of characters without the common marks around it, beside which no space is lost."""
        return chunk if chunk.isalpha() else chunk.lstrip(self._before).rstrip(self._after)

    def are_plain(self, chunks: list[str]) -> list[bool]:
        """Whether each run of characters is one common word, a number, or nothing, between common marks."""
        before, after = self._before, self._after
        words = [chunk if chunk.isalpha() else chunk.lstrip(before).rstrip(after) for chunk in chunks]
        known = self._words
        if len(known) > REMEMBERED:
            known.clear()
        new = set(words).difference(known)
        simple = list(filter(str.isalpha, new))
        known.update(zip(simple, self._are_plain_words(simple), strict=True))
        for word in new.difference(simple):
            known[word] = self._is_plain_word(word)
        found = [known[word] for word in words]
        for word in new:
            if len(word) > LONGEST:
                del known[word]
        return found

    def _are_plain_words(self, words: list[str]) -> list[bool]:
        """The same of words of letters only, without anything around them."""
        lowers = list(map(str.lower, words))
        return [
            bool(marked) or len(word) == 1
            if word == lower or word[1:] == lower[1:]
            else word.isupper() and (marked > 0 or len(word) <= ACRONYM)
            for word, lower, marked in zip(words, lowers, self._are_marked(lowers), strict=True)
        ]

    def _is_plain_word(self, word: str) -> bool:
        """The same of a word with apostrophes or hyphens, a number, or anything else."""
        if word.isalpha():
            return self._are_plain_words([word])[0]
        if "-" in word:
            return all(piece and self._is_plain_word(piece) for piece in word.split("-"))
        head, apostrophe, tail = word.replace("’", "'").rpartition("'")
        if apostrophe:
            if tail in self._clitics:
                return self._is_plain_word(head)
            return head.lower() + "'" in self._elisions and len(tail) > 1 and self._is_plain_word(tail)
        return not word or _NUMBER.fullmatch(word) is not None


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
