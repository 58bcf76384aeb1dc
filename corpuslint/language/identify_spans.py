"""Which words of a text are in which language: the cheapest way to read it, where changing the language has a price.

A word costs what :mod:`corpuslint.language.evidence` says. A change of language costs most inside a clause, and less
where something invites it: a line end, a full stop, a capital letter, a bracket, a word that two others were glued to.
A search over words and languages (Viterbi) finds the reading that costs least, in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from operator import add, lt
from types import MappingProxyType

from corpuslint.language.codes import UNDETERMINED
from corpuslint.language.evidence import load_evidence
from corpuslint.language.identify import NAME_WEIGHT, PRIOR, UNSPACED, abroad, check_languages
from corpuslint.language.scripts import LANGUAGES, script_languages, word_pattern
from corpuslint.lazy import regex

# What a change of language costs between two words, in nats, by what stands between them.
AT_LINE_END = 6.0
AT_LABEL = 5.0
IN_GLUED_WORD = 7.0
AT_SCRIPT = 7.0
AT_SENTENCE_END = 8.0
AT_PUNCTUATION = 10.0
AT_CAPITAL = 11.0
INSIDE_CLAUSE = 14.0
# No single word says more than this against a language; a word that opens a sentence or a span may be a name.
SUREST = 12.0
OPENING_WEIGHT = 0.6

# Labels that sites put, with a number, between a title and a caption of another language.
LABELS: Mapping[str, str] = MappingProxyType(
    {"vi": r"(?:h(?:ì|i\u0300|i)nh )?(?:ả|a\u0309)nh(?= minh h| \d)|hinh anh(?= \d)"}
)
LABEL_COST = 30.0
# Of a longer run of letters only the beginning is read.
LONGEST = 64
_LABEL = regex("|".join(rf"(?P<{code}>\b(?:{label}))" for code, label in LABELS.items()), re.IGNORECASE)

# Beginnings of names that have a capital inside: no word was glued to them.
_NAME_BEGINNINGS = frozenset(("i", "Mac"))
# Signs that join two words rather than part them.
_JOINING = frozenset(("'", "’", "-"))
_LINE_END = regex(r"[\n\r\x85\u2028\u2029]")
_SENTENCE_END = regex(r"[.!?…。！？][»”’\"')\]]*\s+")
_OPENING = "([{«“„‘¿¡\"'"


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, what a change of language before it costs, how much its own costs count, and the label it belongs to."""

    start: int
    end: int
    script: str
    change: float
    weight: float
    label: str | None


def language_spans(text: str, *, languages: Iterable[str] | None = None) -> list[tuple[int, int, str]]:
    """Cut a text into spans of one language each.

    The spans cover the text, in order; neighbours differ. White space and closing punctuation belong to the span
    before them, opening brackets and quotation marks to the span after. Names, titles and single foreign words stay in
    the language around them.

    Args:
        text: any text.
        languages: codes to choose from; all known ones if not given.

    Returns:
        Spans (start, end, code) in code points, with codes as :func:`corpuslint.detect_language` gives them. A text
        without letters is one span "und"; the empty text has no span.

    Raises:
        ConfigurationError: an unknown language.
    """
    chosen = check_languages(languages)
    words = list(_words(text))
    spans: list[tuple[int, int, str]] = []
    last: _Word | None = None
    for word, code in zip(words, _read(text, words, chosen), strict=True):
        if last is None:
            spans.append((0, len(text), code))
        elif spans[-1][2] != code:
            boundary = _boundary(text, last.end, word.start)
            spans[-1] = (spans[-1][0], boundary, spans[-1][2])
            spans.append((boundary, len(text), code))
        last = word
    return spans or ([(0, len(text), UNDETERMINED)] if text else [])


def _words(text: str) -> Iterator[_Word]:
    """Words, cut at a capital after a small letter, where two may have been glued together."""
    labels = [(match.start(), match.end(), match.lastgroup) for match in reversed([*_LABEL.finditer(text)])]
    label = script = None
    end = 0
    for match in word_pattern().finditer(text):
        for start, stop in pairwise(_cuts(match.group(), match.start())):
            while labels and labels[-1][1] <= start:
                labels.pop()
            before, label = (script, label), labels[-1][2] if labels and labels[-1][0] <= start else None
            script = match.lastgroup or ""
            change = INSIDE_CLAUSE if text[start - 1 : start] in _JOINING else _change(text[end:start], text[start])
            if before != (script, label):
                change = min(change, AT_LABEL if before[1] != label else AT_SCRIPT)
            weight = 1.0
            if not label and text[start].isupper():
                weight = OPENING_WEIGHT if change <= AT_SENTENCE_END or not end else NAME_WEIGHT
            yield _Word(start, stop, script, change, weight, label)
            end = stop


def _cuts(letters: str, at: int) -> list[int]:
    """Where a word that starts at an offset may be cut: its ends, and before a capital after a small letter."""
    cuts = [at]
    if not letters[1:].islower() and not letters.isupper():
        for index, (before, letter) in enumerate(pairwise(letters), 1):
            if letter.isupper() and before.islower() and not _begins_name(letters[cuts[-1] - at : index]):
                cuts.append(at + index)
    return [*cuts, at + len(letters)]


def _begins_name(letters: str) -> bool:
    return letters in _NAME_BEGINNINGS or (len(letters) == 2 and letters[0].isupper())


def _change(gap: str, letter: str) -> float:
    """What a change of language costs at a gap before a letter."""
    if gap == " ":
        return AT_CAPITAL if letter.isupper() else INSIDE_CLAUSE
    if _LINE_END.search(gap):
        return AT_LINE_END
    if not gap or gap.isdigit():
        return IN_GLUED_WORD
    if "¿" in gap or "¡" in gap or _SENTENCE_END.search(gap):
        return AT_SENTENCE_END
    glued = letter.isupper() and not gap[-1].isspace() and gap[-1] not in _OPENING and gap[-1] not in "–—-/"
    return IN_GLUED_WORD if glued else AT_PUNCTUATION


def _read(text: str, words: list[_Word], chosen: frozenset[str] | None) -> list[str]:
    """The language of each word in the cheapest reading of all."""
    codes = _candidates({word.script for word in words}, chosen)
    if len(codes) < 2:
        return [*(codes or (UNDETERMINED,))] * len(words)
    priors = [PRIOR.get(code, 0.0) for code in codes]
    totals = priors
    steps: list[tuple[int, bytes]] = []
    for word in words:
        costs = _costs(text[word.start : min(word.end, word.start + LONGEST)], word, codes)
        least = min(totals)
        changed = [least + word.change + prior for prior in priors]
        steps.append((totals.index(least), bytes(map(lt, changed, totals))))
        totals = [*map(add, map(min, totals, changed), costs)]
    reading, best = [], totals.index(min(totals))
    for came_from, changes in reversed(steps):
        reading.append(codes[best])
        if changes[best]:
            best = came_from
    return _absorb(words, reading[::-1])


def _candidates(scripts: set[str], chosen: frozenset[str] | None) -> tuple[str, ...]:
    """The languages that words in some scripts may be in."""
    if len(scripts) == 1 and chosen is None:
        return script_languages(*scripts)
    known = dict.fromkeys(code for script in sorted(scripts) for code in script_languages(script))
    return tuple(code for code in known if chosen is None or code in chosen)


def _costs(letters: str, word: _Word, codes: tuple[str, ...]) -> Sequence[float]:
    """What a word costs in each of some languages, beyond what it costs where it is cheapest."""
    if word.label:
        return [0.0 if code == word.label else LABEL_COST for code in codes]
    if word.script not in LANGUAGES:
        return [abroad(word.script, code, [letters]) for code in codes]
    surplus = _surplus(word.script, letters, word.weight)
    own = LANGUAGES[word.script]
    if codes is own:
        return surplus
    by_code = dict(zip(own, surplus, strict=True))
    foreign = (1.0 if word.weight == 1.0 else OPENING_WEIGHT) * abroad(word.script, "", [letters])
    return [by_code.get(code, foreign) for code in codes]


@lru_cache(maxsize=1 << 14)
def _surplus(script: str, letters: str, weight: float) -> tuple[float, ...]:
    costs = load_evidence(script).costs(letters)
    least = min(costs)
    return tuple(weight * min(cost - least, SUREST) for cost in costs)


def _absorb(words: list[_Word], reading: list[str]) -> list[str]:
    """The same reading, with every single foreign word in the language around it."""
    runs = [(code, [*run]) for code, run in groupby(range(len(words)), key=reading.__getitem__)]
    result = reading[:]
    for number, (_, run) in enumerate(runs):
        word = words[run[0]]
        if len(run) == 1 and len(runs) > 1 and not word.label and word.script not in UNSPACED:
            result[run[0]] = result[run[0] - 1] if number else runs[1][0]
    return result


def _boundary(text: str, end: int, start: int) -> int:
    """Where the span of a word that starts at ``start`` begins, if the word before it ends at ``end``."""
    gap = text[end:start]
    stop = _SENTENCE_END.search(gap)
    if stop and stop.end() < len(gap):
        return end + stop.end()
    inner = gap[:-1] if gap.endswith((" ", "\u00a0", "\u202f")) else gap
    before = len(inner.rstrip(_OPENING))
    return end + before if before < len(inner) else start
