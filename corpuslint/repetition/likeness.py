"""How alike two passages are: the same but for white space, but for punctuation, or in another wording."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from corpuslint.charsets import characters_in
from corpuslint.lazy import regex

# White space in ASCII, and above it.
_SPACES = b"\t\n\v\f\r\x1c\x1d\x1e\x1f "
_WIDE_SPACES = characters_in("\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000")
_NOT_LETTERS = regex(r"[\W_]+")
_NUMBERS = regex(r"\d+")
_FACT = regex(r"\d+|(?<=[\w,;:'’(«\"-][ \u00a0])[A-ZÀ-ÖØ-ÞĀ-ſƠƯ][\w-]+|(?<=\w['’])[A-ZÀ-ÖØ-Þ][\w-]+")
# Passages are aligned by at most so many letters from their start and so many from their end.
_WINDOW = 400
ALIGNED = 2 * _WINDOW
# Shorter runs of equal letters occur in any two sentences of one language.
_RUN = 4


def tight(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def tight_all(texts: Iterable[str], residue: frozenset[str]) -> list[str]:
    """Texts without white space, where ``residue`` holds all their characters above ASCII: faster than one by one."""
    wide = sorted(residue & _WIDE_SPACES)
    tights = []
    for text in texts:
        for space in wide:
            text = text.replace(space, "")  # noqa: PLW2901
        raw = text.encode("utf-8", "surrogatepass").translate(None, _SPACES)
        tights.append(raw.decode("utf-8", "surrogatepass"))
    return tights


def loose(text: str) -> str:
    """Letters and digits of the text, without case."""
    return _NOT_LETTERS.sub("", text).casefold()


def offset_of(text: str, start: int, count: int) -> int:
    """Where the character number ``count`` (from 0) of ``tight(text[start:])`` stands in ``text``."""
    for match in re.compile(r"\S+").finditer(text, start):
        length = match.end() - match.start()
        if count < length:
            return match.start() + count
        count -= length
    return len(text)


class Likeness(NamedTuple):
    """How two passages align, in letters; what the second has before the text of the first begins is not counted.

    shorter: share of the shorter passage that stands in the longer one, in order.
    longer: the same share of the longer passage.
    replaced: share of the shorter passage that stands opposite other words.
    same_start, same_end: whether both begin and end alike.
    facts: how many numbers and names both have.
    other_facts: whether the second has another number or name in the place of one of the first.
    """

    shorter: float = 0.0
    longer: float = 0.0
    replaced: float = 1.0
    same_start: bool = False
    same_end: bool = False
    facts: int = 0
    other_facts: bool = True


def may_share_ends(first: str, second: str, lead_in: int = 45) -> bool:
    """Whether two passages, given as :func:`loose` makes them, can have ``same_start`` and ``same_end``: a screen."""
    a, b = _ends(first), _ends(second)
    slack = _RUN - 1
    start, end = b[: lead_in + slack + _RUN], b[-slack - _RUN :]
    starts = any(a[at : at + _RUN] in start for at in range(_RUN))
    return starts and any(a[len(a) - at - _RUN : len(a) - at] in end for at in range(_RUN))


def compare(first: str, second: str, lead_in: int = 45) -> Likeness:
    """Align two passages. ``lead_in`` is how many letters, such as a dateline, the second may have before the text."""
    from difflib import SequenceMatcher

    a, b = _ends(loose(first)), _ends(loose(second))
    runs = [run for run in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks() if run.size >= _RUN]
    if not runs:
        return Likeness()
    skipped = min(max(runs[0].b - runs[0].a, 0), lead_in)
    matched = sum(run.size for run in runs)
    gaps = [
        (a[before.a + before.size : after.a], b[before.b + before.size : after.b]) for before, after in pairwise(runs)
    ]
    length_a, length_b = len(a), max(len(b) - skipped, 1)
    facts_a, facts_b = _facts(first), _facts(second)
    only_a, only_b = _missing(facts_a, second), _missing(facts_b, first)
    slack = _RUN - 1
    return Likeness(
        shorter=min(matched / min(length_a, length_b), 1.0),
        longer=matched / max(length_a, length_b),
        replaced=sum(min(len(gap_a), len(gap_b)) for gap_a, gap_b in gaps) / min(length_a, length_b),
        same_start=runs[0].a <= slack and runs[0].b - skipped <= slack,
        same_end=length_a - runs[-1].a - runs[-1].size <= slack and len(b) - runs[-1].b - runs[-1].size <= slack,
        facts=len(facts_a - only_a),
        other_facts=any(_fills(only_a, gap_a) and _fills(only_b, gap_b) for gap_a, gap_b in gaps),
    )


def _facts(text: str) -> set[str]:
    """Numbers, and words with a capital that do not begin the text or stand before it as a dateline."""
    return set(_FACT.findall(text))


def _missing(facts: set[str], text: str) -> set[str]:
    """Facts that a text lacks; a name may be glued to its neighbours, a number not to other digits."""
    numbers, whole = set(_NUMBERS.findall(text)), tight(text)
    return {fact for fact in facts if (fact not in numbers if fact[0].isdigit() else fact not in whole)}


def _ends(letters: str) -> str:
    return letters if len(letters) <= ALIGNED else letters[:_WINDOW] + letters[-_WINDOW:]


def _fills(facts: set[str], gap: str) -> bool:
    """Whether one of the facts stands in a gap between equal runs, or reaches into it."""
    return bool(gap) and any(fact in gap or gap in fact for fact in map(loose, facts))
