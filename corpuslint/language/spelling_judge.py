"""Whether an unknown word is a misspelling: evidence of word and place, weighed by a logistic model.

Most unknown words are names and foreign words, and a search for what they might stand for is dear. So the evidence is
asked in order of its price: what speaks for a word by itself decides how far to search for corrections, the most that
any place can add decides whether its places are looked at.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from corpuslint.language.characters import load_characters
from corpuslint.language.context import load_context
from corpuslint.language.lexicon import SPELLED
from corpuslint.language.profiles import PROFILES
from corpuslint.language.spelling import LN10, Candidate, Effort, load_model, load_speller
from corpuslint.language.spelling_evidence import (
    AT_START,
    INSIDE,
    LOWER,
    REPEATED,
    UPPER,
    Evidence,
    Witness,
    capitals_of,
    most_of_place,
)
from corpuslint.language.spelling_places import AROUND, LONGEST, SHORTEST, Place, occurrences, words_of
from corpuslint.language.spelling_rare import MOST_FREQUENT, RareWords, load_rare_words
from corpuslint.language.splits import Splitter, load_splitter
from corpuslint.lazy import regex

# Words of three letters that are this common in another language (von, der, del) are not judged.
FREQUENT_ABROAD = 5.0
# What begins names: "N'Diaye", "O'Brien".
_NAME_STARTS = frozenset({"N'", "M'", "O'", "D'", "T'"})
# Words that a lost space explains this much better than a slip (log10) are another rule's business; how far from that
# it begins to count.
LOST_SPACE, PERHAPS_LOST_SPACE = 1.0, -4.0
PERHAPS = "perhaps a lost space"
# The same of the parts over the word as an unknown one: no slip explains it better.
SURELY_LOST_SPACE = 5.0
# Candidates that are weighed against each other.
CONSIDERED = 8
# A word that speaks more for itself than this (logit) is compared only with common words one edit away, and with none
# if it has a capital inside a sentence: of the misspellings with other corrections none comes near it.
STANDS_OUT = -1.5
_ROMAN = regex("[IVXLCDM]+")
# How many runs of characters one process remembers, and how long they may be.
REMEMBERED, LONGEST_RUN = 1 << 15, 60


class Suspicion(NamedTuple):
    """An unknown word, what it may stand for (likeliest first, never empty), and the evidence in the word itself."""

    word: str
    candidates: tuple[Candidate, ...]
    evidence: Evidence
    logit: float


class Suspect(NamedTuple):
    """A word of a run of characters that some place could make a misspelling; ``inside`` a sentence, too, or not."""

    offset: int
    word: str
    inside: bool


class Judge:
    """Judges unknown words of one language. Every word is judged once and remembered.

    Args:
        witness: gives the evidence.
        splitter: tells words that lost a space.
        rare: words of the dictionary that are questioned.
        model: weights of the evidence, and what turns them into probabilities.
        least: words that no place can make this probable are no suspects.
    """

    def __init__(
        self,
        witness: Witness,
        splitter: Splitter,
        rare: RareWords | None,
        model: Mapping[str, Mapping[str, float]],
        least: float,
    ) -> None:
        self.witness = witness
        self.speller = witness.speller
        self.rare = rare
        self._splitter = splitter
        self._lookup = witness.speller.lexicon.lookup
        self._weights = dict(model["weights"])
        self._calibration = model["calibration"]
        self._least = self._logit(least)
        self._farthest = Effort.FAR if least else Effort.FARTHEST
        self._needed = {
            (capitals, joined): self._least - most_of_place(self._weights, capitals, joined)
            for capitals in (LOWER, AT_START, INSIDE, UPPER)
            for joined in (False, True)
        }
        profile = PROFILES[self.speller.language]
        self._elisions = frozenset(elision.rstrip("'") for elision in profile.elisions)
        self._clitics = profile.clitics
        self._accepted: set[str] = set()
        self.suspect = lru_cache(maxsize=1 << 14)(self._suspect)
        self.suspects_in = lru_cache(maxsize=1 << 12)(self._suspects_in)

    @property
    def accepted(self) -> set[str]:
        """Runs of characters that hold no suspects; emptied when it grows too large."""
        if len(self._accepted) > REMEMBERED:
            self._accepted.clear()
        return self._accepted

    def suspects(self, text: str, chunks: frozenset[str]) -> list[tuple[int, Suspect]]:
        """The suspects among some runs of characters of a text, where they stand, in order."""
        accepted = self.accepted
        new = chunks.difference(accepted)
        settled = set(filter(self._is_settled, new))
        accepted |= settled
        found = {}
        for chunk in new.difference(settled):
            suspects = self.suspects_in(chunk) if len(chunk) <= LONGEST_RUN else self._suspects_in(chunk)
            if suspects:
                found[chunk] = suspects
            elif len(chunk) <= LONGEST_RUN:
                accepted.add(chunk)
        return [(start + suspect.offset, suspect) for start, run in occurrences(text, found) for suspect in found[run]]

    def _is_settled(self, chunk: str) -> bool:
        """Whether a run of characters is one word, perhaps elided, that is in the dictionary, or a name like no word.

        Says of the most what ``suspects_in`` says of all, with less ado.
        """
        word = chunk.strip(AROUND)
        joined = not word.isalpha()
        if joined:
            head, apostrophe, word = word.replace("’", "'").partition("'")
            if not apostrophe or head.lower() not in self._elisions or not word.isalpha():
                return False
        if len(chunk) > LONGEST_RUN or len(word) > LONGEST:
            return False
        lower = word.lower()
        entry = self._lookup(lower)
        if entry is not None and entry[1] & SPELLED:
            return entry[0] > MOST_FREQUENT or word != lower
        return not joined and word != lower and not (_is_wordlike(word) and self.speller.may_be_near(lower))

    def _suspects_in(self, chunk: str) -> tuple[Suspect, ...]:
        """The words of a run of characters without white space that some place could make misspellings."""
        found = []
        for offset, word, whole, inner in words_of(chunk):
            if not SHORTEST <= len(word) <= LONGEST:
                continue
            entry = self.speller.lexicon.lookup(word.lower())
            if self.rare is not None and entry is not None and entry[0] <= MOST_FREQUENT and word in self.rare:
                if len(whole) == len(word) or whole not in self.speller.lexicon:
                    found.append(Suspect(offset, word, True))
            elif not (entry is not None and entry[1] & SPELLED) and _is_wordlike(word):
                inside = self._reach(word, whole, inner)
                if inside is not None:
                    found.append(Suspect(offset, word, inside))
        return tuple(found)

    def _reach(self, word: str, whole: str, inner: int) -> bool | None:
        """Whether an unlisted word could be a misspelling inside a sentence; None if nowhere.

        Most words with capitals are names, and most names stand inside sentences, where a capital speaks for them: what
        else speaks for them settles it before any search. At a start they are judged when they are met there.
        """
        lower, is_lower = word.lower(), word.islower()
        if not is_lower and not self.speller.may_be_near(lower):
            return None
        if self._is_known(lower, whole, inner):
            return None
        if not is_lower and not self._stands_out(lower):
            return False
        suspicion = self.suspect(lower, is_lower)
        joined = len(whole) > len(word)
        if suspicion is None or suspicion.logit < self._needed[capitals_of(word, at_start=True), joined]:
            return None
        return suspicion.logit >= self._needed[capitals_of(word, at_start=False), joined]

    def _is_known(self, lower: str, whole: str, offset: int) -> bool:
        """Whether a word in lower case needs no further look; it stands at ``offset`` of what is joined to it."""
        if self.speller.is_known(lower):
            return True
        if len(lower) == SHORTEST and self.witness.zipf_abroad(lower) > FREQUENT_ABROAD:
            return True
        return len(whole) > len(lower) and self._is_known_in(lower, whole.replace("’", "'").replace("ʼ", "'"), offset)

    def _is_known_in(self, lower: str, whole: str, offset: int) -> bool:
        """Whether apostrophes and hyphens beside an unknown word explain it."""
        before, after = whole[:offset], whole[offset + len(lower) :]
        if after.startswith("'"):
            if lower in self._elisions or after in ("'t", "'hui"):
                return True
            if any(lower.endswith(e) and self.speller.is_known(lower[: -len(e)]) for e in self._elisions):
                return True  # "permettantd'ajouter" lost a space
        if before.endswith("'") and (lower in self._clitics or (before in _NAME_STARTS and whole[offset].isupper())):
            return True
        start = before.rfind("'", 0, -1) + 1 if before.endswith("'") else before.rfind("'") + 1
        return any(self.speller.is_known(part.lower()) for part in (whole, whole[start:]) if len(part) > len(lower))

    def _suspect(self, word: str, is_lower: bool) -> Suspicion | None:
        """What an unknown word, given in lower case, may stand for; None if no place can make it a misspelling.

        Args:
            word: the word in lower case.
            is_lower: whether it is written so. Words with capitals are mostly names: they are searched for less far.
        """
        needed = min(self._needed[capitals, True] for capitals in ((LOWER,) if is_lower else (AT_START, UPPER)))
        effort = self._farthest if is_lower and self._stands_out(word) else Effort.NEAR
        if effort is Effort.NEAR and is_lower and not self.speller.may_be_near(word):
            return None
        if effort is not Effort.NEAR and self._surely_lost_space(word):
            return None
        candidates = tuple(self.speller.candidates(word, effort)[:CONSIDERED])
        if not candidates:
            return None
        evidence = self.witness.of_counts(word) | self.witness.of_form(word)
        for name, value in self.witness.of_correction(word, candidates).items():
            evidence[name] = evidence.get(name, 0.0) + value
        logit = self._weigh(evidence)
        return Suspicion(word, candidates, evidence, logit) if logit >= needed else None

    def _stands_out(self, word: str) -> bool:
        """Whether an unknown word in lower case speaks so little for itself that a far search is worth its price."""
        logit = self._weigh(self.witness.of_counts(word))
        return logit >= STANDS_OUT and logit + self._weigh(self.witness.of_form(word)) >= STANDS_OUT

    def _surely_lost_space(self, word: str) -> bool:
        """Whether the parts of a word explain it so much better than it does itself that no slip can."""
        splits = self._splitter.candidates(word, False)
        return bool(splits) and splits[0].score > SURELY_LOST_SPACE

    def lost_space(self, suspicion: Suspicion) -> float:
        """How much better the best split of a word explains it than its likeliest correction does, in log10."""
        word, best = suspicion.word, suspicion.candidates[0]
        splits = self._splitter.candidates(word, False)
        if not splits:
            return -math.inf
        if self._surely_lost_space(word):
            return math.inf
        parts = splits[0].score + self._splitter.words.whole(word, False)
        return parts - (best.log_p - best.cost) / LN10

    def is_hopeless(self, suspicion: Suspicion, suspect: Suspect, *, repeated: bool) -> bool:
        """Whether a suspect will not become probable enough whatever stands beside it."""
        capitals = capitals_of(suspect.word, at_start=True)
        return suspicion.logit + self._weigh({REPEATED: float(repeated)}) < self._needed[capitals, True]

    def place_evidence(self, suspicion: Suspicion, place: Place, *, repeated: bool) -> Evidence:
        """The evidence in the place of a suspect; ``repeated`` in the document or not."""
        return self.witness.of_place(suspicion.candidates[0].word, place, repeated=repeated)

    def probability(self, suspicion: Suspicion, place: Place, *, repeated: bool) -> float:
        """How probable it is that a suspect is a misspelling, in 0..1."""
        logit = suspicion.logit + self._weigh(self.place_evidence(suspicion, place, repeated=repeated))
        if logit < self._least:
            return 0.0  # before the dear look at splits, which only speak against it
        lost_space = self.lost_space(suspicion)
        if lost_space > LOST_SPACE:
            return 0.0
        logit += self._weigh({PERHAPS: max(0.0, lost_space - PERHAPS_LOST_SPACE)})
        return 1 / (1 + math.exp(-(self._calibration["slope"] * logit + self._calibration["offset"])))

    def is_piece(self, place: Place) -> bool:
        """Whether the word and its neighbour are one known word that a space cut in two."""
        joined = []
        if place.before and place.left == place.before[0] and not place.joined_left:
            joined.append(place.before[0] + place.text)
        if place.after and place.right == place.after[0] and not place.joined_right:
            joined.append(place.text + place.after[0])
        return any(len(word) > SHORTEST + 1 and self.speller.is_listed(word.lower()) for word in joined)

    def weights(self, evidence: Evidence) -> Evidence:
        """What each piece of evidence contributes to the logit."""
        return {name: value * self._weights[name] for name, value in evidence.items() if self._weights.get(name)}

    def _weigh(self, evidence: Evidence) -> float:
        weights = self._weights
        return sum(value * weights.get(name, 0.0) for name, value in evidence.items())

    def _logit(self, probability: float) -> float:
        """The logit that stands for a probability in ordinary prose."""
        if probability <= 0:
            return -math.inf
        if probability >= 1:
            return math.inf
        return (math.log(probability / (1 - probability)) - self._calibration["offset"]) / self._calibration["slope"]


def _is_wordlike(word: str) -> bool:
    """Whether the capitals of a word are those of prose; short words in capitals are acronyms or Roman numbers."""
    return word[1:].islower() or (word.isupper() and len(word) > 4 and not _ROMAN.fullmatch(word))


@lru_cache(maxsize=32)
def load_judge(language: str, least: float = 0.0) -> Judge | None:
    """The judge of a language; None for a language without spelling data.

    Args:
        language: ISO 639-1 code.
        least: words that no place can make this probable are no suspects.
    """
    speller, splitter, model = load_speller(language), load_splitter(language), load_model(language)
    context, characters = load_context(language), load_characters(language, "low")
    if speller is None or splitter is None or model is None or context is None or characters is None:
        return None
    witness = Witness(speller, context, characters)
    return Judge(witness, splitter, load_rare_words(language), model, least)
