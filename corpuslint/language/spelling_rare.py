"""Real words in the wrong place: rare words that a slip makes of a far commoner one, where the common one fits.

``févier`` is a tree and ``lute`` a form of "luter"; in ``24 au 25 févier`` and ``la lute contre`` nobody means them.
Which rare words have such a rival is settled when the data is built (``scripts/build_spelling_index.py``); what
decides is how much commoner the rival is, how likely the slip, and which of the two the neighbours expect.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache

import marisa_trie

from corpuslint.language.codes import DATA
from corpuslint.language.context import BREAK, ContextModel, load_context
from corpuslint.language.lexicon import VALID_LOWER
from corpuslint.language.spelling import LN10, Candidate, Speller, load_speller
from corpuslint.language.spelling_places import Place
from corpuslint.lazy import regex

# The most frequent word that is questioned (log10), its fewest letters, and how much commoner its rival is.
MOST_FREQUENT, LETTERS, COMMONER = -6.4, 4, 2.5
# What the rival and the slip must be worth (natural logarithm) before a place can decide.
LEAST = 1.5
# Weight of what the neighbours say; what a month after a number is worth; what each repetition of the word costs.
NEIGHBOURS, MONTH, REPEATED = 0.5, 6.0, 3.0
# At this score one word in two is wrong; in clean text and in texts with known errors it is much sharper above it.
EVEN = 2.2
# Below minus this score nothing is left of the probability.
NEVER = 50.0
_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
_DAY = regex(r"(?:\d|\b1er)(?: de)?[ \u00a0\u202f]$")


def rival_worth(speller: Speller, word: str, other: str) -> float | None:
    """How much a commoner word and a slip speak against a rare one (natural logarithm); None if they cannot compete."""
    rare, common = speller.lexicon.lookup(word), speller.lexicon.lookup(other)
    if rare is None or common is None or not rare[1] & common[1] & VALID_LOWER:
        return None
    if rare[0] > MOST_FREQUENT or common[0] - rare[0] < COMMONER or word.rstrip("esx") == other.rstrip("esx"):
        return None
    return (common[0] - rare[0]) * LN10 - speller.channel.align(word, other)[0]


class RareWords:
    """Rare words of one language that have a far commoner rival."""

    def __init__(self, speller: Speller, context: ContextModel, rivals: marisa_trie.BytesTrie) -> None:
        self._speller = speller
        self._context = context
        self._rivals = rivals
        self._months = frozenset(_MONTHS.get(speller.language, "").split())
        self.rival = lru_cache(maxsize=1 << 12)(self._rival)

    def __contains__(self, word: str) -> bool:
        """Whether a word as it is written is rare and has a rival."""
        return len(word) >= LETTERS and word in self._rivals

    def _rival(self, word: str) -> tuple[Candidate, float]:
        """The commoner word that a rare one may stand for, and what it and the slip are worth."""
        other = self._rivals[word][0].decode()
        found = self._speller.lexicon.lookup(other)
        assert found is not None, f"{other} is in spelling.rare.marisa and not in the lexicon"
        worth = rival_worth(self._speller, word, other)
        return self._speller.score(word, other, found[0] * LN10), -math.inf if worth is None else worth

    def probability(self, place: Place, text: str, count: int) -> float:
        """How probable it is that the rival is meant, in 0..1; ``count`` is how often the document has the word."""
        rival, worth = self.rival(place.lower)
        left, right, pmi = place.left or BREAK, place.right or BREAK, self._context.pmi
        fits = pmi(left, rival.word) + pmi(rival.word, right) - pmi(left, place.lower) - pmi(place.lower, right)
        score = worth + NEIGHBOURS * LN10 * fits - REPEATED * min(3, count - 1)
        if rival.word in self._months and _DAY.search(text, max(0, place.start - 6), place.start):
            score += MONTH
        return 0.0 if score < -NEVER else 1 / (1 + math.exp(EVEN - score))


@cache
def load_rare_words(language: str) -> RareWords | None:
    """The rare words of a language; None for a language without a spelling dictionary."""
    path = DATA / language / "spelling.rare.marisa"
    speller, context = load_speller(language), load_context(language)
    if speller is None or context is None or not path.is_file():
        return None
    rivals = marisa_trie.BytesTrie()
    rivals.mmap(str(path))
    return RareWords(speller, context, rivals)
