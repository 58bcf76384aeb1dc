"""Writing a Parquet table again with new texts, and with everything else as it is."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from corpuslint.errors import ReadError, WriteError
from corpuslint.formats.parquet import columns_of, from_json, table_of, values_of

if TYPE_CHECKING:
    from pyarrow import Array, ChunkedArray, DataType, Schema, Table
    from pyarrow.parquet import FileMetaData, ParquetFile, ParquetWriter

# Rows that are compared at once.
_ROWS = 128
# Encodings of columns that a writer has to be told; the others it chooses as usual.
_TOLD_ENCODINGS = ("DELTA_BINARY_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "BYTE_STREAM_SPLIT")
_ARROW_SCHEMA = b"ARROW:schema"


class ParquetJoiner:
    """Joins pieces of texts with the rest of their table, row group by row group, one of which it holds.

    Args:
        content: opens the table that was read.
        path: its name.
    """

    def __init__(self, content: Callable[[], AbstractContextManager[BinaryIO]], path: str) -> None:
        self._content = content
        self._path = path
        self._stack = ExitStack()
        self._lines: deque[bytes] = deque()
        self._sink = _Sink()
        self._group = 0
        self._table: ParquetFile | None = None
        self._coarse: ParquetFile | None = None
        self._writer: ParquetWriter | None = None

    def add(self, data: bytes) -> bytes:
        """What can be written with the rows of the next piece.

        Raises:
            WriteError: the table has something that would be lost.
        """
        from pyarrow import ArrowException, default_memory_pool

        self._lines += data.splitlines()
        try:
            table, writer = self._open()
            while self._group < table.metadata.num_row_groups:
                rows = table.metadata.row_group(self._group).num_rows
                if rows > len(self._lines):
                    break
                lines = [self._lines.popleft() for _ in range(rows)]
                group = self._read(table)
                writer.write_table(_with_texts(group, columns_of(table)[0], lines), max(rows, 1))
                self._group += 1
                default_memory_pool().release_unused()
        except (ArrowException, ReadError) as error:
            reason = (str(error).splitlines() or [""])[0][:200]
            raise WriteError(f"{self._path}: cannot be written again: {reason}; left as it is") from error
        return self._sink.take()

    def end(self) -> bytes:
        """The end of the table."""
        rest = self.add(b"")
        assert self._writer is not None
        self._writer.close()
        self._stack.close()
        return rest + self._sink.take()

    def _read(self, table: ParquetFile) -> Table:
        """The next row group.

        Raises:
            ArrowException: it cannot be read, or a time of it has no place in what Arrow has for it.
        """
        group = table.read_row_group(self._group, use_threads=False)
        if self._coarse is not None:
            self._coarse.read_row_group(self._group, use_threads=False).cast(group.schema)
        return group

    def _open(self) -> tuple[ParquetFile, ParquetWriter]:
        if self._table is None or self._writer is None:
            stream = self._stack.enter_context(self._content())
            self._table = self._stack.enter_context(table_of(stream, self._path))
            if _has_int96(self._table.metadata):
                # Such times reach further than Arrow's nanoseconds; milliseconds tell where they do.
                again = self._stack.enter_context(self._content())
                self._coarse = self._stack.enter_context(table_of(again, self._path, int96_unit="ms"))
            self._writer = _writer(self._table, self._sink, self._path)
        return self._table, self._writer


class _Sink(io.RawIOBase):
    """What was written since it was last taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self._size += len(self._parts[-1])
        return len(self._parts[-1])

    def tell(self) -> int:
        return self._size

    def take(self) -> bytes:
        """What came since the last call."""
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def _with_texts(table: Table, names: list[str], lines: list[bytes]) -> Table:
    """A row group with the texts that lines hold; parts without a change are the very same."""
    import pyarrow as pa

    chunks: dict[str, list[Array]] = {name: [] for name in names}
    changed = set()
    waiting = iter(lines)
    start = 0
    while rows := [from_json(line) for line in islice(waiting, _ROWS)]:
        part = table.slice(start, len(rows))
        start += len(rows)
        for number, name in enumerate(names):
            values = [row[number] for row in rows]
            column: ChunkedArray = part.column(name)
            if values_of(column) == values:
                chunks[name] += column.chunks
            else:
                chunks[name].append(_array(values, column.type))
                changed.add(name)
    for name in names:
        if name in changed:
            place = table.schema.get_field_index(name)
            field = table.schema.field(place)
            table = table.set_column(place, field, pa.chunked_array(chunks[name], field.type))
    return table


def _array(values: list[str | None], kind: DataType) -> Array:
    import pyarrow as pa

    # A view, since bytes that are not UTF-8 were in the table before; and since casting loads 20 MB of code.
    stored = [None if value is None else value.encode("utf-8", "surrogateescape") for value in values]
    if pa.types.is_string(kind):
        return pa.array(stored, pa.binary()).view(kind)
    text = pa.array(stored, pa.large_binary()).view(pa.large_string())
    if pa.types.is_dictionary(kind):
        return text.cast(kind.value_type).dictionary_encode().cast(kind)
    return text if pa.types.is_large_string(kind) else text.cast(kind)


def _writer(table: ParquetFile, sink: BinaryIO | _Sink, path: str) -> ParquetWriter:
    """A writer of tables like this one.

    Raises:
        WriteError: what it would write is not like this one.
    """
    from pyarrow import ArrowException, BufferOutputStream
    from pyarrow.parquet import ParquetFile, ParquetWriter

    settings = _settings(table.metadata, columns_of(table)[0])
    for compliant in (True, False):
        settings["use_compliant_nested_type"] = compliant
        trial = BufferOutputStream()
        try:
            ParquetWriter(trial, table.schema_arrow, **settings).close()
            written = ParquetFile(trial.getvalue())
        except (ArrowException, OSError) as error:
            raise WriteError(f"{path}: cannot be written again: {str(error)[:200]}; left as it is") from error
        if _is_like(written, table, table.schema_arrow):
            return ParquetWriter(sink, table.schema_arrow, **settings)
    raise WriteError(f"{path}: its schema would change, for it uses what pyarrow cannot write; left as it is")


def _is_like(written: ParquetFile, table: ParquetFile, schema: Schema) -> bool:
    same = _facts(written.metadata) == _facts(table.metadata) and _paths(written.metadata) == _paths(table.metadata)
    return same and written.schema.equals(table.schema) and written.schema_arrow.equals(schema, True)


def _paths(metadata: FileMetaData) -> list[str]:
    return [metadata.schema.column(number).path for number in range(metadata.num_columns)]


def _facts(metadata: FileMetaData) -> dict[bytes, bytes]:
    """The metadata of a file but for the schema in Arrow's own form, which every version writes differently."""
    return {key: value for key, value in (metadata.metadata or {}).items() if key != _ARROW_SCHEMA}


def _has_int96(metadata: FileMetaData) -> bool:
    schema = metadata.schema
    return any(schema.column(number).physical_type == "INT96" for number in range(metadata.num_columns))


def _settings(metadata: FileMetaData, texts: list[str]) -> dict[str, Any]:
    """How a table was written, as far as its metadata tell."""
    settings: dict[str, Any] = {"store_schema": _ARROW_SCHEMA in (metadata.metadata or {})}
    if metadata.format_version in {"1.0", "2.4", "2.6"}:
        settings["version"] = metadata.format_version
    if not metadata.num_row_groups:
        return settings
    group = metadata.row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    names = [column.path_in_schema for column in columns]
    if _has_int96(metadata):
        settings["use_deprecated_int96_timestamps"] = True
    codecs = {"UNCOMPRESSED": "none"}
    settings["compression"] = {
        column.path_in_schema: codecs.get(column.compression, column.compression.lower()) for column in columns
    }
    by_dictionary = [column.path_in_schema for column in columns if column.has_dictionary_page]
    settings["use_dictionary"] = by_dictionary or False
    settings["column_encoding"] = {
        column.path_in_schema: encoding
        for column in columns
        for encoding in _TOLD_ENCODINGS
        if encoding in column.encodings and not column.has_dictionary_page
    } or None
    settings["write_statistics"] = [column.path_in_schema for column in columns if column.is_stats_set] or False
    settings["write_page_index"] = any(column.has_offset_index for column in columns)
    order = group.sorting_columns
    # Rows that were sorted by a text may no longer be.
    if order and not any(names[one.column_index] in texts for one in order):
        settings["sorting_columns"] = order
    return settings
