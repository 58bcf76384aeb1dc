"""Rare words that a far commoner neighbour fits: ``la lute contre``, ``24 au 25 févier``.

A dictionary has them, so only the odds speak: how much commoner the neighbour is, how gladly it stands between words
there, and whether a slip of one letter makes the one of the other. Inflections of the same word are no slips.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from corpuslint.language.edits import fold
from corpuslint.language.lexicon import VALID_LOWER
from corpuslint.language.runs import Kind, Line, Token, neighbour, tokens_of
from corpuslint.language.vocabulary import Vocabulary
from corpuslint.language.words import WordModel, load_words

# All in log10. A word rarer than this is questioned, if a neighbour is so much commoner.
RARE = -6.4
COMMONER = 2.5
# A letter is left out more often than put in or changed, and seldom at the start; a month stands after a number.
LEFT_OUT = 0.8
FIRST_LETTER = -1.2
MONTH = 3.0
# A writer who uses the word again means it.
AGAIN = -1.3
# From here on nearly all are slips: on 177,000 words of clean French news this raises one, a real one.
ENOUGH = 3.3
SHORTEST = 4
ENDINGS = ("s", "e", "x", "es")
MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
LETTERS = {
    "fr": "abcdefghijklmnopqrstuvwxyzàâçèéêîïôûù",
    "en": "abcdefghijklmnopqrstuvwxyz",
    "es": "abcdefghijklmnopqrstuvwxyzáéíóúñ",
    "pt": "abcdefghijklmnopqrstuvwxyzáàâãçéêíóôõú",
}


@dataclass(frozen=True, slots=True)
class RareWord:
    """A rare word, the common ones that may be meant (likeliest first), and log10 odds of the first."""

    token: Token
    meant: tuple[str, ...]
    odds: float


class RareWords:
    """Looks for rare words of one language; every word is looked up once and remembered."""

    def __init__(self, words: WordModel, language: str) -> None:
        self._words = words
        self._letters = LETTERS[language]
        self._months = frozenset(MONTHS[language].split())
        self._neighbours = lru_cache(maxsize=1 << 15)(self._find_neighbours)

    def find(self, text: str, spans: Sequence[tuple[int, int]]) -> Iterator[RareWord]:
        """The rare words of a text that a common one fits better.

        Args:
            text: the document text.
            spans: spans of its lines in code points.
        """
        lines = [tokens_of(text, start, end) for start, end in spans]
        counts = Counter(token.form for tokens in lines for token in tokens)
        for tokens in lines:
            for index, token in enumerate(tokens):
                if token.kind is Kind.WORD and self._neighbours(token.form):
                    found = self._weigh(tokens, index, counts[token.form])
                    if found.odds >= ENOUGH:
                        yield found

    def _weigh(self, tokens: Line, index: int, count: int) -> RareWord:
        token = tokens[index]
        left, right = neighbour(tokens, index, -1), neighbour(tokens, index, 1)
        context = self._words.context
        pmi = context.pmi if context is not None else lambda _left, _right: 0.0
        alone = pmi(left, token.form) + pmi(token.form, right)
        weighed = []
        for word, odds in self._neighbours(token.form):
            score = odds + pmi(left, word) + pmi(word, right) - alone
            if word in self._months and left.isdigit():
                score += MONTH
            elif count > 1:
                score += AGAIN * (count - 1)
            weighed.append((score, word))
        weighed.sort(reverse=True)
        return RareWord(token, tuple(word for _, word in weighed), weighed[0][0])

    def _find_neighbours(self, word: str) -> tuple[tuple[str, float], ...]:
        """Common words one letter away, with log10 of how much likelier they are, before any context."""
        if len(word) < SHORTEST or not word.islower() or not word.isalpha():
            return ()
        found = self._words.lexicon.lookup(word)
        if found is None or not found[1] & VALID_LOWER or found[0] > RARE or self._words.lookup(word) != found:
            return ()
        result = []
        for other in self._one_letter_away(word):
            entry = self._words.lexicon.lookup(other)
            if entry is None or not entry[1] & VALID_LOWER or entry[0] - found[0] < COMMONER:
                continue
            if not _are_forms(word, other):
                odds = entry[0] - found[0] + (LEFT_OUT if len(other) > len(word) else 0.0)
                result.append((other, odds + (FIRST_LETTER if other[0] != word[0] else 0.0)))
        return tuple(sorted(result, key=lambda pair: (-pair[1], pair[0])))

    def _one_letter_away(self, word: str) -> set[str]:
        found: set[str] = set()
        for i in range(len(word) + 1):
            head, tail = word[:i], word[i:]
            found.update(head + letter + tail for letter in self._letters)
            if tail:
                found.add(head + tail[1:])
                found.update(head + letter + tail[1:] for letter in self._letters)
            if len(tail) > 1:
                found.add(head + tail[1] + tail[0] + tail[2:])
        found.discard(word)
        return found


def _are_forms(word: str, other: str) -> bool:
    """Whether two words differ by an ending of inflection or by accents only."""
    if fold(word) == fold(other):
        return True
    return any(word + ending == other or other + ending == word for ending in ENDINGS)


@cache
def load_rare_words(language: str | None, vocabulary: Vocabulary | None = None) -> RareWords | None:
    """The rare words of a language; None where no dictionary tells rare words from slips."""
    words = load_words(language, vocabulary)
    return RareWords(words, language) if words is not None and language in LETTERS else None
