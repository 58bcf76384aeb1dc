"""Sketches of texts: some hundred bytes from which the share of common word sequences of two texts is estimated.

The sequences of five words of a text (its shingles) are hashed once each. The range of the hash is cut into bins, and
of each bin the smallest hashes are kept. Among the smallest of a bin of *both* texts together, those that both have are
as frequent as common shingles are among all, so that counting them estimates the Jaccard similarity. That is MinHash
with one permutation instead of a hundred: a hash for each shingle instead of a hundred, and more exact besides, since
a bin is sampled without replacement, and a text with few shingles is kept whole and compared exactly.

The first hashes of a bin are at the same time a band of an LSH index: two texts that share a share ``s`` of their
shingles have a given band in common with a probability of about ``s`` to the power of :data:`ROWS`.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from hashlib import blake2b
from zlib import crc32

# With 32 bands of 5 hashes, a pair of similarity 0.7 is looked at with a probability of 0.997, one of 0.8 of 0.999995.
BINS, ROWS = 32, 5
# Hashes kept of each bin. 192 in all: the estimate of a similarity of 0.8 is off by 0.024 (standard deviation).
KEPT = 6
# Words of a shingle; characters of one where words are not divided by spaces.
WORDS, CHARACTERS = 5, 8
# Characters of an average word from which on a text is taken for one that does not divide words by spaces.
_NO_SPACES = 16
_LONG_WORD = 64
# Code points that are worked on at a time, so that memory does not grow with the text.
_PART = 1 << 18
_WIDTH = (1 << 32) // BINS

_ASCII = bytes(range(128))
_WHITE = b" \t\n\r\v\f\x1c\x1d\x1e\x1f"
_DIVIDERS = bytes(32 if byte < 128 and not chr(byte).isalnum() else byte for byte in range(256))
_SPACES = "\x85\u00a0\u2002\u2003\u2009\u200a\u2028\u2029\u202f\u3000"
_INVISIBLE = "\ufeff\u200b\u00ad"
_PUNCTUATION = "’‘“”„«»–—…"


class Reader:
    """Reads one text: how many words it has, what it is the same as, and its sketch.

    words: how many words, or characters where words are not divided by spaces.
    digest: of the text without white space, case and invisible characters, in composed form.
    sketch: empty unless asked for; that of a text without words is empty too.
    """

    def __init__(self, text: str, *, with_sketch: bool = True) -> None:
        self.words = 0
        self._digest = blake2b(digest_size=16)
        self._smallest: list[int] = []
        self._last: list[bytes] = []
        self._size: int | None = None
        for part in _parts(text):
            folded, words = _fold(part)
            self._digest.update(folded.translate(None, _WHITE))
            if self._size is None and words:
                self._size = WORDS if _divides_words(part, len(words)) else CHARACTERS
            if self._size == CHARACTERS:
                letters = b"".join(words).decode("utf-8", "surrogatepass")
                words = [letter.encode("utf-8", "surrogatepass") for letter in letters]
            self.words += len(words)
            if with_sketch and words and self._size:
                self._take(words, self._size)
        if not self._smallest and self._last:
            self._smallest = [crc32(b" ".join(self._last))]  # shorter than one shingle
        self.digest = self._digest.digest()
        self.sketch: array[int] = array("I", self._smallest)

    def _take(self, words: list[bytes], size: int) -> None:
        """The shingles of the next part, of which the first begin in the part before."""
        run = [*self._last, *words]
        hashes = set(map(crc32, map(b" ".join, zip(*(run[start:] for start in range(size)), strict=False))))
        hashes.update(self._smallest)
        self._smallest = smallest(hashes)
        self._last = run[1 - size :]


def _parts(text: str) -> Iterator[str]:
    """The text in parts of bounded length, cut behind spaces if it has any."""
    start = 0
    while start < len(text):
        end = start + _PART
        if end < len(text):
            cut = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
            end = cut + 1 if cut > start else end
        yield text[start:end]
        start = end


def _fold(text: str) -> tuple[bytes, list[bytes]]:
    """A text without case, invisible characters and unusual spaces, and its words without punctuation; as UTF-8."""
    if text.isascii():
        folded = text.lower().encode()
        return folded, folded.translate(_DIVIDERS).split()
    folded = unicodedata.normalize("NFC", text.casefold()).encode("utf-8", "surrogatepass")
    beyond = set(folded.translate(None, _ASCII).decode("utf-8", "surrogatepass"))
    for characters, substitute in ((_SPACES, b" "), (_INVISIBLE, b"")):
        for character in beyond.intersection(characters):
            folded = folded.replace(character.encode(), substitute)
    bare = folded
    for character in beyond.intersection(_PUNCTUATION):
        bare = bare.replace(character.encode(), b" ")
    return folded, bare.translate(_DIVIDERS).split()


def _divides_words(text: str, words: int) -> bool:
    """Whether spaces divide the words of a text; a long word by itself is no text."""
    return len(text.strip()) <= (_LONG_WORD if words == 1 and text.isascii() else _NO_SPACES * words)


def smallest(hashes: set[int]) -> list[int]:
    """The smallest hashes of each bin, ascending."""
    ordered = sorted(hashes)
    if len(ordered) <= KEPT:
        return ordered
    found: list[int] = []
    start = 0
    for end in (*(bisect_left(ordered, _WIDTH * number) for number in range(1, BINS)), len(ordered)):
        found += ordered[start : min(end, start + KEPT)]
        start = end
    return found


def likeness(first: array[int], second: array[int]) -> float:
    """The share of shingles that two texts have in common, estimated from their sketches: 0 to 1."""
    ours, theirs = set(first), set(second)
    common = ours & theirs
    seen = shared = taken = 0
    bin_end = 0
    for one in sorted(ours | theirs):
        if one >= bin_end:
            bin_end, taken = (one // _WIDTH + 1) * _WIDTH, 0
        if taken < KEPT:
            taken += 1
            seen += 1
            shared += one in common
    return shared / seen if seen else 0.0


def are_alike(first: array[int], second: array[int], threshold: float) -> bool:
    """Whether two texts are at least as alike as a threshold says; most that are not are refused at once."""
    most = len(set(first).intersection(second))  # no estimate is higher than with all of these in both
    return most >= threshold * max(len(first), len(second)) and likeness(first, second) >= threshold


def band(sketch: array[int], number: int) -> bytes:
    """The band of a bin, by the number of the bin: equal for texts that may be alike; empty says nothing."""
    start = bisect_left(sketch, number * _WIDTH)
    end = bisect_left(sketch, (number + 1) * _WIDTH, start)
    return sketch[start : min(end, start + ROWS)].tobytes()
