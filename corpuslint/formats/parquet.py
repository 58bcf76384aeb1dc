"""Parquet: each row of a table is a record, and some of its columns of text are documents.

A piece holds what a worker needs of some rows, as JSON lines: the values of the columns of text, then those of the
columns of whole numbers, which may be ids. The other columns stay in the file, where ``parquet_join`` finds them again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO

from corpuslint.document import Document
from corpuslint.errors import ReadError
from corpuslint.formats import PIECE_SIZE, Piece, ReadOptions, unreadable
from corpuslint.formats.records import NO_FIELD, broken, fields_of, lack_of_text, make, no_text

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

# Bytes and rows of a table that are decoded at once, about.
_DECODED = 1 << 22
_ROWS = 1024
# Bytes of stored columns that are read at once.
_BUFFER = 1 << 18
_MAGIC = b"PAR1"
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class ParquetFormat:
    """Tables in Parquet files. Values that are null are no documents."""

    is_lines = False

    def cut(self, stream: BinaryIO, path: str) -> Iterator[Piece]:
        """Pieces of some rows each."""
        with table_of(stream, path) as table:
            yield from self.cut_groups(table, path, range(table.metadata.num_row_groups), 1)

    def cut_groups(self, table: ParquetFile, path: str, groups: Sequence[int], row: int) -> Iterator[Piece]:
        """The pieces of some row groups, the first row of which has the number ``row``.

        Raises:
            ReadError: the table is damaged.
        """
        texts, numbers = columns_of(table)
        names = [*texts, *numbers]
        head = to_json([texts, numbers, [f"{one.name} ({one.type})" for one in table.schema_arrow]])
        size = 0
        lines: list[bytes] = []
        with told(path):
            for line in _lines(table, names, groups):
                lines.append(line)
                size += len(line)
                if size >= PIECE_SIZE:
                    yield Piece(path, "parquet", b"".join(lines), row, row, head)
                    row += len(lines)
                    lines, size = [], 0
        if lines or row == 1:
            yield Piece(path, "parquet", b"".join(lines), row, row, head)

    def read(self, piece: Piece, options: ReadOptions) -> Iterator[Document]:
        """The documents of the rows; one that stands for each text that is not UTF-8."""
        texts, numbers, columns = from_json(piece.head)
        chosen = fields_of(options, texts)
        if not chosen or any(name not in texts for name in chosen):
            if piece.record > 1:
                return  # said of the first piece
            lack = lack_of_text(options, texts).replace(NO_FIELD, f"{NO_FIELD} of text named", 1)
            raise no_text(piece.path, lack, columns, "columns")
        places = [(texts.index(name), name) for name in chosen]
        names = [*texts, *numbers]
        identity_at = names.index(options.id_field) if options.id_field in names else None
        for number, line in enumerate(piece.data.splitlines(), piece.record):
            values = from_json(line)
            identity = None if identity_at is None or values[identity_at] is None else str(values[identity_at])
            for place, name in places:
                locator = {"row": number, "column": name}
                text = values[place]
                if text is None:
                    continue
                try:
                    text.encode("utf-8")
                except UnicodeEncodeError as error:
                    yield broken(piece, locator, f"is not UTF-8, at character {error.start + 1}")
                    continue
                yield make(text, piece, locator, options, identity)

    def write(self, piece: Piece, documents: Sequence[Document]) -> bytes:
        """The rows with the texts of ``documents`` in place."""
        texts = from_json(piece.head)[0]
        lines = piece.data.splitlines(keepends=True)
        changes: dict[int, list[tuple[int, str]]] = {}
        for document in documents:
            if document.problem is None and document.record is not None:
                place = texts.index(document.record["column"])
                changes.setdefault(document.record["row"] - piece.record, []).append((place, document.text))
        for index, changed in changes.items():
            values = from_json(lines[index])
            for place, text in changed:
                values[place] = text
            lines[index] = to_json(values) + b"\n"
        return b"".join(lines)

    def raw(self, piece: Piece, document: Document) -> bytes:
        """The bytes of the text of a document: a record of a table has no bytes of its own."""
        assert document.record is not None
        values = from_json(piece.data.splitlines()[document.record["row"] - piece.record])
        text: str = values[from_json(piece.head)[0].index(document.record["column"])]
        return text.encode("utf-8", "surrogateescape")

    def literal(self, piece: Piece, document: Document) -> str | None:  # noqa: ARG002
        """None: a value of a table has no marks."""
        return None


def to_json(value: object) -> bytes:
    """JSON on one line; a lone surrogate is a byte that is not UTF-8."""
    return _ENCODER.encode(value).encode("utf-8", "surrogateescape")


def from_json(line: bytes) -> Any:
    """The value of a line."""
    return json.loads(line.decode("utf-8", "surrogateescape"))


def columns_of(table: ParquetFile) -> tuple[list[str], list[str]]:
    """The names of the columns of text, and of those of whole numbers."""
    import pyarrow.types as is_

    texts, numbers = [], []
    for field in table.schema_arrow:
        kind = field.type.value_type if is_.is_dictionary(field.type) else field.type
        if is_.is_string(kind) or is_.is_large_string(kind) or is_.is_string_view(kind):
            texts.append(field.name)
        elif is_.is_integer(kind):
            numbers.append(field.name)
    return texts, numbers


def values_of(column: Any) -> list[Any]:
    """The values of a column of text or of numbers; bytes that are not UTF-8 become lone surrogates."""
    import pyarrow as pa

    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:
        stored = column.cast(pa.large_string()).cast(pa.large_binary()).to_pylist()
        return [None if value is None else value.decode("utf-8", "surrogateescape") for value in stored]
    return values


@contextmanager
def table_of(stream: BinaryIO, path: str, *, int96_unit: str | None = None) -> Iterator[ParquetFile]:
    """The table that a stream holds; a stream without way back goes through a temporary file.

    Args:
        stream: stands at its first byte.
        path: the name for errors.
        int96_unit: the unit of times that are stored in the old way; nanoseconds if not given.

    Raises:
        ReadError: it holds no table, or pyarrow is not installed.
    """
    try:
        from pyarrow.parquet import ParquetFile
    except ModuleNotFoundError as error:
        command = "pip install 'corpuslint-text[parquet]'"
        raise ReadError(f"{path}: Parquet needs a package that is not installed: {command}") from error
    if stream.seekable():
        with told(path):
            _check_ends(stream, path)
            table = ParquetFile(
                stream,
                buffer_size=_BUFFER,
                pre_buffer=False,
                page_checksum_verification=True,
                coerce_int96_timestamp_unit=int96_unit,
            )
            _check_names(table, path)
        yield table
        return
    with TemporaryFile() as copy:
        try:
            while block := stream.read(1 << 20):
                copy.write(block)
        except OSError as error:
            raise unreadable(path, error) from error
        copy.seek(0)
        with table_of(copy, path, int96_unit=int96_unit) as table:
            yield table


def _check_ends(stream: BinaryIO, path: str) -> None:
    start = stream.read(len(_MAGIC))
    if start == b"PARE":
        raise ReadError(f"{path}: an encrypted Parquet table cannot be read")
    if start != _MAGIC:
        raise ReadError(f"{path}: not a Parquet table, in spite of its name")
    stream.seek(-len(_MAGIC), 2)
    if stream.read() != _MAGIC or stream.tell() < 2 * len(_MAGIC):
        raise ReadError(
            f"{path}: a Parquet table that is cut off: its end, which tells where everything is, is missing"
        )
    stream.seek(0)


def _check_names(table: ParquetFile, path: str) -> None:
    names = table.schema_arrow.names
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ReadError(f'{path}: two columns are named "{twice}"; rename one')


@contextmanager
def told(path: str) -> Iterator[None]:
    """Errors of pyarrow in one line."""
    from pyarrow import ArrowException

    try:
        yield
    except (ArrowException, OSError, ValueError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200].rstrip(".")
        raise ReadError(f"{path}: damaged Parquet table: {reason}") from error


def _lines(table: ParquetFile, names: list[str], groups: Sequence[int]) -> Iterator[bytes]:
    """The rows of row groups as JSON lines."""
    for group in groups:
        rows = _rows_at_once(table, group, names)
        for batch in table.iter_batches(rows, [group], names, use_threads=False):
            columns = [values_of(batch.column(name)) for name in names]
            for values in zip(*columns, strict=True) if columns else [()] * batch.num_rows:
                yield to_json(values) + b"\n"


def _rows_at_once(table: ParquetFile, group: int, names: Sequence[str]) -> int:
    """How many rows of a row group are decoded at once."""
    facts = table.metadata.row_group(group)
    columns = (facts.column(number) for number in range(facts.num_columns))
    size = sum(column.total_uncompressed_size for column in columns if column.path_in_schema in names)
    return int(max(1, min(_ROWS, _DECODED * facts.num_rows // max(size, 1))))


FORMAT = ParquetFormat()
