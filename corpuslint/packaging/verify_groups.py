"""The rows of the tables that refer to documents, read along with them: both stand in the same order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corpuslint.packaging.files import TableFacts
from corpuslint.packaging.problems import Problems
from corpuslint.packaging.tables import Table
from corpuslint.packaging.verify_rows import Digest, Place, Row, read_rows

REMEDY = "restore the row from an intact copy, or publish again"

Placed = tuple[Place, Row]


class TableReader:
    """The rows of one table, if the package has it, with the hash of their content.

    rows: how many were taken from the stream; whoever takes them counts them.
    """

    def __init__(self, root: Path, table: Table, tables: Mapping[str, TableFacts], problems: Problems) -> None:
        self.table = table
        self.rows = 0
        self._facts = tables.get(table.name)
        # The files of JSON lines have the hash of their content already.
        self._digest: Digest | None = None
        paths = self._facts.paths if self._facts else ()
        if self._facts and not self._facts.content:
            self._digest = hashlib.sha256()
        self.stream = read_rows(root, table, paths, problems, self._digest)

    @property
    def content(self) -> str | None:
        """The content hash, once all rows are read; None if the package has no such table."""
        if self._facts is None:
            return None
        return self._digest.hexdigest() if self._digest else self._facts.content


@dataclass
class Companions:
    """The rows of a table that refers to documents.

    miscounts: place of a document, how many rows it claims, how many there are.
    """

    reader: TableReader
    miscounts: list[tuple[Place, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stream: Iterator[Placed] = self.reader.stream
        self._head = next(self._stream, None)

    def take(self, doc_id: str) -> list[Placed]:
        """The rows of the next document."""
        group = []
        head = self._head
        while head is not None and head[1]["doc_id"] == doc_id:
            group.append(head)
            head = next(self._stream, None)
        self._head = head
        self.reader.rows += len(group)
        return group

    def compare_count(self, place: Place, claimed: int, found: int) -> None:
        """Note a document whose count of rows is wrong."""
        if claimed != found:
            self.miscounts.append((place, claimed, found))

    def finish(self, problems: Problems) -> None:
        """Report rows that belong to no document; only without such do wrong counts mean something."""
        orphan = self._head is not None
        while self._head is not None:
            place, row = self._head
            what = f'"doc_id" {row["doc_id"]} is not a document, or stands out of the order of documents'
            problems.add(*place, what, REMEDY)
            self.reader.rows += 1
            self._head = next(self._stream, None)
        for place, claimed, found in () if orphan else self.miscounts:
            what = f'"{self.reader.table.name}" is {claimed}, but the package holds {found} rows of this document'
            problems.add(*place, what, REMEDY)
