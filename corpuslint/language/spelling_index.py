"""Words near a misspelling, without reading the lexicon: an index of word beginnings with up to two letters left out.

Two words within two edits of each other agree once each loses at most two letters, and so do their beginnings. The
index therefore holds, for the folded beginning of every candidate word, each way of leaving out up to two of its
letters; a look-up leaves letters out of the misspelling in the same way. (The idea is Wolf Garbe's SymSpell, 2012.)

The file ``spelling.index`` is mapped, not read. ``scripts/build_spelling_index.py`` makes it. Its parts, little-endian:

    magic "CLSI", number of groups (u32), number of buckets (u32, a power of two), bytes of words (u32)
    group offsets    (groups + 1) x u32     where the words of each group begin
    bucket offsets   (buckets + 1) x u32    where the postings of each bucket begin
    postings         u16 each               numbers of groups
    words            UTF-8                  a group is the words with one folded beginning, a space between two
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from zlib import crc32

from corpuslint.language.codes import DATA

MAGIC = b"CLSI"
HEADER = struct.Struct("<4sIII")
# Letters of a word that the index looks at.
BEGINNING = 6


def shortened(beginning: str, depth: int = 2) -> Iterator[str]:
    """A folded beginning, and every way of leaving out up to ``depth`` of its letters (one of three or fewer)."""
    yield beginning
    length = len(beginning)
    for left_out in range(1, min(depth, length // 2) + 1):
        yield from map("".join, combinations(beginning, length - left_out))


def bucket(text: str, buckets: int) -> int:
    """Number of the bucket of a shortened beginning."""
    return crc32(text.encode()) & (buckets - 1)


class SpellingIndex:
    """Candidate words of one language, found by resemblance."""

    def __init__(self, data: memoryview) -> None:
        magic, groups, self._buckets, size = HEADER.unpack_from(data)
        if magic != MAGIC:
            raise ValueError("not a spelling index")
        offsets = HEADER.size + 4 * (groups + 1)
        self._groups = data[HEADER.size : offsets].cast("I")
        starts = offsets + 4 * (self._buckets + 1)
        self._starts = data[offsets:starts].cast("I")
        postings = starts + 2 * self._starts[self._buckets]
        self._postings = data[starts:postings].cast("H")
        self._words = data[postings : postings + size]

    def near(self, folded: str, depth: int) -> list[str]:
        """Words whose beginning may lie within ``depth`` edits of that of a folded word; many of them do not."""
        found: set[int] = set()
        starts, postings, words, groups = self._starts, self._postings, self._words, self._groups
        for text in set(shortened(folded[:BEGINNING], depth)):
            at = bucket(text, self._buckets)
            found.update(postings[starts[at] : starts[at + 1]])
        return b" ".join([words[groups[group] : groups[group + 1]] for group in sorted(found)]).decode().split()


@cache
def load_index(language: str) -> SpellingIndex | None:
    """The index of a language, mapped rather than read; None if there is none."""
    path = DATA / language / "spelling.index"
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return SpellingIndex(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
