"""Where the words stand that a speller should look at: a cheap screen for all, a close look at the suspects' places."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from corpuslint.language.sections import stretches
from corpuslint.language.tokens import tokenize
from corpuslint.lazy import regex

WORD = regex(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_LETTERS = regex(r"[^\W\d_]+")
_ENTITY = regex(r"&[A-Za-z]{2,8};")
# Addresses, code, numbers, formulas, damaged letters: nothing in such a run of characters is judged.
_NO_PROSE = regex(r"""[^\w\s'’ʼ\-‐‑–—.,;:!?…"«»“”„‘‹›()\[\]/*¿¡·•]|[\d_]|://|\w\.\w|/.*/|^www""")
_CHUNK = regex(r"\S+")
# Marks that say nothing of the word between them.
AROUND = "'’.,;:!?…\"«»“”()"
# So many runs of characters are looked for one by one, in a text or in a stretch of it (code points).
_FEW = 40
_STRETCH = 8000
# What may stand between the end of a sentence and the next word.
_OPENING = " \u00a0\u202f\t\"«“„‘'’([*_–—-•·"
_SENTENCE_END = ".!?:…"
_ABBREVIATION = regex(r"(?<![^\W\d_])(?:[A-ZÀ-Þ]|MM|Mr|Mrs|Ms|Dr|Pr|Me|St|Ste|Prof|Sr|Sra|Hr|Fr|Sig)\.$")
SHORTEST, LONGEST = 3, 30
# How much of the text around a word counts as its neighbourhood: words on each side, and code points.
NEIGHBOURS, REACH = 4, 100


class Place(NamedTuple):
    """A word where it stands.

    start, end: its span in the text, in code points.
    text: the word as it is written; ``lower`` in lower case.
    at_start: whether a sentence, a line or a heading begins with it.
    before, after: up to four words on either side, the nearest first; only of the same line.
    left, right: the tokens beside it, apostrophes straight; empty at the ends of a line.
    joined_left, joined_right: the apostrophe or hyphen that joins it to its neighbour, or nothing.
    spaced_left, spaced_right: whether nothing but space, apostrophe or hyphen divides it from the next word.
    """

    start: int
    end: int
    text: str
    lower: str
    at_start: bool
    before: tuple[str, ...]
    after: tuple[str, ...]
    left: str
    right: str
    joined_left: str
    joined_right: str
    spaced_left: bool
    spaced_right: bool


def words_of(chunk: str) -> Iterable[tuple[int, str, str, int]]:
    """Words of a run of characters without white space: offset, word, the hyphened or elided whole, offset in it."""
    if chunk.isalpha():
        return ((0, chunk, chunk, 0),)
    word = chunk.strip(AROUND)
    if word.isalpha():
        return ((chunk.index(word), word, word, 0),)
    return tuple(_words_between_marks(chunk))


def _words_between_marks(chunk: str) -> Iterator[tuple[int, str, str, int]]:
    if "&" in chunk:
        chunk = _ENTITY.sub(lambda match: " " * len(match.group()), chunk)
    if _NO_PROSE.search(chunk):
        return
    for match in WORD.finditer(chunk):
        whole, end = match.group(), match.end()
        if chunk[end : end + 1] == "-" or chunk[: match.start()].endswith("-"):
            continue  # a piece of a word
        for part in _LETTERS.finditer(whole):
            yield match.start() + part.start(), part.group(), whole, part.start()


def occurrences(text: str, chunks: Collection[str]) -> list[tuple[int, str]]:
    """Where runs of characters without white space stand in a text: offsets and runs, in order."""
    if len(chunks) <= _FEW:
        return sorted(_found(text, 0, len(text), chunks))
    found: list[tuple[int, str]] = []
    wanted = frozenset(chunks)
    for first, last in stretches(text, _STRETCH):
        here = wanted.intersection(text[first:last].split())
        if len(here) > _FEW:
            found += [(at.start(), run) for at in _CHUNK.finditer(text, first, last) if (run := at.group()) in here]
        else:
            found += sorted(_found(text, first, last, here))
    return found


def _found(text: str, first: int, last: int, chunks: Iterable[str]) -> Iterator[tuple[int, str]]:
    for chunk in chunks:
        start = text.find(chunk, first, last)
        while start >= 0:
            end = start + len(chunk)
            if (not start or text[start - 1].isspace()) and (end == len(text) or text[end].isspace()):
                yield start, chunk
            start = text.find(chunk, end, last)


def opens_sentence(text: str, start: int) -> bool:
    """Whether a sentence, a line or a heading begins at ``start``."""
    left = text[max(0, start - REACH) : start]
    opening = left[left.rfind("\n") + 1 :].rstrip(_OPENING)
    return not opening or (opening[-1] in _SENTENCE_END and not _ABBREVIATION.search(opening))


def look_at(text: str, start: int, word: str) -> Place:
    """The place of a word that stands at ``start``."""
    end = start + len(word)
    low, high = max(0, start - REACH), min(len(text), end + REACH)
    left = text[low:start].rpartition("\n")[2]
    right = text[end:high].partition("\n")[0]
    before = _LETTERS.findall(left[left.find(" ") + 1 :] if low else left)[: -NEIGHBOURS - 1 : -1]
    after = _LETTERS.findall(right)[:NEIGHBOURS]
    tokens_left, tokens_right = tokenize(left[-40:]), tokenize(right[:40])
    return Place(
        start,
        end,
        word,
        word.lower(),
        at_start=opens_sentence(text, start),
        before=tuple(before),
        after=tuple(after),
        left=tokens_left[-1] if tokens_left else "",
        right=tokens_right[0] if tokens_right else "",
        joined_left=left[-1:] if left[-1:] and left[-1] in "'’ʼ-" and left[-2:-1].isalpha() else "",
        joined_right=right[:1] if right[:1] and right[0] in "'’ʼ-" and right[1:2].isalpha() else "",
        spaced_left=bool(before) and left.rstrip(" '’ʼ-").endswith(before[0]),
        spaced_right=bool(after) and right.lstrip(" '’ʼ-").startswith(after[0]),
    )
