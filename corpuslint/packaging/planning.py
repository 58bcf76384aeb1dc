"""What a package would be, without writing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpuslint.packaging.build import write_documents, write_rules
from corpuslint.packaging.canonical import json_line
from corpuslint.packaging.delimited import csv_header, csv_line
from corpuslint.packaging.layers import LAYER_FILES, refuse_undated
from corpuslint.packaging.layout import Layout
from corpuslint.packaging.metadata import Metadata, missing_keys
from corpuslint.packaging.placing import describe_place
from corpuslint.packaging.rows import Entry, Row
from corpuslint.packaging.summary import Summary
from corpuslint.packaging.tables import RULES, TABLES, Table
from corpuslint.packaging.zipping import describe_zip_place, is_zip


@dataclass(frozen=True, slots=True)
class Plan:
    """A package that could be written.

    place: what stands where it would go.
    summary: what it would hold.
    tables: rows and bytes of each table that has rows; of Parquet, the bytes as JSON lines.
    """

    output: Path
    place: str
    metadata: Metadata
    layout: Layout
    summary: Summary
    tables: Mapping[str, tuple[int, int]]

    def lines(self) -> Iterator[str]:
        """The plan for a person to read."""
        about, counts = self.metadata, self.summary
        yield f"Would publish {about.name} {about.version} at {self.output}; nothing was written."
        yield f"place: {self.place}"
        languages = ", ".join(f"{code} {number:,}" for code, number in sorted(counts.languages.items()))
        yield f"documents: {counts.documents:,}, {counts.words:,} words{f' ({languages})' if languages else ''}"
        yield f"fixes: {_by_rule(counts.fixes, [(code, fixed) for code, _, fixed, _ in counts.rules()])}"
        yield f"findings left: {_by_rule(counts.findings, [(code, left) for code, _, _, left in counts.rules()])}"
        if counts.splits:
            yield f"splits: {', '.join(f'{name} {number:,}' for name, number in counts.splits.items())}"
        note = " as JSON lines; Parquet takes less" if self.layout.format == "parquet" else ""
        for name, (rows, size) in self.tables.items():
            yield f"table {name}: {rows:,} rows, {size:,} bytes{note}"
        for layer in self.layout.layers:
            yield f"layer {layer}: {', '.join(LAYER_FILES[layer])}"
        names = ", ".join(str(entry["name"]) for entry in about.licenses)
        yield f"licence: {names or 'none is stated; nobody but the owners of the rights may share the texts'}"
        missing = missing_keys(about)
        yield f"not said in [package]: {', '.join(missing)}" if missing else "[package] says all that it can"


class _Counted:
    """Takes rows and keeps their number and size alone."""

    def __init__(self, table: Table, layout: Layout) -> None:
        self.rows = 0
        self.size = len(csv_header(table)) if layout.format == "csv" else 0
        self._line: Callable[[Mapping[str, Any]], bytes] = csv_line if layout.format == "csv" else json_line

    def write(self, row: Mapping[str, Any], split: str | None) -> None:  # noqa: ARG002
        """Count a row."""
        self.rows += 1
        self.size += len(self._line(row))


def plan(output: Path, entries: Iterable[Entry], metadata: Metadata, layout: Layout, rules: Sequence[Row] = ()) -> Plan:
    """What :func:`corpuslint.packaging.publish.publish` would write; the arguments are those of it.

    Raises:
        PackageError: nothing to publish, a document that cannot be published, or something else at ``output``.
        ConfigurationError: the metadata lack what a layer must tell.
        OSError: ``output`` cannot be looked at.
    """
    refuse_undated(layout.layers, metadata)
    place = describe_zip_place(output) if is_zip(output) else describe_place(output, metadata.name)
    tables = {table.name: _Counted(table, layout) for table in TABLES}
    summary = write_documents(tables, entries, layout)
    write_rules(tables[RULES.name], rules, summary)
    sizes = {name: (table.rows, table.size) for name, table in tables.items() if table.rows}
    return Plan(output, place, metadata, layout, summary, sizes)


def _by_rule(total: int, rules: Sequence[tuple[str, int]]) -> str:
    counts = ", ".join(f"{code} {number:,}" for code, number in rules if number)
    return f"{total:,}{f' ({counts})' if counts else ''}"
