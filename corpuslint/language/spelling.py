"""Spelling of one language: which words are known, and what an unknown one was probably meant to be."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from enum import Enum, StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

import marisa_trie

from corpuslint.language.codes import DATA
from corpuslint.language.edits import VOWELS, Channel, fold
from corpuslint.language.lexicon import (
    NOISE,
    SPELLED,
    VALID_CAPITALISED,
    VALID_LOWER,
    VALID_UPPER,
    Lexicon,
    load_lexicon,
)
from corpuslint.language.spelling_forms import Forms
from corpuslint.language.spelling_index import SpellingIndex, load_index, load_near
from corpuslint.language.spelling_letters import one_letter_away
from corpuslint.lazy import regex

LN10 = math.log(10)
# Languages whose lexicon says what a dictionary accepts; of the others, what is this frequent (log10) is right.
WITH_DICTIONARY = frozenset({"fr", "en", "es", "pt"})
ACCEPTED = {"it": -7.0, "de": -6.3}
# What elides before a vowel, for "sagit"; and how much rarer an elided word is than the word (log10).
ELISIONS = {"fr": ("qu", "l", "d", "j", "n", "s", "c", "m", "t"), "it": ("dell", "nell", "all", "un", "l", "d", "c")}
ELIDED = -1.5
# The dearer searches run only if the cheaper ones found nothing that scores this high.
GOOD, POOR = -9.0, -12.0
# Words that no dictionary has are candidates if they are at least this frequent (log10); below, only derived ones.
RAREST_UNLISTED = -8.0
# About what a letter that only one of two words has costs; candidates that should be this much below the best do not
# count.
LETTER, NEGLIGIBLE = 2.5, 2.0
# How much rarer made-up forms are than what they are made of (log10): a prefix, a plural, British -is- for -iz-.
PREFIXED, PLURAL, BRITISH = -3.0, -1.5, -0.4


_THREE_TIMES = regex(r"(\w)\1\1+")


class Standing(StrEnum):
    """How far a word is accepted: by the dictionary, as another spelling, as a derivation, or not at all."""

    LISTED = "listed"
    VARIANT = "variant"
    DERIVED = "derived"
    UNLISTED = "unlisted"


class Effort(Enum):
    """How far to search: among common words one edit away, among all words, or for forms that no list has, too."""

    NEAR = "near"
    FAR = "far"
    FARTHEST = "farthest"


class Candidate(NamedTuple):
    """A word that a misspelling may stand for, in lower case.

    log_p: natural logarithm of its probability.
    cost, kinds: of the edits that make the misspelling of it (see :mod:`~corpuslint.language.edits`).
    score: what ranks it: the logarithm of how probable word and slip are together, up to a constant.
    """

    word: str
    log_p: float
    standing: Standing
    cost: float
    kinds: tuple[str, ...]
    score: float


_Found = dict[str, Candidate]


def most_edits(folded: str) -> int:
    """How many edits a misspelling of this length may be away from its word."""
    return 1 if len(folded) <= 3 else 2 if len(folded) < 9 else 3


class Speller:
    """Known words of one language, and candidates for the unknown ones.

    Args:
        language: ISO 639-1 code.
        lexicon: its words.
        common, other: those that may be candidates.
        near: very common words, folded, and what is left of them without each of their letters.
        costs: of the edits, and of all that ranks candidates.
    """

    def __init__(
        self,
        language: str,
        lexicon: Lexicon,
        common: SpellingIndex,
        other: SpellingIndex,
        near: marisa_trie.Trie,
        costs: Mapping[str, float],
    ) -> None:
        self.language = language
        self.lexicon = lexicon
        self.channel = Channel(language, costs)
        self.forms = Forms(language, self.is_listed)
        self.has_dictionary = language in WITH_DICTIONARY
        self._accepted = ACCEPTED.get(language, 0.0)
        self._common = common
        self._other = other
        self._near = near
        self._costs = costs
        self.standing = lru_cache(maxsize=1 << 14)(self._standing)

    def is_listed(self, word: str) -> bool:
        """Whether the dictionary has the word in lower case; without a dictionary, whether it is common."""
        found = self.lexicon.lookup(word)
        if found is None or found[1] & NOISE:
            return False
        return bool(found[1] & VALID_LOWER) or found[0] > self._accepted

    def is_known(self, word: str) -> bool:
        """Whether a word in lower case needs no further look.

        It is listed in some case, or another spelling of a listed word; without a dictionary, derivations pass too.
        """
        found = self.lexicon.lookup(word)
        if found is not None and (found[1] & SPELLED or found[0] > self._accepted):
            return True
        if self.forms.variant_of(word):
            return True
        return not self.has_dictionary and self.forms.origin(word) is not None

    def _standing(self, word: str) -> Standing:
        found = self.lexicon.lookup(word)
        if found is not None and (found[1] & SPELLED or found[0] > self._accepted):
            return Standing.LISTED
        if self.forms.variant_of(word):
            return Standing.VARIANT
        return Standing.DERIVED if self.forms.origin(word) else Standing.UNLISTED

    def written(self, candidate: str, like: str) -> str:
        """A candidate with the capitals of the word that it stands for, or with those that it always has."""
        if like.isupper() and len(like) > 1:
            return candidate.upper()
        found = self.lexicon.lookup(candidate)
        flags = found[1] & SPELLED if found else 0
        if flags == VALID_UPPER:
            return candidate.upper()
        if like[0].isupper() or flags & SPELLED == VALID_CAPITALISED:
            return candidate[0].upper() + candidate[1:]
        return candidate

    def candidates(self, word: str, effort: Effort = Effort.FARTHEST) -> list[Candidate]:
        """What a word in lower case may stand for, the likeliest first."""
        if effort is Effort.NEAR:
            found = self._scored(word, self._common.one_edit_away(fold(word)))
        else:
            found = self._scored(word, self.neighbours(word))
        found |= self._elided(word)
        found |= self._squeezed(word)
        farthest = effort is Effort.FARTHEST
        if effort is not Effort.NEAR:
            if farthest or _best(found) < GOOD:
                found |= self._one_letter_away(word)
            if farthest or _best(found) < POOR:
                found |= self._two_edits_away(word)
            if self.language == "en":
                found |= self._british(word, found)
        if farthest and _best(found) < POOR:
            found |= self._prefixed(word)
            found |= self._plural(word)
        return sorted(found.values(), key=lambda candidate: (-candidate.score, candidate.word))

    def may_be_near(self, word: str) -> bool:
        """Whether a common word may be one edit away; if not, none is. Words that are said at length pass."""
        folded = fold(word)
        near = self._near
        if folded in near or _THREE_TIMES.search(word):
            return True
        return any(map(near.__contains__, [folded[:i] + folded[i + 1 :] for i in range(len(folded))]))

    def neighbours(self, word: str) -> list[str]:
        """Frequent words one edit away, accents aside."""
        folded = fold(word)
        near = self._common.one_edit_away(folded) + self._other.one_edit_away(folded)
        return [other for other in near if other != word]

    def score(self, word: str, candidate: str, log_p: float) -> Candidate:
        """Weigh one candidate of natural log probability ``log_p`` for a word."""
        cost, kinds = self.channel.align(word, candidate)
        standing = self.standing(candidate)
        weight = self._costs.get
        edits = len(kinds) - kinds.count("first")
        score = weight("frequency", 0.6) * log_p - cost - weight(standing, 0.0)
        score -= (weight("two-edits", 0.0) if edits > 1 else 0.0) + (weight("three-edits", 0.0) if edits > 2 else 0.0)
        return Candidate(candidate, log_p, standing, cost, kinds, score)

    def _scored(self, word: str, candidates: Iterable[str]) -> _Found:
        """Those candidates that the lexicon has, without those that are far less likely than the best."""
        lookup, weight, letters = self.lexicon.lookup, self._costs.get("frequency", 0.6), set(fold(word))
        possible = []
        for candidate in candidates:
            entry = lookup(candidate)
            if entry is not None and not entry[1] & NOISE and candidate != word:
                log_p = entry[0] * LN10
                score = weight * log_p - LETTER * len(letters.symmetric_difference(fold(candidate)))
                possible.append((-score, candidate, log_p))
        possible.sort()
        found: _Found = {}
        best = -math.inf
        for negative, candidate, log_p in possible:
            if -negative < best - NEGLIGIBLE:
                break
            if log_p > RAREST_UNLISTED * LN10 or self.standing(candidate) is not Standing.UNLISTED:
                scored = found[candidate] = self.score(word, candidate, log_p)
                best = max(best, scored.score)
        return found

    def _two_edits_away(self, word: str) -> _Found:
        folded = fold(word)
        return self._scored(word, self._common.two_edits_away(folded, most_edits(folded)))

    def _one_letter_away(self, word: str) -> _Found:
        """Words of the lexicon, however rare, that one letter more, less or other makes of the word."""
        return self._scored(word, filter(self.lexicon.__contains__, one_letter_away(word, self.language)))

    def _elided(self, word: str) -> _Found:
        found: _Found = {}
        for start in ELISIONS.get(self.language, ()):
            rest = word[len(start) :]
            if word.startswith(start) and len(rest) > 2 and (rest[0] == "h" or fold(rest[0])[0] in VOWELS):
                entry = self.lexicon.lookup(rest)
                if entry is not None and self.is_listed(rest):
                    found[f"{start}'{rest}"] = self.score(word, f"{start}'{rest}", (entry[0] + ELIDED) * LN10)
        return found

    def _squeezed(self, word: str) -> _Found:
        """Words said at length: "sooooo" is "so"."""
        if not _THREE_TIMES.search(word):
            return {}
        found: _Found = {}
        for form in {_THREE_TIMES.sub(r"\1", word), _THREE_TIMES.sub(r"\1\1", word)}:
            entry = self.lexicon.lookup(form)
            if entry is not None and self.is_listed(form):
                weighed = self.score(form + form[-1], form, entry[0] * LN10)
                found[form] = weighed
        return found

    def _prefixed(self, word: str) -> _Found:
        """The longest prefix of the word with candidates for the rest."""
        found: _Found = {}
        for prefix in self.forms.prefixes:
            rest = word[len(prefix) :]
            if len(prefix) > 1 and word.startswith(prefix) and len(rest) >= 6:
                near = self._scored(rest, (*self.neighbours(rest), rest))
                for candidate in sorted(near.values(), key=lambda candidate: -candidate.score)[:3]:
                    whole = prefix + candidate.word
                    if whole not in self.lexicon:
                        found[whole] = self.score(word, whole, candidate.log_p + PREFIXED * LN10)
                break
        return found

    def _plural(self, word: str) -> _Found:
        """Plurals that no list has, of the candidates for the singular."""
        found: _Found = {}
        if word.endswith("s") and len(word) > 5:
            stem = word[:-1]
            near = self._two_edits_away(stem) | self._one_letter_away(stem)
            for candidate in sorted(near.values(), key=lambda candidate: -candidate.score)[:3]:
                whole = candidate.word + "s"
                if whole not in self.lexicon and not candidate.word.endswith(("s", "x", "z", "y", "ed", "ing")):
                    found[whole] = self.score(word, whole, candidate.log_p + PLURAL * LN10)
        return found

    def _british(self, word: str, found: _Found) -> _Found:
        more: _Found = {}
        for candidate in found.values():
            whole = candidate.word.replace("iz", "is")
            if whole not in found and whole != word:
                entry = self.lexicon.lookup(whole)
                log_p = entry[0] * LN10 if entry else candidate.log_p + BRITISH * LN10
                more[whole] = self.score(word, whole, log_p)
        return more


def _best(found: _Found) -> float:
    return max((candidate.score for candidate in found.values()), default=-math.inf)


@cache
def load_model(language: str) -> Mapping[str, Mapping[str, float]] | None:
    """The learned numbers of a language: ``costs`` of edits, ``weights`` of evidence; None if there are none."""
    path = DATA / language / "spelling.json"
    if not path.is_file():
        return None
    model: Mapping[str, Mapping[str, float]] = json.loads(path.read_text(encoding="utf-8"))
    return model


@cache
def load_speller(language: str) -> Speller | None:
    """The speller of a language; None for a language without spelling data."""
    lexicon, model = load_lexicon(language), load_model(language)
    common, other = load_index(language, "common"), load_index(language, "other")
    near = load_near(language)
    if lexicon is None or common is None or other is None or near is None or model is None:
        return None
    return Speller(language, lexicon, common, other, near, model["costs"])
