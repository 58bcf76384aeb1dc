"""Identify the language of a text: letters first, then words, then the spelling of unknown words.

Naive Bayes over words: the language in which the words cost least (see :mod:`corpuslint.language.evidence`) wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from corpuslint.errors import ConfigurationError
from corpuslint.language.codes import UNDETERMINED
from corpuslint.language.evidence import load_evidence, typical_languages
from corpuslint.language.scripts import (
    LANGUAGES,
    LATIN_WORD,
    NAMED_BY_LETTERS,
    is_latin,
    script_languages,
    word_pattern,
)
from corpuslint.lazy import regex

# What a language costs before a word is read, in nats: nothing for the commonest of their script, then less common
# ones, then those that hold a hundredth of the text on the web that their commonest neighbour holds, or less.
PRIOR: Mapping[str, float] = MappingProxyType(
    {
        **dict.fromkeys(("nl", "pl", "sv", "cs", "tr", "id", "da", "nb", "fi", "ro", "hu"), 1.5),
        **dict.fromkeys(("ca", "hr", "is", "lt", "lv", "ms", "sk", "sl", "tl", "uk", "bg", "mk", "sr", "ur"), 3.0),
    }
)
# Names are alike in all languages: a word with a capital inside a sentence says less.
NAME_WEIGHT = 0.3
# A word in a foreign script, by the script of the text: Latin names and terms stand in every other script.
LATIN_ABROAD, OTHER_ABROAD = 3.0, 10.0
# Chinese and Japanese put no space between words: what one letter costs in another language.
HAN_ABROAD, KANA_ABROAD = 4.0, 6.0
UNSPACED = frozenset(("han", "ja", "th", "lo", "km", "my", "bo"))
# Japanese uses Han letters too, Korean did.
HAN_IN: Mapping[str, float] = MappingProxyType({"zh": 0.0, "ja": 0.3, "ko": 1.5})
# Signs that only some languages write, and what a text with one costs in the others, in nats. "ß" is a letter that the
# tables fold; quotation marks are those of CLDR.
_SIGNS = (
    ("¿¡", "es", 6.0),
    ("ß", "de", 6.0),
    ("«", "fr es it pt ca de nb ro hr sl lv ru uk bg mk sr fa ar el hy", 3.0),
    ("„", "de cs sk pl hu hr sl ro is lt lv nl da sv nb bg mk sr ru uk ka", 3.0),
)
SIGNS = tuple((sign, frozenset(writers.split()), cost) for signs, writers, cost in _SIGNS for sign in signs)

# A text is judged by this many windows of so many code points, spread over it.
WINDOWS, WINDOW = 5, 400

# The windows of the first look at a text; by how many typical words one language must be ahead of four times those of
# the next, and of how many words one must be typical: then the whole of the evidence says the same.
GLANCE = 200
AHEAD, RIVAL_WEIGHT, WORDS_PER_TYPICAL = 6, 4, 20

# Addresses are no language. The look-behind keeps the search linear in the length of a line.
_ADDRESS = regex(r"(?<!\S)\S*?(?:@|://|www\.)\S*")


class Identification(NamedTuple):
    """What the words of a text cost in each candidate language, in nats, priors included.

    costs: by code, only languages written in a script that the text contains; empty if there are no letters.
    words: how many words were read.
    """

    costs: Mapping[str, float]
    words: int

    @property
    def language(self) -> str:
        """The language that costs least; "und" if there is none."""
        return min(self.costs, key=self.costs.__getitem__, default=UNDETERMINED)

    def margin(self, over: str) -> float:
        """By how many nats the best language beats another one; infinite if the text has no letter of the other."""
        best = min(self.costs.values(), default=0.0)
        return self.costs.get(over, float("inf")) - best


@cache
def known_languages() -> tuple[str, ...]:
    """Every code that can be identified, sorted."""
    return tuple(
        sorted({code for table in (LANGUAGES, NAMED_BY_LETTERS) for codes in table.values() for code in codes})
    )


def detect_language(text: str, *, languages: Iterable[str] | None = None, identifier: str = "corpuslint") -> str:
    """The language that most of a text is written in, as an ISO 639-1 code.

    A long text is judged by a few windows spread over it. Bosnian, Croatian and Serbian in Latin letters are all "hr".

    Args:
        text: any text.
        languages: codes to choose from; all known ones if not given.
        identifier: "corpuslint", or "langdetect" for the library of that name (seeded, slower, 55 languages).

    Returns:
        A code such as "fr"; "und" (undetermined) if the text holds no letter of a known script.

    Raises:
        ConfigurationError: an unknown language or identifier.
    """
    if identifier == "corpuslint":
        evident = _evident_language(text) if languages is None else None
        return evident or identify(text, languages).language
    if identifier == "langdetect":
        return _langdetect(text, check_languages(languages))
    raise ConfigurationError(f'unknown identifier "{identifier}"; use "corpuslint" or "langdetect"')


def _evident_language(text: str) -> str | None:
    """The language that typical words make evident, which is so in most prose of a few lines; None if none does."""
    sample = "\n".join(_windows(text, GLANCE))
    if not is_latin(sample):
        return None
    words = sample.split()
    owners = typical_languages("latin")
    found: dict[str, int] = {}
    for word in owners.keys() & words:
        for language in owners[word]:
            found[language] = found.get(language, 0) + 1
    behind, ahead = [0, 0, *sorted(found.values())][-2:]
    evident = ahead - RIVAL_WEIGHT * behind >= AHEAD and ahead * WORDS_PER_TYPICAL >= len(words)
    return max(found, key=found.__getitem__) if evident else None


def identify(text: str, languages: Iterable[str] | None = None) -> Identification:
    """What a text costs in each language; arguments and errors as :func:`detect_language`."""
    chosen = check_languages(languages)
    sample = "\n".join(_windows(text))
    if "@" in sample or "://" in sample or "www." in sample:
        sample = _ADDRESS.sub(" ", sample)
    words = _words_by_script(sample)
    own = {script: _cost(script, found) for script, found in words.items()}
    costs = own if len(own) < 2 and "han" not in own else _with_other_scripts(own, words)
    totals = {
        code: cost + PRIOR.get(code, 0.0)
        for script, column in costs.items()
        for code, cost in zip(script_languages(script), column, strict=True)
        if chosen is None or code in chosen
    }
    for sign, writers, surcharge in SIGNS:
        if sign in sample:
            totals = {code: cost if code in writers else cost + surcharge for code, cost in totals.items()}
    return Identification(totals, sum(_count(script, found) for script, found in words.items()))


def _count(script: str, words: list[str]) -> int:
    """How many words there are; a script without spaces has two letters to a word."""
    return sum(map(len, words)) // 2 if script in UNSPACED else len(words)


def _words_by_script(sample: str) -> dict[str, list[str]]:
    """The words of each script that the sample holds, in order."""
    if is_latin(sample):
        latin = LATIN_WORD.findall(sample)
        return {"latin": latin} if latin else {}
    words: dict[str, list[str]] = {}
    for match in word_pattern().finditer(sample):
        words.setdefault(match.lastgroup or "", []).append(match.group())
    return words


def _cost(script: str, words: list[str]) -> list[float]:
    """What words cost together in each language of their script."""
    if script not in LANGUAGES:
        return [0.0] * len(script_languages(script))
    costs = load_evidence(script).costs
    named = [word for word in words[1:] if word[0].isupper()]
    if not named:
        return [*map(sum, zip(*map(costs, words), strict=True))]
    plain = [words[0], *(word for word in words[1:] if not word[0].isupper())]
    columns = zip(zip(*map(costs, plain), strict=True), zip(*map(costs, named), strict=True), strict=True)
    return [sum(sure) + NAME_WEIGHT * sum(names) for sure, names in columns]


def _with_other_scripts(own: Mapping[str, list[float]], words: Mapping[str, list[str]]) -> dict[str, list[float]]:
    """The same with what the words of the other scripts cost: their best reading, and a surcharge."""
    return {
        script: [
            cost
            + sum(min(own[other]) + abroad(other, code, found) for other, found in words.items() if other != script)
            + (abroad(script, code, words[script]) if script == "han" else 0.0)
            for code, cost in zip(script_languages(script), column, strict=True)
        ]
        for script, column in own.items()
    }


def abroad(script: str, code: str, words: list[str]) -> float:
    """What words of a script cost more in a language that is not written in it."""
    if script == code:
        return 0.0
    if script == "han":
        return HAN_IN.get(code, HAN_ABROAD) * sum(map(len, words))
    if script == "ja":
        return KANA_ABROAD * sum(map(len, words))
    return (LATIN_ABROAD if script == "latin" else OTHER_ABROAD) * len(words)


def check_languages(languages: Iterable[str] | None) -> frozenset[str] | None:
    """The codes as a set, None for no restriction.

    Raises:
        ConfigurationError: a code that cannot be identified.
    """
    if languages is None:
        return None
    chosen = frozenset(languages)
    unknown = sorted(chosen.difference(known_languages()))
    if unknown:
        raise ConfigurationError(f'unknown language "{unknown[0]}"; known are {", ".join(known_languages())}')
    return chosen


def _windows(text: str, length: int = WINDOW) -> Iterator[str]:
    if len(text) <= WINDOWS * length:
        yield text
        return
    for number in range(WINDOWS):
        start = number * (len(text) - length) // (WINDOWS - 1)
        yield text[start : start + length]


@cache
def _langdetect_factory() -> object:
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    factory.set_seed(0)
    return factory


def _langdetect(text: str, chosen: frozenset[str] | None) -> str:
    """What langdetect says, in our codes."""
    from langdetect.lang_detect_exception import LangDetectException

    if not word_pattern().search(text):
        return UNDETERMINED
    detector = _langdetect_factory().create()  # type: ignore[attr-defined]
    detector.append("\n".join(_windows(text)))
    try:
        found = [guess.lang.split("-")[0] for guess in detector.get_probabilities()]
    except LangDetectException:
        return UNDETERMINED
    codes = ["nb" if code == "no" else code for code in found]
    return next((code for code in codes if chosen is None or code in chosen), UNDETERMINED)
