"""Tables as CSV: texts stand in quotation marks, numbers do not, and null is ``\\N`` without them.

So an empty text is not null. Readers that see no quotation marks take the text ``\\N`` for null too: it is refused.
Written here and not by the csv module, whose bytes differ between versions of Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpuslint.packaging.tables import Table

NULL = "\\N"
# How such a file is read, as Data Package says it.
DIALECT = {
    "header": True,
    "delimiter": ",",
    "lineTerminator": "\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "skipInitialSpace": False,
}
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,30})?(e[-+]?[0-9]{1,3})?")


class CsvFile:
    """Writes rows into one file, below a line of the names of the columns."""

    def __init__(self, path: Path, table: Table) -> None:
        self._stream = path.open("xb")
        self._stream.write(csv_header(table))

    def write(self, row: Mapping[str, Any], line: bytes) -> None:  # noqa: ARG002
        """Append a row.

        Raises:
            ValueError: a text is the one that stands for null, or holds what UTF-8 cannot say.
        """
        self._stream.write(csv_line(row))

    def close(self) -> None:
        """End the file."""
        self._stream.close()


def csv_header(table: Table) -> bytes:
    """The first line of a file."""
    return f"{','.join(map(_quoted, table.column_names))}\n".encode()


def csv_line(row: Mapping[str, Any]) -> bytes:
    """One row, with its line end.

    Raises:
        ValueError: a text is the one that stands for null, or holds what UTF-8 cannot say.
    """
    cells = []
    for name, value in row.items():
        if value is None:
            cells.append(NULL)
        elif not isinstance(value, str):
            cells.append(repr(value))
        elif value == NULL:
            raise ValueError(f'"{name}" is exactly {NULL}, which is null in CSV; choose another --format')
        else:
            cells.append(_quoted(value))
    return f"{','.join(cells)}\n".encode()


def read_csv(path: Path, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a file.

    Raises:
        ValueError: it is not written as :class:`CsvFile` writes it.
        OSError: it cannot be read.
    """
    names = table.column_names
    types = [column.type for column in table.columns]
    number = 1
    with path.open("rb") as stream:
        if stream.readline() != csv_header(table):
            raise ValueError(f"does not begin with a line of the columns {', '.join(names)}")
        for first in stream:
            number += 1
            record = [first]
            marks = first.count(b'"')
            while marks % 2 and (more := stream.readline()):  # a line end within a text
                record.append(more)
                marks += more.count(b'"')
            content = b"".join(record)
            cells = list(_cells(content.decode()))
            if len(cells) != len(names):
                raise ValueError(f"line {number} has {len(cells)} cells, not {len(names)}")
            pairs = zip(names, cells, types, strict=True)
            row = {name: _value(cell, kind, number) for name, cell, kind in pairs}
            if csv_line(row) != content:
                raise ValueError(f"line {number} is not written as corpuslint writes rows")
            yield row
            number += len(record) - 1


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _cells(record: str) -> Iterator[str]:
    """The cells of a record, texts still in their quotation marks."""
    at, end = 0, len(record) - record.endswith("\n")
    while at <= end:
        close = at
        if record.startswith('"', at):
            close = record.find('"', at + 1)
            while close >= 0 and record.startswith('"', close + 1):
                close = record.find('"', close + 2)
        comma = record.find(",", close if close >= 0 else end, end)
        stop = comma if comma >= 0 else end
        yield record[at:stop]
        at = stop + 1


def _value(cell: str, kind: str, number: int) -> Any:
    if cell == NULL:
        return None
    if cell.startswith('"'):
        return cell[1:-1].replace('""', '"')
    if kind == "integer" and _WHOLE.fullmatch(cell):
        return int(cell)
    if kind == "number" and _NUMBER.fullmatch(cell):
        return float(cell)
    raise ValueError(f"line {number} holds a cell that is neither a text in quotation marks, a number nor {NULL}")
