"""Whether a text is in the language that it should be in: a cheap screen, then identification of what is left."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache, lru_cache
from typing import NamedTuple

from corpuslint.charsets import characters_in
from corpuslint.language.codes import UNDETERMINED
from corpuslint.language.evidence import load_evidence, typical_words
from corpuslint.language.identify import detect_language, identify, known_languages
from corpuslint.language.scripts import LANGUAGES
from corpuslint.lazy import regex

# How many nats more a word must cost in a language than in another to say something against it.
TELLING = 4.0
# A text is cleared if this share of its words is typical of its language. Of real paragraphs that clears 93 to 99 of
# a hundred, and next to none in another language.
TYPICAL_SHARE = 0.1
SCREENED = 400
# By how many nats for each word a text must be cheaper in another language; real ones are by 3 to 8, lists of names
# and titles of works by 2.
SURE_PER_WORD = 2.5
# With more capitals than this a text is a title, a list of names or a reference; German prose has four in ten.
CAPITAL_SHARE = 0.5
# With more characters than this that prose does not have, it is a table, a formula or code.
UNPROSAIC_SHARE = 0.12
# Languages written with the same letters that are identified as one, or that words hardly tell apart.
ALIKE = ({"sr", "hr"}, {"id", "ms"})

_UNPROSAIC = regex(r"[\d=<>{}()\[\]|_\\#*/+@^~$&%;]")
_WORD = regex(r"(?<!\w)[^\W\d_]\w*")
_UNSPACED = regex(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
# Characters of the scripts whose languages have typical words, and signs of all; others name a language by themselves.
_SHARED_LETTERS = characters_in(
    "\0-\u036f\u0400-\u052f\u0600-\u06ff\u0750-\u077f\u1e00-\u1eff\u2000-\u2bff\ufb00-\ufb06\ufb50-\ufdff\ufe00-\ufeff\ufffd"
)
_OPENING, _CLOSING = '«“„‟"「『', '»”“"」』'
# Other codes of a language, and of languages that share their script with a commoner one that all are identified as.
_ALIASES = {
    other: code
    for code, others in {
        "nb": "no nn",
        "hr": "bs sh",
        "tl": "fil",
        "he": "iw yi",
        "id": "in",
        "zh": "cmn yue",
        "hi": "mr ne sa",
        "bn": "as",
        "am": "ti",
    }.items()
    for other in others.split()
}


class Foreign(NamedTuple):
    """A text in another language than expected: which, by how many nats it is cheaper, and how many words it has."""

    language: str
    margin: float
    words: int

    @property
    def confidence(self) -> float:
        """How sure it is, in 0..1."""
        return float(1 - 0.5 ** (1 + 2 * self.margin / (SURE_PER_WORD * self.words)))


@cache
def identified_as(language: str | None) -> str | None:
    """The code that a text in a language, given by any language tag, is identified as; None if it cannot be."""
    primary = re.split("[-_]", (language or "").lower(), maxsplit=1)[0]
    code = _ALIASES.get(primary, primary)
    return code if code in known_languages() else None


def looks_like(text: str, language: str, share: float = TYPICAL_SHARE) -> bool:
    """Whether the beginning of a text has typical words of a language: a screen, which hardly errs but may miss."""
    words = text[:SCREENED].lower().split()
    known = sum(map(typical_words(language).__contains__, words))
    return known > 0 and known >= share * len(words)


def _alike(language: str) -> set[str]:
    return {language}.union(*(group for group in ALIKE if language in group))


@cache
def _foreign_words(language: str) -> frozenset[str]:
    """The typical words of all languages but one and those like it, in lower case."""
    others = {code for codes in LANGUAGES.values() for code in codes} - _alike(language)
    return frozenset().union(*map(typical_words, others))


@lru_cache(maxsize=1 << 14)
def _is_own(word: str, language: str) -> bool:
    """Whether a word says little against a language, whatever else it is typical of."""
    for script, languages in LANGUAGES.items():
        if language in languages:
            costs = load_evidence(script).listed(word)
            return language in costs and costs[language] < min(costs.values()) + TELLING
    return False


def foreign_words(words: Set[str], language: str) -> frozenset[str]:
    """Those of some words that are typical of a language that a text in another can be told to be in."""
    return frozenset(word for word in words & _foreign_words(language) if not _is_own(word, language))


def find_foreign_block(text: str, language: str, words: int, identifier: str) -> Foreign | None:
    """What language a block is in, if it is prose that is clearly not in the expected one.

    Args:
        text: the block.
        language: the expected language, a code that :func:`identified_as` gave.
        words: blocks of fewer words are not judged.
        identifier: which of those of :func:`corpuslint.detect_language` has to confirm it.
    """
    if looks_like(text, language) or (len(text.split(None, words)) < words and not _UNSPACED.search(text)):
        return None
    quoted = text[:1] in _OPENING and text.rstrip(" .!?…")[-1:] in _CLOSING
    return None if quoted or not _is_prose(text) else _judge(text, language, words, identifier)


def names_language(residue: frozenset[str]) -> bool:
    """Whether the distinct characters of a text may hold letters that name a language by themselves."""
    return not residue <= _SHARED_LETTERS


def find_foreign_document(
    text: str, language: str, words: int, identifier: str, residue: frozenset[str]
) -> Foreign | None:
    """The same for a whole document, judged by windows spread over it; nearly all of it must be foreign."""
    opening = frozenset(text[:SCREENED].lower().split())
    if not foreign_words(opening, language) and not names_language(residue):
        return None
    step = max(SCREENED, (len(text) - SCREENED) // 4)
    windows = [text[start : start + SCREENED] for start in range(0, len(text), step)][:5]
    if 3 * sum(looks_like(window, language) for window in windows) >= len(windows):
        return None
    found = _judge(text, language, words, identifier)
    if found and sum(identify(window).language == found.language for window in windows) < len(windows) - 1:
        return None
    return found if found and _is_prose("\n".join(windows)) else None


def _judge(text: str, language: str, words: int, identifier: str) -> Foreign | None:
    found = identify(text)
    best = found.language
    alike = _alike(language)
    if found.words < words or best in {*alike, UNDETERMINED}:
        return None
    margin = min(found.margin(code) for code in alike)
    if margin < SURE_PER_WORD * found.words or (typical_words(best) and not looks_like(text, best, TYPICAL_SHARE / 2)):
        return None
    if identifier != "corpuslint" and identified_as(detect_language(text, identifier=identifier)) in {*alike, None}:
        return None
    return Foreign(best, margin, found.words)


def _is_prose(text: str) -> bool:
    """Whether a text is made of sentences rather than of names, titles, figures or code."""
    if len(_UNPROSAIC.findall(text)) > UNPROSAIC_SHARE * len(text):
        return False
    words: list[str] = _WORD.findall(text)
    capitals = sum(word[0].isupper() for word in words)
    return capitals <= CAPITAL_SHARE * len(words)
