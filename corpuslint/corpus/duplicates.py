"""The same document twice in a corpus: exactly, but for white space and case, or nearly.

Of copies the first stays, in order of path and record: the one choice that a reader can foretell, and that neither the
number of workers nor the order of the files on a command line changes. A document is a copy only of a document that
stays: where texts drift from one to the next, each text that is like no text that stays is one that stays too.

Time and memory grow with the number of documents: about 1.2 kB for each while they are held, of which
the sketch is at most 768 bytes, and 0.4 kB more while they are compared.
"""

from __future__ import annotations

import sys
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpuslint.catalogue import ActiveRule
from corpuslint.corpus import Place
from corpuslint.corpus.sketch import BINS, Reader, are_alike, band, likeness
from corpuslint.document import Document
from corpuslint.findings import Finding

# Share of near copies that are as alike as was asked for, on planted copies; the others fall short by a few percent.
NEARLY = 0.98
# What keeps the time linear on a corpus made of one template: of the texts with one band that are not alike, how many a
# further text is compared with; how often a text is compared in vain; and with how many texts of its cluster that stay.
_COMPARED, _IN_VAIN, _STAYING = 4, 40, 64


@dataclass(frozen=True, slots=True)
class Summary:
    """What is kept of a document.

    length: its code points.
    digest: of its text without white space and case.
    sketch: of its word sequences; empty where only exact copies are asked for.
    """

    place: Place
    length: int
    digest: bytes
    sketch: array[int]


@dataclass(frozen=True, slots=True)
class Copy:
    """A document and the one that stays. ``similarity`` is the share of word sequences they have in common, 0 to 1; it
    is None for an exact copy."""

    summary: Summary
    kept: Summary
    similarity: float | None


def summarise(document: Document, active: ActiveRule) -> list[Any] | None:
    """The length, digest and sketch of a document as plain data; None if it has too few words to be a copy."""
    read = Reader(document.text, with_sketch=active.options["similarity"] < 1)
    if read.words < max(1, active.options["min-words"]):
        return None
    if sys.byteorder == "big":
        read.sketch.byteswap()
    return [len(document.text), read.digest.hex(), b64encode(read.sketch.tobytes()).decode("ascii")]


def start(active: ActiveRule) -> Duplicates:
    """An index without documents."""
    return Duplicates(active)


class Duplicates:
    """The summaries of a corpus, and the copies among them."""

    def __init__(self, active: ActiveRule) -> None:
        self._active = active
        self._threshold = float(active.options["similarity"])
        self._summaries: list[Summary] = []

    def add(self, place: Place, summary: Sequence[Any]) -> None:
        """Take in a document."""
        length, digest, packed = summary
        sketch = array("I", b64decode(packed))
        if sys.byteorder == "big":
            sketch.byteswap()
        self._summaries.append(Summary(place, length, bytes.fromhex(digest), sketch))

    def merge(self, other: Duplicates) -> None:
        """Take in the documents of another index."""
        self._summaries += other._summaries

    def findings(self) -> Iterator[tuple[Place, Finding]]:
        """A finding on each copy, in order of place."""
        for copy in self.copies():
            kept = f"{copy.kept.place} (kept: first by path)"
            if copy.similarity is None:
                message, confidence = f"the same text as {kept}", 1.0
            else:
                share = int(100 * copy.similarity)
                message = f"nearly the same text as {kept}: {share} % of the word sequences stand in both"
                confidence = NEARLY
            yield copy.summary.place, self._active.finding(0, copy.summary.length, message, confidence=confidence)

    def copies(self) -> list[Copy]:
        """Every copy with the document that stays, in order of place."""
        found = sorted(self._summaries, key=lambda one: (one.place.order, one.digest, one.length))
        first: dict[bytes, int] = {}
        exact = [first.setdefault(one.digest, number) for number, one in enumerate(found)]
        distinct = [number for number, same in enumerate(exact) if number == same]
        near = self._near([found[number].sketch for number in distinct]) if self._threshold < 1 else {}
        kept = {distinct[one]: (distinct[other], similarity) for one, (other, similarity) in near.items()}
        copies = []
        for number, same in enumerate(exact):
            if same in kept:
                copies.append(Copy(found[number], found[kept[same][0]], kept[same][1]))
            elif same != number:
                copies.append(Copy(found[number], found[same], None))
        return copies

    def _near(self, sketches: Sequence[array[int]]) -> dict[int, tuple[int, float]]:
        """The near copies among texts: number of the text -> number of the one that stays, and their similarity."""
        clusters = self._clusters(sketches)
        staying: dict[int, list[int]] = {}
        found: dict[int, tuple[int, float]] = {}
        for number in range(len(sketches)):
            leaders = staying.setdefault(clusters.find(number), [])
            for leader in leaders:
                similarity = likeness(sketches[leader], sketches[number])
                if similarity >= self._threshold:
                    found[number] = leader, similarity
                    break
            else:
                if len(leaders) < _STAYING:
                    leaders.append(number)
        return found

    def _clusters(self, sketches: Sequence[array[int]]) -> Clusters:
        """Texts that are alike, directly or through others; one band after the other, so that one index is held."""
        clusters = Clusters(len(sketches))
        in_vain = bytearray(len(sketches))
        for part in range(BINS):
            index: dict[bytes, int | list[int]] = {}
            for number, sketch in enumerate(sketches):
                key = band(sketch, part)
                if not key:
                    continue
                others = index.setdefault(key, number)
                if others != number:
                    group = [others] if isinstance(others, int) else others
                    index[key] = self._joined(number, group, sketches, clusters, in_vain)
        return clusters

    def _joined(
        self,
        number: int,
        group: list[int],
        sketches: Sequence[array[int]],
        clusters: Clusters,
        in_vain: bytearray,
    ) -> list[int]:
        """The texts that stand for a band, after the next one has joined the cluster of one of them or stands too."""
        for other in group:
            if clusters.find(other) == clusters.find(number):
                return group
            if in_vain[number] >= _IN_VAIN:
                return group
            if are_alike(sketches[other], sketches[number], self._threshold):
                clusters.join(other, number)
                return group
            in_vain[number] += 1
        return [*group, number] if len(group) < _COMPARED else group


class Clusters:
    """Sets of numbers that grow together; the smallest number of a set stands for it."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, number: int) -> int:
        """The number that stands for the set of a number."""
        parent = self._parent
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    def join(self, first: int, second: int) -> None:
        """Make one set of two."""
        low, high = sorted((self.find(first), self.find(second)))
        self._parent[high] = low
