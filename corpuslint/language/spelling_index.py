"""Words near a misspelling, without reading the lexicon: an index of word beginnings with up to two letters left out.

Two words within two edits of each other agree once each loses at most two letters, and so do their beginnings. An index
therefore holds, for the folded beginning of every candidate word, each way of leaving out letters; a look-up leaves
letters out of the misspelling in the same way. (The idea is Wolf Garbe's SymSpell, 2012.) Slips that the beginnings
account for leave the rest of a word as it is, which is what the look-up asks of most of the words that it meets.

Each language has two indexes: ``spelling.common.index`` of its common words, where up to two letters are left out, and
``spelling.other.index`` of the other candidates, where one is. The files are mapped, not read.
``scripts/build_spelling_index.py`` makes them. Their parts, little-endian:

    magic "CLSI", number of groups (u32), number of buckets (u32, a power of two), bytes of words (u32)
    group offsets    (groups + 1) x u32     where the words of each group begin
    bucket offsets   (buckets + 1) x u32    where the postings of each bucket begin
    postings         u16 each               numbers of groups
    words            UTF-8                  a group is the words with one folded beginning, a space after each; a word
                                            with accents has its folded form after it: "été=ete "
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations
from zlib import crc32

import marisa_trie

from corpuslint.language.codes import DATA
from corpuslint.language.edits import distance, within_one
from corpuslint.language.mapped import map_file, map_trie

MAGIC = b"CLSI"
HEADER = struct.Struct("<4sIII")
# Letters of a word that the index looks at.
BEGINNING = 6
# How many letters may be in one only of two words that are two or three edits apart.
OTHER_LETTERS = 3


def shortened(beginning: str, depth: int) -> Iterator[str]:
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

    def one_edit_away(self, folded: str) -> list[str]:
        """Words that are, once folded, at most one edit away from a folded word."""
        length, beginning = len(folded), folded[:BEGINNING]
        own = self._groups_of({beginning})
        others = self._groups_of(set(shortened(beginning, 1))).difference(own)
        # One edit leaves one half of a word as it is.
        half = (length - 1) // 2
        head, tail = folded[:half], folded[half + 1 :]
        found = []
        for entry in (*self._text(own).split(), *_ending(self._text(others), folded[BEGINNING + 1 :])):
            if entry.endswith(tail) or head in entry:
                word, _, plain = entry.rpartition("=")
                if -1 <= len(plain) - length <= 1 and within_one(folded, plain):
                    found.append(word or plain)
        return found

    def two_edits_away(self, folded: str, most: int) -> list[str]:
        """Words at most ``most`` edits away, two or three, if nearly all of them are in the first letters.

        Words that differ by two edits within their beginnings agree in the rest, at least in their last letter.
        """
        length, letters, beginning = len(folded), set(folded), folded[:BEGINNING]
        near = self._groups_of(set(shortened(beginning, 1)))
        far = self._groups_of(set(shortened(beginning, 2))).difference(near)
        found = []
        tail = folded[min(BEGINNING + 2, length - 1) :]
        for entry in (*self._text(near).split(), *_ending(self._text(far), tail)):
            word, _, plain = entry.rpartition("=")
            if (
                -most <= len(plain) - length <= most
                and len(letters.symmetric_difference(plain)) <= OTHER_LETTERS
                and distance(folded, plain, most) <= most
            ):
                found.append(word or plain)
        return found

    def _groups_of(self, texts: set[str]) -> set[int]:
        found: set[int] = set()
        starts, postings, buckets = self._starts, self._postings, self._buckets
        for text in texts:
            at = bucket(text, buckets)
            found.update(postings[starts[at] : starts[at + 1]])
        return found

    def _text(self, groups: Iterable[int]) -> str:
        words, offsets = self._words, self._groups
        return b"".join([words[offsets[group] : offsets[group + 1]] for group in sorted(groups)]).decode()


def _ending(text: str, tail: str) -> list[str]:
    """Those of the words of a text, a space after each, that end in certain letters."""
    if not tail:
        return text.split()
    return [piece[piece.rfind(" ") + 1 :] + tail for piece in text.split(tail + " ")[:-1]]


@cache
def load_near(language: str) -> marisa_trie.Trie | None:
    """The words of ``spelling.near.marisa``: very common words, folded, and those without each of their letters."""
    path = DATA / language / "spelling.near.marisa"
    if not path.is_file():
        return None
    return map_trie(path)


@cache
def load_index(language: str, name: str) -> SpellingIndex | None:
    """The index ``common`` or ``other`` of a language, mapped rather than read; None if there is none."""
    path = DATA / language / f"spelling.{name}.index"
    if not path.is_file():
        return None
    return SpellingIndex(memoryview(map_file(path)))
