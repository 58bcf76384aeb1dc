"""Suspects: the runs of characters that may hold a lost space, told from all others once and for all.

A run is *silent* if no place in it could ever be a lost space, *quiet* if nothing in it is strong enough to be the
first sign of damage in a document, and *loud* otherwise. A document without loud runs has no losses, and nothing else
of it is looked at; in a damaged one every run that is not silent is weighed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from corpuslint.language.plain import PlainWords, plain_words
from corpuslint.language.runs import Kind, inside_number, is_sign, may_join, tokens_of
from corpuslint.language.splits import LOUD, Splitter, load_splitter

if TYPE_CHECKING:
    from corpuslint.language.vocabulary import Vocabulary

# Longer runs are judged each time they come.
LONGEST = 48
# How many runs one process remembers of each kind.
REMEMBERED = 1 << 15


class Suspects:
    """Judges runs of characters of one language; each is judged once and remembered."""

    def __init__(self, splitter: Splitter, plain: PlainWords) -> None:
        self.splitter = splitter
        self.plain = plain
        self._is_quiet = splitter.words.lexicon.is_quiet
        self._quiet: set[str] = set()
        self._loud: set[str] = set()
        self._silent: set[str] = set()
        self._elisions = splitter.words.profile.elisions

    def loud(self, chunks: Iterable[str]) -> set[str]:
        """Those of some runs that may be the first sign of damage."""
        left = set(chunks) - self._quiet
        found = left & self._loud
        new = left - found
        loud = {chunk for chunk in new if self._is_loud(chunk)}
        for memory, judged in ((self._loud, loud), (self._quiet, new - loud)):
            if len(memory) > REMEMBERED:
                memory.clear()
            memory.update(chunk for chunk in judged if len(chunk) <= LONGEST)
        return found | loud

    def is_silent(self, chunk: str) -> bool:
        """Whether no place in a run can be a lost space."""
        if chunk in self._silent:
            return True
        candidates = self.splitter.candidates
        tokens = tokens_of(chunk, 0, len(chunk))
        for index, token in enumerate(tokens):
            if token.kind is Kind.WORD and (candidates(token.form, False) or candidates(token.form, True)):
                return False
            if token.kind is Kind.NUMBER and inside_number(token) is not None:
                return False
            if token.glued and may_join(tokens, index, self.splitter.words):
                return False
        if len(chunk) <= LONGEST:
            if len(self._silent) > REMEMBERED:
                self._silent.clear()
            self._silent.add(chunk)
        return True

    def _is_loud(self, chunk: str) -> bool:
        word = self.plain.bare(chunk)
        if word.isalpha():
            return self.is_loud_word(word)
        tokens = tokens_of(chunk, 0, len(chunk))
        for index, token in enumerate(tokens):
            if token.kind is Kind.WORD and self.is_loud_word(token.form):
                return True
            if token.kind is Kind.NUMBER and inside_number(token) is not None:
                return True
            if token.glued and is_sign(tokens, index, self.splitter.words, LOUD):
                return True
        return False

    def is_loud_word(self, form: str) -> bool:
        """Whether some split of a word is strong, wherever it stands."""
        if form.isupper() or not 2 <= len(form) <= LONGEST:
            return False
        pieces = form.split("-")
        for piece in pieces:
            head, apostrophe, tail = piece.rpartition("'")
            lower = tail.lower()
            if (apostrophe and head.lower() + "'" not in self._elisions) or lower[1:] != tail[1:]:
                return self._is_strong(form)
            # What hyphens and elisions join is as loud as its pieces.
            if len(tail) > 1 and not self._is_quiet(lower) and self._is_strong(tail):
                return tail == form or self._is_strong(form)
        return False

    def _is_strong(self, form: str) -> bool:
        strong, lexicon = self.splitter.strong, self.splitter.words.lexicon
        # Inside a sentence a capital speaks against a known word; any other has the better splits at its start.
        return bool(strong(form, True) or (form[0].isupper() and form.lower() in lexicon and strong(form, False)))


@cache
def load_suspects(language: str | None, vocabulary: Vocabulary | None = None) -> Suspects | None:
    """The suspects of a language, with the words of a corpus; None if the language has no lexicon."""
    splitter, plain = load_splitter(language, vocabulary), plain_words(language)
    return None if splitter is None or plain is None else Suspects(splitter, plain)
