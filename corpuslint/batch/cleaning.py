"""The files that a shard, or a part of one, becomes."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from corpuslint.batch.manifest import Entry
from corpuslint.batch.output import Files
from corpuslint.batch.shards import PartOfShard, Shard
from corpuslint.corpus import summarise
from corpuslint.document import Document
from corpuslint.findings import Applicability
from corpuslint.fixing import FixOutcome
from corpuslint.fixlog import Row, line_of, rows_of, with_literals
from corpuslint.formats import Joiner, Piece, PlainJoiner, Source
from corpuslint.reporters import LocatedFinding
from corpuslint.reporters.json_text import to_json
from corpuslint.runner import Runner
from corpuslint.writing import Record

CONTRADICTION = "fixes contradict each other; it is left as it is"


class Cleaned:
    """The files of a shard as they grow, and its counts.

    Of a part, the data are its pieces as they are, and the rows of the fix log do without the digests of the source:
    both are settled when all parts are there.
    """

    def __init__(self, shard: Shard, runner: Runner, allowed: frozenset[Applicability], files: Files) -> None:
        self.counts = Entry(shard.place, shard.path)
        self._shard = shard
        self._runner = runner
        self._allowed = allowed
        self._files = files
        self._is_part = isinstance(shard, PartOfShard)
        self._data = Data(shard.source, files, PlainJoiner() if self._is_part else shard.source.joiner())
        self._record = Record()

    def add(self, piece: Piece) -> None:
        """Clean the next piece."""
        documents: list[Document] = []
        told: list[tuple[Document, list[Row]]] = []
        findings = fixes = 0
        for document, outcome in self._runner.fix(piece, self._allowed):
            named = replace(document, path=self._shard.name)
            findings += self._tell_findings(outcome)
            told.append((named, list(rows_of(named, outcome))))
            fixes += len(outcome.applied)
            if document.problem is not None or not outcome.converged:
                self._quarantine(piece, document)
            documents.append(outcome.document)
            self._summarise(piece, outcome.document)
        data = piece.write(documents) if fixes else piece.data
        rows = with_literals(piece, data, told) if fixes else []
        if self._is_part:
            self._log(rows)
        else:
            self._record.add(piece.data, data, rows)
        self._data.add(piece.data, data)
        self.counts = replace(
            self.counts,
            documents=self.counts.documents + len(documents),
            findings=self.counts.findings + findings,
            fixes=self.counts.fixes + fixes,
        )

    def end(self) -> None:
        """Write what is known only at the end."""
        self._data.end()
        self._log(self._record.settled())

    def _log(self, rows: Iterator[Row] | list[Row]) -> None:
        for row in rows:
            self._files.write("fixes", line_of(row))

    def _tell_findings(self, outcome: FixOutcome) -> int:
        if outcome.remaining:
            document = replace(outcome.document, path=self._shard.name)
            lines = [f"{to_json(LocatedFinding(one, document).as_dict())}\n" for one in outcome.remaining]
            self._files.write("findings", "".join(lines).encode())
        return len(outcome.remaining)

    def _summarise(self, piece: Piece, document: Document) -> None:
        """Keep what the rules that compare documents need, for when all shards are done."""
        if self._runner.rules.corpus:
            summary = summarise(replace(document, path=self._shard.name), self._runner.rules_for(piece.path))
            if summary is not None:
                self._files.write("summaries", f"{to_json(summary)}\n".encode())

    def _quarantine(self, piece: Piece, document: Document) -> None:
        row = {
            "path": self._shard.name,
            "record": None if document.record is None else dict(document.record),
            "reason": f"this record {document.problem}" if document.problem else CONTRADICTION,
            "base64": base64.b64encode(piece.raw(document)).decode("ascii"),
        }
        self._files.write("quarantine", f"{to_json(row)}\n".encode())
        self.counts = replace(self.counts, quarantined=self.counts.quarantined + 1)


class Data:
    """The cleaned form of a source as it grows. Where writing costs much, it waits for the first piece that changed."""

    def __init__(self, source: Source, files: Files, joiner: Joiner) -> None:
        self._source = source
        self._files = files
        self._joiner = joiner
        self._is_written = isinstance(joiner, PlainJoiner)
        self._unchanged = 0

    def add(self, before: bytes, after: bytes) -> None:
        """Take the next piece, as it was and as it is."""
        if not self._is_written and before == after:
            self._unchanged += 1
            return
        if not self._is_written:
            self._is_written = True
            for piece in islice(self._source.pieces(), self._unchanged):
                self._files.write("data", self._joiner.add(piece.data))
        self._files.write("data", self._joiner.add(after))

    def end(self) -> None:
        """Write what is left. A source without changes is copied: compressing it anew helps nobody."""
        if self._is_written:
            self._files.write("data", self._joiner.end())
        else:
            with self._source.open() as stored:
                while block := stored.read(1 << 20):
                    self._files.write("data", block)
