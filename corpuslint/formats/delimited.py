"""CSV and TSV: each row is a record, and some of its columns are documents (RFC 4180, with any usual delimiter)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from corpuslint.document import Document
from corpuslint.errors import ReadError
from corpuslint.formats import PIECE_SIZE, Piece, ReadOptions
from corpuslint.formats.records import CONVERT, blocks_of, broken, fields_of, lack_of_text, make, no_text
from corpuslint.lazy import regex

_MARK = b"\xef\xbb\xbf"
_DELIMITERS = (b",", b";", b"\t", b"|")
# A quotation mark that nothing closes within so many bytes is a mistake of its line.
LONGEST_ROW = 1 << 26
_QUOTED = rb'"(?:[^"]++|"")*+"'
_LINE = regex(rb"[^\r\n]*+(?:\r\n|\r|\n|\Z)")
_ROW = re.compile(rb'(?:[^"\r\n]++|"(?:[^"]++|"")*+")*+')
_LINE_END = regex(rb"\r\n|\r|\n")


class _Grammar:
    """How the rows of a file with one delimiter are written."""

    def __init__(self, delimiter: bytes) -> None:
        mark = re.escape(delimiter)
        plain = rb'(?!")[^' + mark + rb"\r\n]*+"
        field = rb"(?:" + _QUOTED + rb"|" + plain + rb")"
        self.delimiter = delimiter
        self.whole = re.compile(field)
        self.row = re.compile(field + rb"(?:" + mark + field + rb")*+(?:\r\n|\r|\n|\Z)")
        self.field = re.compile(rb"(" + field + rb")(" + mark + rb"|\r\n|\r|\n|\Z)")
        # A closed quotation that goes on: no more input can mend that.
        self.broken = re.compile(rb"(?:" + field + mark + rb")*+" + _QUOTED + rb"[^" + mark + rb'\r\n"]')


@lru_cache(maxsize=8)
def _grammar(delimiter: bytes) -> _Grammar:
    return _Grammar(delimiter)


def _delimiter_of(row: bytes, path: str) -> bytes:
    """The delimiter of a file by its name, or by what stands most often in its first row outside of quotation marks."""
    if ".tsv" in [suffix.lower() for suffix in Path(path).suffixes]:
        return b"\t"
    return max(_DELIMITERS, key=re.sub(_QUOTED, b"", row).count)


def _first_row(data: bytes, at: int, *, whole: bool) -> bytes | None:
    """The first row of a file whose delimiter is not known yet; None if more has to be read to tell."""
    match = _ROW.match(data, at)
    assert match is not None  # the pattern matches nothing too
    if match.end() < len(data) and data[match.end()] != ord('"'):
        return match.group()
    if not whole and len(data) - at <= LONGEST_ROW:
        return None
    line = _LINE.match(data, at)  # a quotation mark that nothing closes is a mistake of its line
    assert line is not None
    return match.group() if match.end() == len(data) else line.group()


def _read_head(head: bytes) -> tuple[_Grammar, bytes]:
    """The grammar and the first row that the head of a piece tells: the delimiter, and the row."""
    return _grammar(head[:1] or b","), head[1:]


class DelimitedFormat:
    """Files of rows, the first of which names the columns. Empty rows are passed over, and kept."""

    is_lines = True

    def cut(self, stream: BinaryIO, path: str) -> Iterator[Piece]:
        """Pieces that end with a row. Row 0 names the columns; after the delimiter, it is the head of every piece."""
        head, record, line = b"", 0, 1
        data = b""
        start = 0  # of the piece that grows
        at = 0  # of the row that is looked for
        rows = 0
        wanted = 0  # bytes without which looking again is in vain
        grammar = _grammar(b",")
        for block in chain(blocks_of(stream, path, PIECE_SIZE), (b"",)):
            if not data and not record and block.startswith(_MARK):
                at = len(_MARK)
            data = data[start:] + block if start else data + block
            at, start = at - start, 0
            if block and len(data) - at < wanted:
                continue
            while at < len(data):
                if not head:
                    if (first := _first_row(data, at, whole=not block)) is None:
                        break
                    grammar = _grammar(_delimiter_of(first, path))
                end = _row_end(grammar, data, at, whole=not block)
                if end is None:
                    break
                blank = not data[at:end].strip(b"\r\n")
                if not head and not blank:
                    head = grammar.delimiter + data[at:end]
                at = end
                rows += not blank
                if at - start >= PIECE_SIZE:
                    piece = Piece(path, "delimited", data[start:at], record, line, head)
                    yield piece
                    line += len(_LINE_END.findall(piece.data))
                    record, rows, start = record + rows, 0, at
            wanted = 2 * (len(data) - at) if at < len(data) else 0
        if start < len(data):
            yield Piece(path, "delimited", data[start:], record, line, head)

    def read(self, piece: Piece, options: ReadOptions) -> Iterator[Document]:
        """The documents of the rows; one that stands for each row that cannot be read."""
        grammar, _ = _read_head(piece.head)
        try:
            names = _names(piece)
            chosen = _chosen(piece.path, names, options)
        except ReadError:
            if piece.record:
                return  # said of the first piece
            raise
        columns = [(names.index(name), name) for name in chosen]
        identity_at = names.index(options.id_field) if options.id_field in names else None
        for number, _, _, fields in _rows(grammar, piece):
            if not number:
                continue
            if fields is None or len(fields) != len(names):
                yield broken(piece, {"row": number}, _mistake(fields, len(names)))
                continue
            for column, name in columns:
                locator = {"row": number, "column": name}
                try:
                    text = _unquoted(fields[column]).decode("utf-8")
                    identity = None if identity_at is None else _unquoted(fields[identity_at]).decode("utf-8")
                except UnicodeDecodeError as error:
                    yield broken(piece, locator, f"is not UTF-8, at byte {error.start + 1}; {CONVERT}")
                    continue
                yield make(text, piece, locator, options, identity)

    def write(self, piece: Piece, documents: Sequence[Document]) -> bytes:
        """The rows with the texts of ``documents`` in place; every other byte stays."""
        grammar, _ = _read_head(piece.head)
        names = _names(piece)
        changes: dict[int, list[tuple[int, Document]]] = {}
        for document in documents:
            if document.problem is None and document.record is not None:
                column = names.index(document.record["column"])
                changes.setdefault(document.record["row"], []).append((column, document))
        parts: list[bytes] = []
        kept = 0
        for number, start, end, fields in _rows(grammar, piece):
            if number and number in changes and fields is not None:
                new = list(fields)
                for column, document in changes[number]:
                    new[column] = _written(grammar, fields[column], document)
                if new == [b""] != fields:
                    new = [b'""']  # an empty line would be no row
                if new != fields:
                    ended = len(piece.data[start:end]) - len(piece.data[start:end].rstrip(b"\r\n"))
                    parts += [piece.data[kept:start], grammar.delimiter.join(new), piece.data[end - ended : end]]
                    kept = end
        return b"".join((*parts, piece.data[kept:]))

    def raw(self, piece: Piece, document: Document) -> bytes:
        """The row of a document."""
        assert document.record is not None
        start, end = _spans(piece)[document.record["row"]]
        return piece.data[start:end].rstrip(b"\r\n")

    def literal(self, piece: Piece, document: Document) -> str | None:
        """The field, in its quotation marks if it has any."""
        fields = _fields(_read_head(piece.head)[0], self.raw(piece, document))
        assert document.record is not None
        assert fields is not None  # reading found it
        return fields[_names(piece).index(document.record["column"])].decode("utf-8")


@lru_cache(maxsize=2)  # a piece as it was and as it is, which are asked in turn
def _spans(piece: Piece) -> dict[int, tuple[int, int]]:
    rows = _rows(_read_head(piece.head)[0], piece)
    return {number: (start, end) for number, start, end, _ in rows}


def _row_end(grammar: _Grammar, data: bytes, at: int, *, whole: bool) -> int | None:
    """Where the row at ``at`` ends; None if that cannot be told before more is read."""
    match = grammar.row.match(data, at)
    # A carriage return at the end may be half of a line end.
    if match and (whole or match.end() < len(data)):
        return match.end()
    hopeless = whole or len(data) - at > LONGEST_ROW or grammar.broken.match(data, at)
    if match is None and hopeless:
        line = _LINE.match(data, at)
        assert line is not None  # the pattern matches nothing too
        return line.end() if whole or line.end() < len(data) else None
    return None


def _rows(grammar: _Grammar, piece: Piece) -> Iterator[tuple[int, int, int, list[bytes] | None]]:
    """Number, start, end and raw fields of each row; None for the fields of a row whose quotes are broken."""
    data, at, number = piece.data, 0, piece.record
    if data.startswith(_MARK) and not number:
        at = len(_MARK)
    while at < len(data):
        end = _row_end(grammar, data, at, whole=True)
        assert end is not None  # the whole piece is there
        if data[at:end].strip(b"\r\n"):
            yield number, at, end, _fields(grammar, data[at:end])
            number += 1
        at = end


def _fields(grammar: _Grammar, row: bytes) -> list[bytes] | None:
    fields, at = [], 0
    while True:
        match = grammar.field.match(row, at)
        if match is None:
            return None
        fields.append(match[1])
        if match[2] != grammar.delimiter:
            return fields
        at = match.end()


def _names(piece: Piece) -> list[str]:
    """The names of the columns.

    Raises:
        ReadError: they are not UTF-8.
    """
    grammar, row = _read_head(piece.head)
    try:
        row.decode("utf-8")
    except UnicodeDecodeError as error:
        place = f"at byte {error.start + 1}"
        raise ReadError(
            f"{piece.path}: its first row is not UTF-8, {place}; convert the file to UTF-8 first"
        ) from error
    return [_unquoted(field).decode("utf-8") for field in _fields(grammar, row) or []]


def _chosen(path: str, names: list[str], options: ReadOptions) -> tuple[str, ...]:
    """The columns that hold text.

    Raises:
        ReadError: there are none, or it cannot be told which is meant.
    """
    chosen = fields_of(options, names)
    if options.partial:
        chosen = tuple(name for name in chosen if name in names)
    if not chosen or any(name not in names for name in chosen):
        raise no_text(path, lack_of_text(options, names), names, "columns")
    twice = next((name for name in (*chosen, options.id_field) if name is not None and names.count(name) > 1), None)
    if twice is not None:
        raise ReadError(f'{path}: two columns are named "{twice}"; rename one')
    return chosen


def _mistake(fields: list[bytes] | None, wanted: int) -> str:
    if fields is None:
        return "has a quotation mark that is not closed, or that closes before the field ends"
    return f"has {len(fields)} fields where the first row names {wanted}"


def _unquoted(field: bytes) -> bytes:
    return field[1:-1].replace(b'""', b'"') if field.startswith(b'"') else field


def _written(grammar: _Grammar, old: bytes, document: Document) -> bytes:
    """A field with a new value, quoted as it was; one that was not is quoted only if it has to be."""
    new = document.text.encode("utf-8")
    literal = document.literal.encode("utf-8") if document.literal is not None else None
    if literal is not None and grammar.whole.fullmatch(literal) and _unquoted(literal) == new:
        return literal
    if _unquoted(old) == new:
        return old
    plain = not old.startswith(b'"') and not new.startswith(b'"') and not re.search(rb"[\r\n]", new)
    return new if plain and grammar.delimiter not in new else b'"' + new.replace(b'"', b'""') + b'"'


FORMAT = DelimitedFormat()
