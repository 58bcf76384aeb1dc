"""Words that stand twice by mistake: only words that a language never doubles, which its rule file lists."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import compress, count, islice
from operator import eq

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Applicability, Edit, Finding, Fix

# "l'appel de de Gaulle": before a name the second word may belong to it.
_PARTICLES = frozenset("de du des la le d da do dos das di del della von van zu".split())


# What may stand against a word of a pair.
_SIGNS_BEFORE, _SIGNS_BEHIND = '(«“„"[', ',.;:!?…)»”"]'
_SIGNS = _SIGNS_BEFORE + _SIGNS_BEHIND


@lru_cache(maxsize=16)
def _pattern(words: str) -> re.Pattern[str]:
    """One of the words, perhaps with a capital, then white space, then the same word."""
    choice = "|".join(f"[{word[0].upper()}{word[0]}]{re.escape(word[1:])}" for word in words.split())
    return re.compile(
        rf"(?<![\w'’.-])(?P<first>{choice})(?P<gap>[ \t\u00a0]+|[ ]?\r?\n)(?P<second>(?i:(?P=first)))(?![\w'’-])"
    )


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report each doubled word; the fix removes the second."""
    active = rules["doubled-word"]
    words = active.options["words"].get(document.language)
    if not words:
        return
    if not _may_be_doubled(document, words):
        return
    text = document.text
    for match in _pattern(words).finditer(text):
        second, wrapped = match["second"], "\n" in match["gap"]
        if not second.islower() or _is_chant(text, match.start(), match.end(), second):
            continue
        if wrapped and not _one_block(document, match.start(), match.end()):
            continue
        name = second in _PARTICLES and text[match.end() + 1 : match.end() + 2].isupper()
        applicability = Applicability.DISPLAY if name else active.rule.applicability
        yield active.finding(
            match.start(),
            match.end(),
            f'"{second}" stands twice',
            confidence=0.5 if name else 0.85 if wrapped else 0.95,
            fix=Fix(applicability, (Edit(match.start("gap"), match.end(), ""),)),
        )


@lru_cache(maxsize=16)
def _dressed(words: str) -> frozenset[str]:
    """The words with a capital, with a sign before them or with punctuation behind them."""
    bare = words.split()
    before = (sign + word for word in bare for sign in _SIGNS_BEFORE)
    return frozenset((*map(str.capitalize, bare), *before, *(word + sign for word in bare for sign in _SIGNS_BEHIND)))


def _may_be_doubled(document: Document, words: str) -> bool:
    """Whether one of the words may stand next to itself: equal neighbours, or a capital or a sign at one of the two."""
    tokens = document.tokens
    if any(map(eq, tokens, islice(tokens, 1, None))):
        doubled = compress(tokens, map(eq, tokens, islice(tokens, 1, None)))
        if not {*doubled}.isdisjoint(words.split()):
            return True
    dressed = document.chunks & _dressed(words)
    for place in compress(count(), map(dressed.__contains__, tokens)) if dressed else ():
        bare = tokens[place].strip(_SIGNS).lower()
        if bare in tokens[place + 1 : place + 2] or bare in tokens[max(0, place - 1) : place]:
            return True
    return False


def _is_chant(text: str, start: int, end: int, word: str) -> bool:
    """Whether the word stands a third time beside the two, as in ``la la la``."""
    reach = len(word) + 2
    before, after = text[max(0, start - reach) : start].rstrip(" ,"), text[end : end + reach].lstrip(" ,")
    return before.lower().endswith(word) or after.lower().startswith(word)


def _one_block(document: Document, start: int, end: int) -> bool:
    """Whether a hard-wrapped paragraph holds both words."""
    blocks = document.blocks
    index = bisect_right(blocks, start, key=lambda block: block.start) - 1
    return index >= 0 and blocks[index].end >= end
