"""Evidence that an unknown word is a misspelling, in the word, its likeliest correction and its place.

A few dozen numbers with names that a person can read (``corpuslint explain`` shows them); what each is worth stands in
``spelling.json`` and is learned by ``scripts/build_spelling_model.py``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from corpuslint.language.characters import CharacterModel
from corpuslint.language.context import BREAK, ContextModel
from corpuslint.language.edits import VOWELS, common_ends, fold
from corpuslint.language.evidence import load_evidence
from corpuslint.language.profiles import PROFILES
from corpuslint.language.spelling import LN10, Candidate, Speller, Standing
from corpuslint.language.spelling_places import SHORTEST, Place
from corpuslint.lazy import regex

Evidence = dict[str, float]

# What a word that no list counts is taken to have (log10), where its candidate is compared with it.
UNCOUNTED = -8.5
# Zipf frequency from which a word is common in another language.
COMMON_ABROAD = 3.5
# An ending of three letters this likely (log10) is one that words of the language have.
REGULAR_ENDING = -3.0
# How much likelier a word is abroad, at most (natural logarithm).
_LIKELIER_ABROAD = 8.0
_THREE_TIMES = regex(r"(.)\1\1")

# The capitals that a word may carry, each with the evidence that goes with it.
LOWER, AT_START, INSIDE, UPPER = "", "capital at a start", "capital inside a sentence", "in capitals"
REPEATED = "stands more than once"
# All evidence in a place, with the most that it may be.
PLACE_EVIDENCE = {
    UPPER: 1.0,
    INSIDE: 1.0,
    AT_START: 1.0,
    "capital at a start, and after": 1.0,
    "capital before": 1.0,
    "capital before it, itself lower": 1.0,
    "capital after it, itself lower": 1.0,
    "unknown words near": 3.0,
    "unknown lower-case words near": 3.0,
    REPEATED: 1.0,
    "hyphen beside it": 1.0,
    "apostrophe before": 1.0,
    "language beside it": 4.0,
    "right words beside it": 4.0,
}


def most_of_place(weights: dict[str, float], capitals: str, joined: bool) -> float:
    """What a place can add at most to the logit of a word with certain capitals, ``joined`` to another one or not."""
    total = weights.get(capitals, 0.0)
    for name, most in PLACE_EVIDENCE.items():
        settled = name in (UPPER, INSIDE, AT_START)
        if name.endswith("itself lower"):
            settled = capitals != LOWER
        if name == "capital at a start, and after":
            settled = capitals != AT_START
        if name in ("hyphen beside it", "apostrophe before"):
            settled = not joined
        if not settled:
            total += max(0.0, weights.get(name, 0.0) * most)
    return total


class Witness:
    """Gives the evidence on words of one language."""

    def __init__(self, speller: Speller, context: ContextModel, characters: CharacterModel) -> None:
        self.speller = speller
        self._context = context
        self._characters = characters
        self._languages = load_evidence("latin")
        self._language = self._languages.languages.index(speller.language)
        self._elisions = frozenset(elision.rstrip("'") for elision in PROFILES[speller.language].elisions)
        self.zipf_abroad = lru_cache(maxsize=1 << 14)(self._zipf_abroad)
        self.of_counts = lru_cache(maxsize=1 << 12)(self._of_counts)
        self.of_form = lru_cache(maxsize=1 << 12)(self._of_form)

    def _of_counts(self, word: str) -> Evidence:
        """What the length of a word in lower case, that no dictionary has, and its frequencies say."""
        own = self.speller.lexicon.log_probability(word)
        abroad = self.zipf_abroad(word)
        return {
            "bias": 1.0,
            "how much commoner": UNCOUNTED - (UNCOUNTED if own is None else own),
            "counted": float(own is not None),
            "frequency": 0.0 if own is None else own + 9,
            "letters": float(len(word)),
            "three letters": float(len(word) <= 3),
            "at most four letters": float(len(word) <= 4),
            "five letters": float(len(word) == 5),
            "letter three times": float(_THREE_TIMES.search(word) is not None),
            "known abroad": float(abroad > 0),
            "common abroad": max(0.0, abroad - COMMON_ABROAD),
        }

    def _of_form(self, word: str) -> Evidence:
        """What the letters of such a word say, and what it may be derived from."""
        origin = self.speller.forms.origin(word)
        costs = self._languages.costs(word)
        return {
            "no vowel": float(VOWELS.isdisjoint(fold(word))),
            "derived": float(origin is not None),
            "frequency of its origin": self.speller.lexicon.zipf(origin) if origin else 0.0,
            "plural of a known word": float(word[-1] in "sx" and self.speller.is_listed(word[:-1])),
            "likelier abroad": min(_LIKELIER_ABROAD, costs[self._language] - min(costs)),
        }

    def of_correction(self, word: str, candidates: Sequence[Candidate]) -> Evidence:
        """What its likeliest correction says. ``how much commoner`` adds to that of the word."""
        best = candidates[0]
        folded, right = fold(word), fold(best.word)
        only_accents = folded == right
        found: Evidence = {
            "how much commoner": best.log_p / LN10 - UNCOUNTED,
            "cost of the edits": best.cost,
            "rival corrections": math.log(sum(math.exp(other.score - best.score) for other in candidates)),
            "several edits": float(len(best.kinds) - best.kinds.count("first") > 1),
            "other first letter": float(folded[0] != right[0]),
            "other last letter": float(folded[-1] != right[-1]),
            "only accents differ": float(only_accents),
            "lacks accents": float(only_accents and word == folded),
            "extra accents": float(only_accents and "accent-added" in best.kinds),
            "accents, known abroad": self.zipf_abroad(word) * only_accents,
            "correction in no dictionary": float(best.standing is Standing.UNLISTED),
            "correction is derived": float(best.standing is Standing.DERIVED),
            "lost elision": float("'" in best.word),
            "other regular ending": float(self._has_other_ending(word, folded, right)),
        }
        for kind in best.kinds:
            found[_kind_evidence(kind)] = 1.0
        return found

    def of_place(self, correction: str, place: Place, *, repeated: bool) -> Evidence:
        """What the place of a suspect says; ``repeated`` in the document or not."""
        capitals = capitals_of(place.text, at_start=place.at_start)
        lower, at_start = capitals == LOWER, capitals == AT_START
        capital_before = place.spaced_left and len(place.before[0]) > 1 and place.before[0][0].isupper()
        capital_after = place.spaced_right and place.after[0][0].isupper()
        around = (*place.before, *place.after)
        unknown = [other for other in around if not self._is_familiar(other)]
        fitting = correction[0].upper() + correction[1:] if capitals in (AT_START, INSIDE) else correction
        left, right = place.left or BREAK, place.right or BREAK
        return {
            UPPER: float(capitals == UPPER),
            INSIDE: float(capitals == INSIDE),
            AT_START: float(at_start),
            "capital at a start, and after": float(at_start and capital_after),
            "capital before": float(capital_before),
            "capital before it, itself lower": float(lower and capital_before),
            "capital after it, itself lower": float(lower and capital_after),
            "unknown words near": min(3.0, len(unknown)),
            "unknown lower-case words near": min(3.0, sum(map(str.islower, unknown))),
            REPEATED: float(repeated),
            "hyphen beside it": float("-" in (place.joined_left, place.joined_right)),
            "apostrophe before": float(place.joined_left not in ("", "-")),
            "language beside it": sum(self._nativeness(words[0]) for words in (place.before, place.after) if words),
            "right words beside it": self._context.pmi(left, fitting) + self._context.pmi(fitting, right),
        }

    def _has_other_ending(self, word: str, folded: str, right: str) -> bool:
        """Whether word and correction share a stem, and the word ends as words of the language do."""
        stem, _ = common_ends(folded, right)
        if stem < 4 or max(len(folded), len(right)) - stem > 3:
            return False
        return self._characters.ending(word, 3) > REGULAR_ENDING

    def _zipf_abroad(self, word: str) -> float:
        """Zipf frequency of a word in the other language where it is most common; 0 if none lists it."""
        costs = self._languages.listed(word)
        return max((9 - cost / LN10 for code, cost in costs.items() if code != self.speller.language), default=0.0)

    def _is_familiar(self, word: str) -> bool:
        lower = word.lower()
        return len(word) < SHORTEST or self.speller.is_known(lower) or lower in self._elisions

    def _nativeness(self, word: str) -> float:
        """How much commoner a word is here than abroad (log10, within ±2); names and single letters say nothing."""
        if len(word) < 2 or not word.islower():
            return 0.0
        return max(-2.0, min(2.0, self.speller.lexicon.zipf(word) - self.zipf_abroad(word)))


def capitals_of(word: str, *, at_start: bool) -> str:
    """The evidence that the capitals of a word are."""
    if word.isupper():
        return UPPER
    return (AT_START if at_start else INSIDE) if word[0].isupper() else LOWER


def _kind_evidence(kind: str) -> str:
    """Name of the evidence that an edit of a kind gives; rare kinds share one."""
    if kind.startswith("vowel"):
        return "edit: vowel"
    if kind.startswith("extra-final"):
        return "edit: extra-final"
    if kind in ("missing-h", "missing-e", "missing-'", "missing--"):
        return "edit: missing"
    return f"edit: {kind.removesuffix('-e')}"
