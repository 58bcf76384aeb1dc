"""Files of tables that are not JSON lines: the module of each format, imported when it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from corpuslint.packaging.canonical import sha256_lines
from corpuslint.packaging.tables import Table


class RowFile(Protocol):
    """A file that takes rows; ``line`` is the row as a JSON line."""

    def write(self, row: Mapping[str, Any], line: bytes) -> None:
        """Append a row.

        Raises:
            ValueError: the format cannot say it.
        """

    def close(self) -> None:
        """End the file."""


def new_file(path: Path, table: Table, format_: str) -> RowFile:
    """A file for the rows of a table.

    Raises:
        PackageError: what the format needs is not installed.
        OSError: it cannot be written.
    """
    if format_ == "csv":
        from corpuslint.packaging.delimited import CsvFile

        return CsvFile(path, table)
    from corpuslint.packaging.columnar import ParquetFile

    return ParquetFile(path, table)


def read_file(path: Path, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a file, by the ending of its name.

    Raises:
        ValueError: it is damaged, or has other columns than the table.
        PackageError: what the format needs is not installed.
        OSError: it cannot be read.
    """
    if path.suffix == ".csv":
        from corpuslint.packaging.delimited import read_csv

        return read_csv(path, table)
    from corpuslint.packaging.columnar import read_parquet

    return read_parquet(path, table)


def content_of(path: Path, table: Table) -> str:
    """SHA-256 of the rows of a file as JSON lines.

    Raises:
        ValueError: it cannot be read as the table.
        OSError: it cannot be read.
    """
    return sha256_lines(read_file(path, table))
