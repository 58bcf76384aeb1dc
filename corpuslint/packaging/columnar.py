"""Tables as Parquet. Imported only where a package has such tables; pyarrow is an extra.

The bytes of a Parquet file depend on the version of pyarrow, which the lock names; the content hash does not.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from corpuslint.errors import PackageError
from corpuslint.packaging.tables import Table

# Rows and bytes that wait to be written at once, enough to be compressed well, and rows that are read at once.
_ROWS = 1_000
_ROWS_READ = 200
_BYTES = 4_000_000


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise PackageError('Parquet needs pyarrow: pip install "corpuslint-text[parquet]"') from error
    return pyarrow


def pyarrow_version() -> str:
    """The version of pyarrow, which decides the bytes of Parquet files.

    Raises:
        PackageError: it is not installed.
    """
    return str(_pyarrow().__version__)


def _schema(table: Table) -> Any:
    arrow = _pyarrow()
    types = {"string": arrow.string(), "integer": arrow.int64(), "number": arrow.float64()}
    return arrow.schema([(column.name, types[column.type]) for column in table.columns])


class ParquetFile:
    """Writes rows into one file."""

    def __init__(self, path: Path, table: Table) -> None:
        """Begin.

        Raises:
            PackageError: pyarrow is not installed.
        """
        self._arrow = _pyarrow()
        self._schema = _schema(table)
        self._writer = self._arrow.parquet.ParquetWriter(
            path, self._schema, compression="zstd", compression_level=3, version="2.6", data_page_version="1.0"
        )
        self._rows: list[Mapping[str, Any]] = []
        self._bytes = 0

    def write(self, row: Mapping[str, Any], line: bytes) -> None:
        """Append a row; the length of its line tells when enough rows wait."""
        self._rows.append(row)
        self._bytes += len(line)
        if len(self._rows) >= _ROWS or self._bytes >= _BYTES:
            self._flush()

    def _flush(self) -> None:
        arrays = [self._array(one.type, [row[one.name] for row in self._rows]) for one in self._schema]
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._rows, self._bytes = [], 0

    def _array(self, kind: Any, cells: Sequence[Any]) -> Any:
        """A column, put together from its buffers: pyarrow's own way to read a list loads pandas, where it is there."""
        marks = bytearray((len(cells) + 7) // 8)
        for place, cell in enumerate(cells):
            if cell is not None:
                marks[place >> 3] |= 1 << (place & 7)
        if self._arrow.types.is_string(kind):
            encoded = [b"" if cell is None else cell.encode() for cell in cells]
            contents = [array("i", accumulate(map(len, encoded), initial=0)), b"".join(encoded)]
        else:
            code = "q" if self._arrow.types.is_integer(kind) else "d"
            contents = [array(code, [0 if cell is None else cell for cell in cells])]
        buffers = [self._arrow.py_buffer(content) for content in (marks, *contents)]
        if None not in cells:
            buffers[0] = None
        return self._arrow.Array.from_buffers(kind, len(cells), buffers)

    def close(self) -> None:
        """Write what waits, and end the file."""
        if self._writer.is_open:
            if self._rows:
                self._flush()
            self._writer.close()


def read_parquet(path: Path, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a file.

    Raises:
        ValueError: it is no Parquet file, is damaged, or has other columns than the table.
        PackageError: pyarrow is not installed.
    """
    arrow = _pyarrow()
    try:
        with arrow.parquet.ParquetFile(path, pre_buffer=False) as file:
            if not file.schema_arrow.equals(_schema(table)):
                raise ValueError(f"does not hold the columns {', '.join(table.column_names)} in their types")
            names = table.column_names
            for batch in file.iter_batches(_ROWS_READ):
                for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    yield dict(zip(names, cells, strict=True))
    except (arrow.ArrowException, OSError) as error:
        raise ValueError(f"is not Parquet: {str(error).splitlines()[0]}") from error
