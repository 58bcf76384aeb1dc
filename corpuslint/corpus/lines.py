"""Lines that stand in many documents because they belong to the pages: markers with teasers behind them, and others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from corpuslint.blocks import is_headline, marker_key, tail_starts
from corpuslint.corpus.table import Table
from corpuslint.document import Document
from corpuslint.findings import Finding

# The longest line that may be a marker, and that may be another line of a page, in code points.
LONGEST_MARKER, LONGEST_LINE = 40, 120
# In what share of the documents that have it a marker begins the teasers, another line stands above or below all prose.
FOLLOWED, AT_EDGE = 0.8, 0.8
# Lines with text that are counted from either end of a document.
_COUNTED = 100


@dataclass(slots=True)
class Lines:
    """The short lines of documents.

    documents: how many there are.
    table: of each line, by its key and as it is written, in how many documents it stands, in how many above or below
        all prose, and how many end in teasers behind it.
    """

    documents: int = 0
    table: Table = field(default_factory=Table)

    def __iadd__(self, other: Lines) -> Lines:
        self.documents += other.documents
        self.table += other.table
        return self


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line as it is written most often, and in how many documents it stands."""

    text: str
    documents: int


def short_lines(document: Document, findings: Iterable[Finding] = ()) -> Lines:  # noqa: ARG001
    """The short lines of a document that the configuration does not name yet, each in its first writing."""
    text, profile = document.text, document.profile
    known = profile.marker_keys | profile.boilerplate_keys
    tails = set(tail_starts(text, document.lines, profile))
    shown = [(start, end) for start, end in document.lines if text[start:end].strip()]
    prose = [(block.start, block.end) for block in document.blocks if block.end - block.start > LONGEST_LINE]
    first_prose, last_prose = (prose[0][0], prose[-1][1]) if prose else (0, len(text) + 1)
    found: dict[str, tuple[str, int, int]] = {}
    for number, (start, end) in enumerate(shown):
        if _COUNTED <= number < len(shown) - _COUNTED or end - start > 2 * LONGEST_LINE:
            continue
        line = text[start:end].strip()
        key = marker_key(line)
        if not key or key in known or len(line) > LONGEST_LINE or not line.isprintable():
            continue
        at_edge = end <= first_prose or start >= last_prose
        begins = start + text[start:end].find(line) in tails and len(line) <= LONGEST_MARKER
        written, edge, tail = found.get(key, (line, 0, 0))
        found[key] = written, edge | at_edge, tail | (begins and is_headline(line, profile))
    rows = ((f"{key}\t{written}", (1, edge, tail)) for key, (written, edge, tail) in found.items())
    return Lines(1, Table(rows))


def lines_of_pages(
    lines: Lines, *, minimum_documents: int, minimum_share: float
) -> tuple[list[PageLine], list[PageLine]]:
    """Markers behind which teasers follow, and other lines of the pages; both by documents, the most frequent first.

    Args:
        minimum_documents: in how many documents a line stands at least.
        minimum_share: in what share of all documents a line that is no marker stands at least.
    """
    markers, others = [], []
    for line, at_edge, followed in _by_key(lines.table):
        if line.documents < minimum_documents:
            continue
        if followed >= FOLLOWED * line.documents:
            markers.append(line)
        elif line.documents >= minimum_share * lines.documents and at_edge >= AT_EDGE * line.documents:
            others.append(line)
    for found in (markers, others):
        found.sort(key=lambda one: (-one.documents, one.text))
    return markers, others


def _by_key(table: Table) -> Iterator[tuple[PageLine, int, int]]:
    """The lines, each in the writing of most documents, with the numbers of all its writings."""
    for _, same in groupby(table.rows(), key=lambda row: row[0].partition("\t")[0]):
        writings = list(same)
        text, _ = min(writings, key=lambda row: (-row[1][0], row[0]))
        documents, at_edge, followed = (sum(numbers) for numbers in zip(*(row[1] for row in writings), strict=True))
        yield PageLine(text.partition("\t")[2], documents), at_edge, followed
