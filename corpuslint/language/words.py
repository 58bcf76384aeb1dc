"""Words as evidence: how probable it is that a writer wrote this string as one word.

A noisy channel compares a token as a whole with its parts (:mod:`corpuslint.language.splits`). Both are scored here, in
log10: words of the lexicon by their frequency, other strings by a character model, with the capital that they carry.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from corpuslint.language.characters import CharacterModel, load_characters
from corpuslint.language.context import ContextModel, load_context
from corpuslint.language.lexicon import (
    NOISE,
    SEEN_LOWER,
    SPELLED,
    VALID_CAPITALISED,
    VALID_LOWER,
    VALID_UPPER,
    Lexicon,
    load_lexicon,
)
from corpuslint.language.profiles import DEFAULT, PROFILES, Profile

if TYPE_CHECKING:
    from corpuslint.language.vocabulary import Vocabulary

VOWELS = frozenset("aeiouyhàâäáãæéèêëíìîïóòôöõœúùûüýÿ")

# All in log10. How rare words are that no lexicon has: ordinary, capitalised, foreign ones.
UNKNOWN_LOW = -2.3
UNKNOWN_NAME = -1.2
UNKNOWN_FOREIGN = -3.3
CHARACTER_WEIGHT = 0.9
# A part must be more than a possible word: what an unknown part loses, in lower case and with a capital.
UNKNOWN_PART_LOW = -1.5
UNKNOWN_PART_NAME = -0.7
UNKNOWN_PART_CAMEL = -3.0
# A known word without its accent; an English word in another language, if it is not too rare there.
LOST_ACCENT = -2.5
ENGLISH = -2.0
ENGLISH_RAREST = -7.6
ACCENTED = {"a": "àâáãä", "e": "éèêë", "i": "îïí", "o": "ôóõö", "u": "ùûúü", "c": "ç", "n": "ñ"}
# A word that frequency lists count and no spelling dictionary accepts.
UNSPELLED = -1.5
# A name or acronym written in lower case; an ordinary word with a capital inside a sentence.
LOST_CAPITAL = -2.0
CAPITAL_INSIDE = -1.1
FUNCTION_CAPITAL_INSIDE = -2.0
FUNCTION_WORD = -3.0
# What a part of two or three letters is worth at most if the training text has it not.
UNSEEN_SHORT = -5.0
# Names such as "saintmichel" that frequency lists count seldom are lost spaces themselves, if chance would make them
# about as often ("astrazeneca" is far above it).
RARE_CAMEL = -6.0
CAMEL_NOISE = 3.0
# A capital inside a word, after a lower-case and after a capitalised beginning.
CAMEL_LOW = -4.5
CAMEL_NAME = -3.0
# An apostrophe or a hyphen after what no elision or compound has.
STRANGE_APOSTROPHE = -4.5
HYPHEN = -1.5
LETTER = -2.5
NOT_A_WORD = -99.0
# Compounds that only the frequency list has, as "côted'ivoire", are words if they are not too rare.
COMMON_COMPOUND = -6.5
# Letters that stand before a hyphen without being words: "e-mail", "a-t-il".
LINKED = frozenset("et")
# A vowel is certain after an elision; a consonant is an error.
ELIDED_VOWEL = 0.4
ELIDED_CONSONANT = -2.5
# Longer strings are not words.
MAXIMUM_LENGTH = 64


class WordModel:
    """Scores of strings as words of one language."""

    def __init__(
        self,
        lexicon: Lexicon,
        low: CharacterModel,
        name: CharacterModel,
        context: ContextModel | None,
        profile: Profile,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self.lexicon = lexicon
        self._vocabulary = vocabulary
        self.own = {} if vocabulary is None else vocabulary.entries
        self.context = context
        self.profile = profile
        self.low = low
        self.name = name
        self._english = load_lexicon("en") if lexicon is not load_lexicon("en") else None
        # Some languages have frequencies only: no dictionary says how their words are spelled.
        self._has_flags = any((lexicon.lookup(word) or (0, 0))[1] & VALID_LOWER for word in ("la", "the", "und"))
        self.whole = lru_cache(maxsize=1 << 14)(self._whole)
        self.part = lru_cache(maxsize=1 << 14)(self._part)

    def _whole(self, text: str, at_start: bool) -> float:
        """Score of a token as it stands; ``at_start`` of a sentence a capital says nothing."""
        return self._unit(text, at_start, is_part=False)

    def _part(self, text: str, at_start: bool) -> float:
        """Score of a piece of a token as a word of its own."""
        return self._unit(text, at_start, is_part=True)

    def known_part(self, lower: str, at_start: bool, *, capital: bool) -> float | None:
        """Score of a lower-case string as a piece of a token, with a capital or without; None if it is not known."""
        if len(lower) == 1 and lower not in self.profile.one_letter:
            return NOT_A_WORD
        found = self.lookup(lower)
        if found is None or found[1] & NOISE:
            return None
        return self._known(lower.capitalize() if capital else lower, at_start, True, *found)

    def unknown_parts(self, token: str, lower: str) -> tuple[list[float], list[float]]:
        """Scores of what stands before and after each gap of a token as words of their own that no lexicon has.

        The token is letters with no capital but the first, and without "ß".
        """
        before, after = self.low.pieces(lower)
        low, name = UNKNOWN_LOW + UNKNOWN_PART_LOW, UNKNOWN_NAME + UNKNOWN_PART_NAME
        if token == lower:
            firsts = [low + CHARACTER_WEIGHT * score for score in before]
        else:
            firsts = [name + CHARACTER_WEIGHT * score for score in self.name.pieces(lower)[0]]
        return firsts, [low + CHARACTER_WEIGHT * score for score in after]

    def floor(self, text: str, at_start: bool) -> float:
        """A score that ``whole`` has at least: of letters only, and no capital but the first."""
        lower = text.lower()
        found = self.lookup(lower)
        if found is not None and not found[1] & NOISE:
            return self._known(text, at_start, False, *found)
        if text == lower:
            return UNKNOWN_LOW + CHARACTER_WEIGHT * self.low.log_probability(lower)
        return UNKNOWN_NAME + CHARACTER_WEIGHT * self.name.log_probability(lower)

    def lookup(self, lower: str) -> tuple[float, int] | None:
        """log10 probability and flags of a word, by the lexicon and the vocabulary of the corpus."""
        found = self.lexicon.lookup(lower)
        return found if self._vocabulary is None else self._vocabulary.lookup(lower, found)

    def is_foreign(self, token: str) -> bool:
        """Whether a token has a letter that no ordinary word of the language has."""
        return any(letter.isalpha() and not self.low.knows(letter) for letter in token.lower())

    def is_ordinary(self, lower: str) -> bool:
        """Whether a lower-case string is a word that needs no capital."""
        found = self.lexicon.lookup(lower)
        return found is not None and bool(found[1] & VALID_LOWER if self._has_flags else found[0] > -5.5)

    def is_noun(self, lower: str) -> bool:
        """Whether a lower-case word is a noun that lacks its capital, in languages that give nouns one."""
        found = self.lookup(lower)
        return found is None or not found[1] & (SEEN_LOWER | VALID_LOWER)

    def unknown(self, word: str) -> float:
        """Score of a string as a word that no lexicon has."""
        return self._unknown(word, is_part=False)

    def _unit(self, text: str, at_start: bool, *, is_part: bool) -> float:
        if "'" not in text and "-" not in text:
            return self._word(text, at_start, is_part)
        found = self.lookup(text.lower())
        if found is not None and (found[1] & SPELLED or found[0] > COMMON_COMPOUND):
            return self._known(text, at_start, is_part, *found)
        head, apostrophe, tail = text.partition("'")
        if apostrophe and "-" not in head:
            if not tail or not head:
                return self._word(head or tail, at_start, is_part)
            return self._elided(head, tail, at_start, is_part)
        head, _, tail = text.partition("-")
        if not head or not tail:
            return self._unit(head or tail, at_start, is_part=is_part)
        # Inside a compound a capital is as usual as at the start of a sentence, and so is one letter ("a-t-il").
        if is_part and len(head) == 1 and head.islower() and head not in self.profile.one_letter | LINKED:
            return NOT_A_WORD
        first = LETTER if len(head) == 1 else self._unit(head, at_start, is_part=is_part)
        second = LETTER if len(tail) == 1 else self._unit(tail, True, is_part=is_part)
        return first + HYPHEN + second

    def _elided(self, head: str, tail: str, at_start: bool, is_part: bool) -> float:
        if tail.lower() in self.profile.clitics:
            return self._word(head, at_start, is_part) - 1.0
        prefix = self.profile.elisions.get(head.lower() + "'")
        rest = self._unit(tail, False, is_part=is_part)
        if prefix is None:
            strange = STRANGE_APOSTROPHE + CHARACTER_WEIGHT * self.low.log_probability(head.lower())
            return strange + rest + (2 * UNKNOWN_PART_LOW if is_part else 0)
        pmi = self.context.pmi(head.lower() + "'", tail.split("-", maxsplit=1)[0]) if self.context else 0.0
        return prefix + rest + pmi + (ELIDED_VOWEL if tail[0].lower() in VOWELS else ELIDED_CONSONANT)

    def _word(self, word: str, at_start: bool, is_part: bool) -> float:
        lower = word.lower()
        if len(lower) == 1 and is_part and lower not in self.profile.one_letter:
            return NOT_A_WORD
        found = self.lookup(lower)
        if found is None or found[1] & NOISE or (_camel(word) and self._is_glued_camel(word, *found)):
            return self._unknown(word, is_part)
        known = self._known(word, at_start, is_part, *found)
        return known if is_part or word[0].isupper() else max(known, self._unknown(word, is_part))

    def _known(self, word: str, at_start: bool, is_part: bool, probability: float, flags: int) -> float:
        score = probability
        if is_part and len(word) <= 3:
            score = self._cap_short(word, score)
        if word[:1].islower():
            if self._has_flags and not flags & VALID_LOWER:
                score += LOST_CAPITAL if flags & (VALID_CAPITALISED | VALID_UPPER) else UNSPELLED
        elif flags & VALID_LOWER and not flags & VALID_CAPITALISED and not at_start and not word.isupper():
            score += CAPITAL_INSIDE if probability < FUNCTION_WORD else FUNCTION_CAPITAL_INSIDE
        return score

    def _is_glued_camel(self, word: str, probability: float, flags: int) -> bool:
        """Whether a capital inside shows that the lexicon means another word: ``leGrand`` is not the name Legrand."""
        if word[0].isupper():
            if flags & (SPELLED | SEEN_LOWER) or probability > RARE_CAMEL:
                return False
            gap = next(i for i in range(1, len(word)) if word[i].isupper() and word[i - 1].islower())
            parts = [self.lexicon.lookup(part) for part in (word[:gap].lower(), word[gap:].lower())]
            return all(parts) and probability - sum(part[0] for part in parts if part) < CAMEL_NOISE
        left = re.match(r"[^\W\d_A-Z]*", word)
        head = self.lexicon.lookup(left.group()) if left else None
        return head is not None and head[0] > FUNCTION_WORD

    def _cap_short(self, word: str, score: float) -> float:
        """Frequency lists are full of two-letter noise; the training text of the contexts is not."""
        if self.context is None:
            return score
        seen = self.context.log_probability(word.lower())
        return min(score, seen + 0.5 if seen > UNSEEN_SHORT else UNSEEN_SHORT - (1.5 if len(word) < 3 else 0))

    def _unknown(self, word: str, is_part: bool) -> float:
        if len(word) > MAXIMUM_LENGTH:
            return -99.0
        lower = word.lower()
        if _camel(word):
            camel = CAMEL_NAME if word[0].isupper() else CAMEL_LOW
            return camel + CHARACTER_WEIGHT * self.name.log_probability(lower) + (UNKNOWN_PART_CAMEL if is_part else 0)
        if word[:1].isupper():
            score = UNKNOWN_NAME + CHARACTER_WEIGHT * self.name.log_probability(lower)
            return score + (UNKNOWN_PART_NAME if is_part else 0)
        score = UNKNOWN_LOW + CHARACTER_WEIGHT * self.low.log_probability(lower)
        if is_part:
            return score + UNKNOWN_PART_LOW
        foreign = UNKNOWN_FOREIGN + CHARACTER_WEIGHT * self.name.log_probability(lower)
        return max(score, foreign, self._without_accent(lower), self._in_english(lower))

    def _without_accent(self, lower: str) -> float:
        """Score as a word of the lexicon that lost one accent."""
        if len(lower) <= 3:
            return -99.0
        variants = [
            lower[:i] + accented + lower[i + 1 :]
            for i, letter in enumerate(lower)
            for accented in ACCENTED.get(letter, "")
        ]
        if "ß" not in lower:  # which the lexicon folds
            index_of = self.lexicon.index_of
            variants = [word for word in variants if index_of(word) is not None]
        found = [one for word in variants if (one := self.lexicon.log_probability(word)) is not None]
        return max(found) + LOST_ACCENT if found else -99.0

    def _in_english(self, lower: str) -> float:
        """Score as an English word in a text of another language."""
        found = self._english.log_probability(lower) if self._english is not None else None
        return -99.0 if found is None or found < ENGLISH_RAREST else found + ENGLISH


def _camel(word: str) -> bool:
    """Whether a capital follows a small letter."""
    return word[1:] != word[1:].lower() and any(
        after.isupper() and before.islower() for before, after in pairwise(word)
    )


@cache
def load_words(language: str | None, vocabulary: Vocabulary | None = None) -> WordModel | None:
    """The word model of a language, with the words of a corpus; None if the language has no lexicon."""
    lexicon = load_lexicon(language)
    if lexicon is None or language is None:
        return None
    low, name = load_characters(language, "low"), load_characters(language, "name")
    if low is None or name is None:
        return None
    return WordModel(lexicon, low, name, load_context(language), PROFILES.get(language, DEFAULT), vocabulary)
