"""Why a word is questioned or not: everything the checks know of it, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from corpuslint.language.codes import languages
from corpuslint.language.lexicon import NOISE, VALID_CAPITALISED, VALID_LOWER, VALID_UPPER, load_lexicon
from corpuslint.language.splits import load_splitter
from corpuslint.language.vocabulary import Vocabulary

_FLAGS = {
    VALID_LOWER: "spelled so",
    VALID_CAPITALISED: "spelled with a capital",
    VALID_UPPER: "spelled in capitals",
    NOISE: "noise of the frequency list",
}
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the word: as it stands, or as several words; ``score`` is log10, relative to the whole."""

    words: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A word that this one may be a slip for, and its frequency on the Zipf scale."""

    word: str
    zipf: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of a word in one language.

    zipf: frequency on the Zipf scale (log10 per billion words), 0 if it is not counted.
    spelling: what the spelling dictionaries and frequency lists say of it.
    whole: log10 of how probable it is as one word, frequency or character model.
    readings: the best splits, each with log10 of parts over whole; above the rate of losses they are reported.
    neighbours: words within a few edits, likeliest first.
    elsewhere: frequency in the other languages that have it.
    evidence: what each fact about an unknown word adds to the odds (natural logarithm) that it is misspelt, or takes
        from them, the weightiest first. Its place adds its own.
    """

    word: str
    language: str
    zipf: float
    spelling: tuple[str, ...]
    whole: float
    readings: tuple[Reading, ...]
    neighbours: tuple[Neighbour, ...]
    elsewhere: tuple[tuple[str, float], ...]
    evidence: tuple[tuple[str, float], ...]


def explain(word: str, language: str, vocabulary: Vocabulary | None = None) -> Explanation | None:
    """Everything the checks know of a word; None if its language has no lexicon.

    Args:
        word: a word as it stands in a text, perhaps with apostrophes and hyphens.
        language: ISO 639-1 code.
        vocabulary: the words of the corpus.
    """
    splitter, lexicon = load_splitter(language, vocabulary), load_lexicon(language)
    if splitter is None or lexicon is None:
        return None
    form = word.replace("’", "'")
    found = splitter.words.lookup(form.lower())
    flags = found[1] if found else 0
    spelling = tuple(text for flag, text in _FLAGS.items() if flags & flag)
    readings = []
    for split in splitter.weigh(form, False)[:SHOWN]:
        cuts = (0, *split.gaps, len(form))
        parts = tuple(form[a:b] for a, b in pairwise(cuts))
        readings.append(Reading(parts, round(split.score, 2)))
    return Explanation(
        word,
        language,
        lexicon.zipf(form.lower()),
        spelling or (("counted, in no dictionary",) if found else ("in no lexicon",)),
        round(splitter.words.whole(form, False), 2),
        tuple(readings),
        _neighbours(form.lower(), language),
        _elsewhere(form.lower(), language),
        _evidence(form, language),
    )


def _neighbours(word: str, language: str) -> tuple[Neighbour, ...]:
    from corpuslint.language.spelling import LN10, load_speller

    speller = load_speller(language)
    if speller is None or not word.isalpha():
        return ()
    found = [one for one in speller.candidates(word) if one.word != word][:SHOWN]
    return tuple(Neighbour(one.word, round(max(0.0, one.log_p / LN10 + 9), 2)) for one in found)


def _elsewhere(word: str, language: str) -> tuple[tuple[str, float], ...]:
    found = []
    for other in languages():
        lexicon = load_lexicon(other)
        if other != language and lexicon is not None and lexicon.zipf(word) > 0:
            found.append((other, round(lexicon.zipf(word), 2)))
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def _evidence(word: str, language: str) -> tuple[tuple[str, float], ...]:
    from corpuslint.language.spelling_judge import load_judge

    judge = load_judge(language)
    if judge is None or not word.isalpha() or [suspect.word for suspect in judge.suspects_in(word)] != [word]:
        return ()
    suspicion = judge.suspect(word.lower(), word.islower())
    if suspicion is None or (judge.rare is not None and word in judge.rare):
        return ()
    weights = judge.weights(suspicion.evidence)
    ordered = sorted(weights.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    return tuple((name, round(weight, 2)) for name, weight in ordered if round(weight, 2))
