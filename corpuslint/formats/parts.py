"""Parts of a large source: runs of whole records that can be read without what comes before, so that many share it.

Where a source is cut follows from its bytes and the size of a part alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from corpuslint.errors import ReadError
from corpuslint.formats import RECORDS, Piece, Source, codec_of, digest_of, is_remote


@dataclass(frozen=True, slots=True)
class Part:
    """Some records of a source, one after the other.

    start, end: its bytes, half-open; in a table its row groups.
    pieces: size, number of the first record, and its line, of each piece; in a table only a first one without a size.
    head: what its pieces need of the beginning of the source.
    digest: SHA-256 of its bytes, hexadecimal; empty in a table, whose rows have no bytes of their own.
    """

    start: int
    end: int
    pieces: tuple[tuple[int, int, int], ...]
    head: bytes = b""
    digest: str = ""


class Split(NamedTuple):
    """The parts of a source, and SHA-256 and size of all its bytes."""

    sha256: str
    size: int
    parts: tuple[Part, ...]


def is_divisible(source: Source) -> bool:
    """Whether a source has parts: compressed data can be read only from the beginning, and a text is one document."""
    if source.stream is not None or source.format not in RECORDS or codec_of(source.path) is not None:
        return False
    return source.format != "parquet" or not is_remote(source.path)  # a table is read to and fro


def split(source: Source, stored: BinaryIO, size: int) -> Split:
    """Cut a source.

    Args:
        source: one that has parts.
        stored: its stored bytes, from the first.
        size: bytes of a part, about; the last may have fewer.

    Raises:
        ReadError: it cannot be read.
    """
    return _split_table(source, stored, size) if source.format == "parquet" else _split_bytes(source, stored, size)


def pieces_of(source: Source, part: Part) -> Iterator[Piece]:
    """The pieces of a part.

    Raises:
        ReadError: it cannot be read, or is not what it was when the source was cut.
    """
    with source.open() as stored:
        if source.format == "parquet":
            from corpuslint.formats.parquet import ParquetFormat, table_of

            with table_of(stored, source.path) as table:
                groups = range(part.start, part.end)
                yield from ParquetFormat().cut_groups(table, source.path, groups, part.pieces[0][1])
            return
        digest = hashlib.sha256()
        stored.seek(part.start)
        for size, record, line in part.pieces:
            data = stored.read(size)
            digest.update(data)
            yield Piece(source.path, source.format, data, record, line, part.head)
        if digest.hexdigest() != part.digest:
            raise changed(source)


def changed(source: Source) -> ReadError:
    """The error for a source that is not what it was a while ago."""
    return ReadError(f"{source.path}: changed while it was being read; run again")


def _split_bytes(source: Source, stored: BinaryIO, size: int) -> Split:
    whole, digest = hashlib.sha256(), hashlib.sha256()
    parts: list[Part] = []
    pieces: list[tuple[int, int, int]] = []
    head = b""
    start = end = 0
    for piece in source.cut(stored):
        if pieces and (end - start >= size or piece.head != head):
            parts.append(Part(start, end, tuple(pieces), head, digest.hexdigest()))
            digest, pieces, start = hashlib.sha256(), [], end
        whole.update(piece.data)
        digest.update(piece.data)
        pieces.append((len(piece.data), piece.record, piece.line))
        end += len(piece.data)
        head = piece.head
    if pieces:
        parts.append(Part(start, end, tuple(pieces), head, digest.hexdigest()))
    return Split(whole.hexdigest(), end, tuple(parts))


def _split_table(source: Source, stored: BinaryIO, size: int) -> Split:
    from corpuslint.formats.parquet import table_of

    whole, end = digest_of(stored), stored.tell()
    stored.seek(0)
    parts: list[Part] = []
    start = held = 0
    row = first = 1
    with table_of(stored, source.path) as table:
        groups = table.metadata.num_row_groups
        for number in range(groups):
            group = table.metadata.row_group(number)
            held += group.total_byte_size
            row += group.num_rows
            if held >= size or number == groups - 1:
                parts.append(Part(start, number + 1, ((0, first, first),)))
                start, held, first = number + 1, 0, row
    return Split(whole, end, tuple(parts))
