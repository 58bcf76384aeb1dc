"""What the plugin for frictionless offers: the rules as a check of text columns, and a parser of Parquet.

The stock parser neither computes the hash of a Parquet file, so that a tampered one passes, nor its size, so that a
right one fails.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs
from frictionless import Check, Error, Parser, Row, errors
from frictionless.formats.csv import CsvControl

import corpuslint
from corpuslint.errors import CorpuslintError
from corpuslint.reporters.terminal import escape

# Rows that are in memory at once.
_BATCH = 200
_CHUNK = 1 << 20


@attrs.define(kw_only=True, repr=False)
class CorpuslintFinding(errors.CellError):
    """A finding in one cell. Offsets count code points of the cell."""

    type = "corpuslint-finding"
    title = "Corpuslint Finding"
    description = "A rule of corpuslint found a defect in the text of a cell."
    template = 'Field "{fieldName}" in row {rowNumber}: {note}'

    rule: str = ""
    start: int = 0
    end: int = 0

    metadata_profile_patch = {  # noqa: RUF012 - as frictionless wants it
        "properties": {"rule": {"type": "string"}, "start": {"type": "integer"}, "end": {"type": "integer"}}
    }


@attrs.define(kw_only=True, repr=False)
class CorpuslintCheck(Check):
    """Run the rules on every cell of the text columns.

    rules: codes, names or prefixes of the rules to run; those that are on by default if there are none.
    fields: names of the columns; if there are none, those of type string that are no key and have no pattern or enum.
    language: of every text; detected in each if it is not given.
    """

    type = "corpuslint"
    Errors = [CorpuslintFinding]  # noqa: RUF012 - as frictionless wants it

    rules: list[str] = attrs.field(factory=list)
    fields: list[str] = attrs.field(factory=list)
    language: str | None = None

    _names: list[str] = attrs.field(factory=list, init=False)

    def connect(self, resource: Any) -> None:
        """Begin a table; one check goes through several."""
        super().connect(resource)
        self._names = []

    def validate_start(self) -> Iterable[Error]:
        """Settle the columns, and see that the rules are known."""
        schema = self.resource.schema
        unknown = [name for name in self.fields if name not in schema.field_names]
        if unknown:
            yield errors.CheckError(note=f'corpuslint: there is no field "{unknown[0]}"')
            return
        try:
            corpuslint.check("", select=self.rules or None)
        except CorpuslintError as error:
            yield errors.CheckError(note=f"corpuslint: {error}")
            return
        keys = {*schema.primary_key, *(name for key in schema.foreign_keys for name in key["fields"])}
        self._names = self.fields or [
            field.name
            for field in schema.fields
            if field.type == "string" and field.name not in keys and not {"pattern", "enum"} & field.constraints.keys()
        ]

    def validate_row(self, row: Row) -> Iterable[Error]:
        """The findings of a row."""
        for name in self._names:
            text = row[name]
            if not isinstance(text, str) or not text:
                continue
            for finding in corpuslint.check(text, language=self.language, select=self.rules or None):
                note = f"{finding.rule} {finding.name}: {finding.message}"
                # Its terminal report takes "[" for markup and fails on it.
                error = CorpuslintFinding.from_row(row, note=escape(note).replace("[", "("), field_name=name)
                error.message = error.note
                error.cells, error.cell = [], ""  # a copy of the row with every error would fill the report
                error.rule, error.start, error.end = finding.rule, finding.start, finding.end
                yield error

    metadata_profile_patch = {  # noqa: RUF012 - as frictionless wants it
        "properties": {
            "rules": {"type": "array", "items": {"type": "string"}},
            "fields": {"type": "array", "items": {"type": "string"}},
            "language": {"type": "string"},
        }
    }


class ToldCsvParser(Parser):
    """Reads CSV by its dialect alone. The stock parser guesses one all the same, in the square of the size of texts."""

    requires_loader = True
    supported_types = ["string"]  # noqa: RUF012 - as frictionless wants it

    def read_cell_stream_create(self) -> Iterator[list[str]]:
        """The cells of each row."""
        control = CsvControl.from_dialect(self.resource.dialect)
        yield from csv.reader(self.loader.text_stream, dialect=control.to_python())


class ArrowParser(Parser):
    """Reads a Parquet file batch by batch, and knows its hash and size."""

    supported_types = ["array", "boolean", "datetime", "date", "integer", "number", "object", "string", "time"]  # noqa: RUF012

    def read_cell_stream_create(self) -> Iterator[list[Any]]:
        """The names of the columns, then the cells of each row."""
        from pyarrow import parquet

        path = Path(str(self.resource.normpath))
        self._count(path)
        with parquet.ParquetFile(path, pre_buffer=False) as file:
            yield list(file.schema_arrow.names)
            for batch in file.iter_batches(_BATCH):
                for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    yield list(cells)

    def _count(self, path: Path) -> None:
        digests = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
        size = 0
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                for digest in digests:
                    digest.update(chunk)
        stats = self.resource.stats
        stats.sha256, stats.md5, stats.bytes = digests[0].hexdigest(), digests[1].hexdigest(), size
