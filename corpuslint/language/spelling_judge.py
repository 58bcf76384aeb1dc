"""Whether an unknown word is a misspelling: evidence of word and place, weighed by a logistic model.

The evidence is a few dozen numbers with names that a person can read (``corpuslint explain`` shows them); their weights
stand in ``spelling.json`` and are learned by ``scripts/build_spelling_model.py``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from corpuslint.language.characters import CharacterModel, load_characters
from corpuslint.language.context import BREAK, ContextModel, load_context
from corpuslint.language.edits import VOWELS, common_ends, fold
from corpuslint.language.evidence import load_evidence
from corpuslint.language.profiles import PROFILES
from corpuslint.language.spelling import LN10, Candidate, Speller, Standing, load_model, load_speller
from corpuslint.language.spelling_places import LONGEST, SHORTEST, Place, words_of
from corpuslint.language.spelling_rare import RareWords, load_rare_words
from corpuslint.language.splits import Splitter, load_splitter

Evidence = dict[str, float]

# What a word that no list counts is taken to have (log10), where its candidate is compared with it.
UNCOUNTED = -8.5
# Zipf frequency from which a word is common in another language.
COMMON_ABROAD = 3.5
# Words of three letters that are this common in another language (von, der, del) are not judged.
FREQUENT_ABROAD = 5.0
# What begins names: "N'Diaye", "O'Brien".
_NAME_STARTS = frozenset({"N'", "M'", "O'", "D'", "T'"})
# Words that a lost space explains this much better than a slip (log10) are another rule's business; how far from that
# it begins to count.
LOST_SPACE, PERHAPS_LOST_SPACE = 1.0, -4.0
# The same of the parts over the word as an unknown one: no slip explains it better.
SURELY_LOST_SPACE = 5.0
# An ending of three letters this likely (log10) is one that words of the language have.
REGULAR_ENDING = -3.0
# Candidates that are weighed against each other.
CONSIDERED = 8
_ROMAN = re.compile("[IVXLCDM]+")
# Runs of characters without suspects that one process remembers.
REMEMBERED = 1 << 17
# Suspects that no place can make more probable than this are not looked at again.
HOPELESS = 0.01
# How large the evidence of a place can become; any other is 0 or 1.
_LARGEST = {"right words beside it": 4.0, "language beside it": 4.0}
_IN_DETAIL = ("accent-", "extra-", "missing-double")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """An unknown word, what it may stand for (likeliest first, never empty), and the evidence in the word itself."""

    word: str
    candidates: tuple[Candidate, ...]
    evidence: Evidence
    logit: float


class Judge:
    """Judges unknown words of one language. Every word is judged once and remembered."""

    def __init__(
        self,
        speller: Speller,
        splitter: Splitter,
        context: ContextModel,
        characters: CharacterModel,
        rare: RareWords | frozenset[str],
        model: Mapping[str, Mapping[str, float]],
    ) -> None:
        self.speller = speller
        self.rare = rare
        self._splitter = splitter
        self._context = context
        self._characters = characters
        self._weights = model["weights"]
        self._calibration = model["calibration"]
        self._most_of_place = sum(
            max(0.0, self._weights.get(name, 0.0) * _LARGEST.get(name, 1.0)) for name in PLACE_EVIDENCE
        )
        self._languages = load_evidence("latin")
        self._language = self._languages.languages.index(speller.language)
        profile = PROFILES[speller.language]
        self._elisions = frozenset(elision.rstrip("'") for elision in profile.elisions)
        self._clitics = profile.clitics
        self._accepted: set[str] = set()
        self.suspect = lru_cache(maxsize=1 << 14)(self._suspect)
        self.zipf_abroad = lru_cache(maxsize=1 << 14)(self._zipf_abroad)

    @property
    def accepted(self) -> set[str]:
        """Runs of characters that hold no suspects; emptied when it grows too large."""
        if len(self._accepted) > REMEMBERED:
            self._accepted.clear()
        return self._accepted

    def is_known(self, word: str, whole: str, offset: int) -> bool:
        """Whether a word needs no further look.

        Args:
            word: the word as it is written.
            whole: the word with what apostrophes and hyphens join to it.
            offset: where the word stands in it.
        """
        lower, short = word.lower(), len(word) <= SHORTEST
        if not SHORTEST <= len(word) <= LONGEST or not _is_wordlike(word):
            return True
        if self.speller.is_known(lower) or (short and self.zipf_abroad(lower) > FREQUENT_ABROAD):
            return True
        return len(whole) > len(word) and self._is_known_in(lower, whole.replace("’", "'").replace("ʼ", "'"), offset)

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

    def suspects_in(self, chunk: str) -> list[tuple[int, str]]:
        """Offsets and words of a run of characters without white space that some place could make misspellings."""
        found = []
        for offset, word, whole, inner in words_of(chunk):
            if word in self.rare and (len(whole) == len(word) or whole not in self.speller.lexicon):
                found.append((offset, word))
            elif not self.is_known(word, whole, inner):
                suspicion = self.suspect(word.lower(), word.islower())
                if suspicion and self.calibrated(suspicion.logit + self._most_of_place) > HOPELESS:
                    found.append((offset, word))
        return found

    def _suspect(self, word: str, thorough: bool) -> Suspicion | None:
        """What an unknown word, given in lower case, may stand for; None if nothing."""
        splits = self._splitter.candidates(word, False)
        if splits and splits[0].score > SURELY_LOST_SPACE:
            return None  # before the dear search for candidates
        candidates = tuple(self.speller.candidates(word, thorough=thorough)[:CONSIDERED])
        if not candidates:
            return None
        lost_space = self._lost_space(word, candidates[0])
        if lost_space > LOST_SPACE:
            return None
        evidence = self._word_evidence(word, candidates)
        evidence["perhaps a lost space"] = max(0.0, lost_space - PERHAPS_LOST_SPACE)
        return Suspicion(word, candidates, evidence, self._weigh(evidence))

    def _lost_space(self, word: str, candidate: Candidate) -> float:
        """How much better the best split of a word explains it than a candidate does, in log10."""
        splits = self._splitter.candidates(word, False)
        if not splits:
            return -math.inf
        parts = splits[0].score + self._splitter.words.whole(word, False)
        return parts - (candidate.log_p - candidate.cost) / LN10

    def _word_evidence(self, word: str, candidates: tuple[Candidate, ...]) -> Evidence:
        best = candidates[0]
        folded, right = fold(word), fold(best.word)
        own = self.speller.lexicon.log_probability(word)
        abroad = self.zipf_abroad(word)
        origin = self.speller.forms.origin(word)
        only_accents = folded == right
        costs = self._languages.costs(word)
        found: Evidence = {
            "bias": 1.0,
            "how much commoner": best.log_p / LN10 - (UNCOUNTED if own is None else own),
            "counted": float(own is not None),
            "frequency": 0.0 if own is None else own + 9,
            "cost of the edits": best.cost,
            "rival corrections": math.log(sum(math.exp(other.score - best.score) for other in candidates)),
            "several edits": float(len(best.kinds) - best.kinds.count("first") > 1),
            "other first letter": float(folded[0] != right[0]),
            "other last letter": float(folded[-1] != right[-1]),
            "only accents differ": float(only_accents),
            "lacks accents": float(only_accents and word == folded),
            "extra accents": float(only_accents and "accent-added" in best.kinds),
            "correction in no dictionary": float(best.standing is Standing.UNLISTED),
            "correction is derived": float(best.standing is Standing.DERIVED),
            "lost elision": float("'" in best.word),
            "other regular ending": float(self._has_other_ending(word, folded, right)),
            "letters": float(len(word)),
            "three letters": float(len(word) <= 3),
            "at most four letters": float(len(word) <= 4),
            "five letters": float(len(word) == 5),
            "no vowel": float(VOWELS.isdisjoint(folded)),
            "letter three times": float(re.search(r"(.)\1\1", word) is not None),
            "derived": float(origin is not None),
            "frequency of its origin": self.speller.lexicon.zipf(origin) if origin else 0.0,
            "plural of a known word": float(word[-1] in "sx" and self.speller.is_listed(word[:-1])),
            "known abroad": float(abroad > 0),
            "common abroad": max(0.0, abroad - COMMON_ABROAD),
            "accents, known abroad": abroad * only_accents,
            "likelier abroad": min(8.0, costs[self._language] - min(costs)),
        }
        for kind in best.kinds:
            found[_kind_evidence(kind)] = 1.0
        return found

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

    def place_evidence(self, suspicion: Suspicion, place: Place, *, repeated: bool) -> Evidence:
        """The evidence in the place of a suspect; ``repeated`` in the document or not."""
        upper, capital = place.text.isupper(), place.text[0].isupper() and not place.text.isupper()
        lower = not upper and not capital
        capital_before = place.spaced_left and len(place.before[0]) > 1 and place.before[0][0].isupper()
        capital_after = place.spaced_right and place.after[0][0].isupper()
        around = (*place.before, *place.after)
        unknown = [word for word in around if not self._is_familiar(word)]
        best = suspicion.candidates[0].word
        fitting = (best[0].upper() + best[1:]) if capital else best
        left, right = place.left or BREAK, place.right or BREAK
        return {
            "in capitals": float(upper),
            "capital inside a sentence": float(capital and not place.at_start),
            "capital at a start": float(capital and place.at_start),
            "capital at a start, and after": float(capital and place.at_start and capital_after),
            "capital before": float(capital_before),
            "capital before it, itself lower": float(lower and capital_before),
            "capital after it, itself lower": float(lower and capital_after),
            "unknown words near": min(3.0, len(unknown)),
            "unknown lower-case words near": min(3.0, sum(map(str.islower, unknown))),
            "stands more than once": float(repeated),
            "hyphen beside it": float("-" in (place.joined_left, place.joined_right)),
            "apostrophe before": float(place.joined_left not in ("", "-")),
            "language beside it": sum(self._nativeness(words[0]) for words in (place.before, place.after) if words),
            "right words beside it": self._context.pmi(left, fitting) + self._context.pmi(fitting, right),
        }

    def _is_familiar(self, word: str) -> bool:
        lower = word.lower()
        return len(word) < SHORTEST or self.speller.is_known(lower) or lower in self._elisions

    def _nativeness(self, word: str) -> float:
        """How much commoner a word is here than abroad (log10, within ±2); names and single letters say nothing."""
        if len(word) < 2 or not word.islower():
            return 0.0
        return max(-2.0, min(2.0, self.speller.lexicon.zipf(word) - self.zipf_abroad(word)))

    def probability(self, suspicion: Suspicion, place: Place, *, repeated: bool) -> float:
        """How probable it is that a suspect is a misspelling, in 0..1."""
        return self.calibrated(suspicion.logit + self._weigh(self.place_evidence(suspicion, place, repeated=repeated)))

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

    def calibrated(self, logit: float) -> float:
        """The probability that a logit stands for in ordinary prose."""
        return 1 / (1 + math.exp(-(self._calibration["slope"] * logit + self._calibration["offset"])))


PLACE_EVIDENCE = (
    "in capitals",
    "capital inside a sentence",
    "capital at a start",
    "capital at a start, and after",
    "capital before",
    "capital before it, itself lower",
    "capital after it, itself lower",
    "unknown words near",
    "unknown lower-case words near",
    "stands more than once",
    "hyphen beside it",
    "apostrophe before",
    "language beside it",
    "right words beside it",
)


def _is_wordlike(word: str) -> bool:
    """Whether the capitals of a word are those of prose; short words in capitals are acronyms or Roman numbers."""
    return word[1:].islower() or (word.isupper() and len(word) > 4 and not _ROMAN.fullmatch(word))


def _kind_evidence(kind: str) -> str:
    """Name of the evidence that an edit of a kind gives; rare kinds share one."""
    if kind.startswith("vowel"):
        return "edit: vowel"
    if kind.startswith("extra-final"):
        return "edit: extra-final"
    if kind in ("missing-h", "missing-e", "missing-'", "missing--"):
        return "edit: missing"
    return f"edit: {kind.removesuffix('-e')}"


@cache
def load_judge(language: str) -> Judge | None:
    """The judge of a language; None for a language without spelling data."""
    speller, splitter, model = load_speller(language), load_splitter(language), load_model(language)
    context, characters = load_context(language), load_characters(language, "low")
    if speller is None or splitter is None or model is None or context is None or characters is None:
        return None
    return Judge(speller, splitter, context, characters, load_rare_words(language) or frozenset(), model)
