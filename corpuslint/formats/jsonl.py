"""JSON lines: each line is a record, and some of its strings are documents."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import BinaryIO

from corpuslint.document import Document
from corpuslint.formats import PIECE_SIZE, Piece, ReadOptions
from corpuslint.formats.json_values import Span, find, means, parse_pointer, record, rewrite, write_pointer
from corpuslint.formats.records import (
    CONVERT,
    NO_FIELD,
    TEXT_FIELDS,
    blocks_of,
    broken,
    fields_of,
    lack_of_text,
    make,
    no_text,
)

_MARK = "\ufeff"
_MARK_BYTES = _MARK.encode()


class JsonLinesFormat:
    """Files of JSON lines, also called NDJSON. Empty lines and a byte order mark are passed over, and kept."""

    is_lines = True

    def cut(self, stream: BinaryIO, path: str) -> Iterator[Piece]:
        """Pieces that end with a line; a line of any length is in one piece."""
        held: list[bytes] = []
        number = 1
        for block in blocks_of(stream, path, PIECE_SIZE):
            cut = block.rfind(b"\n") + 1
            if not cut:
                held.append(block)
                continue
            data = b"".join((*held, block[:cut]))
            yield Piece(path, "jsonl", data, number, number)
            number += data.count(b"\n")
            held = [block[cut:]] if cut < len(block) else []
        if held:
            yield Piece(path, "jsonl", b"".join(held), number, number)

    def read(self, piece: Piece, options: ReadOptions) -> Iterator[Document]:
        """The documents of the records; one that stands for each record that cannot be read."""
        lacking: list[Document] | None = [] if piece.line == 1 and not options.partial else None
        for number, raw in enumerate(_separate(piece.data), piece.line):
            if raw and not raw.isspace() and (number > 1 or raw.removeprefix(_MARK_BYTES).strip()):
                for document in _documents(raw, number, piece, options):
                    if lacking is not None:
                        if (document.problem or "").startswith(NO_FIELD):
                            lacking.append(document)
                            continue
                        yield from lacking
                        lacking = None
                    yield document
        if lacking:
            yield from self._told(piece, lacking, options)

    def _told(self, piece: Piece, lacking: Sequence[Document], options: ReadOptions) -> Sequence[Document]:
        """All records of the beginning of a source, which lack a field that holds text.

        Raises:
            NoTextError: the field that one of them lacks, all of them lack.
        """
        lines = [self.raw(piece, document).decode("utf-8").removeprefix(_MARK) for document in lacking]
        found = [(line, record(line)) for line in lines]
        keys = [(name, parse_pointer(name)) for name in options.text_fields]
        missing = [name for name, key in keys if not any(find(line, members, key) for line, members in found)]
        if options.text_fields and not missing:
            return lacking
        lack = lack_of_text(options._replace(text_fields=tuple(missing)), ()).replace(
            NO_FIELD, "no record has a field", 1
        )
        fields = dict.fromkeys(field for _, members in found for field in members)
        raise no_text(piece.path, lack, fields, "fields")

    def write(self, piece: Piece, documents: Sequence[Document]) -> bytes:
        """The lines with the texts of ``documents`` in place; every other byte stays."""
        lines = piece.data.split(b"\n")
        changes: dict[int, list[Document]] = {}
        for document in documents:
            if document.problem is None and document.record is not None:
                changes.setdefault(document.record["line"] - piece.line, []).append(document)
        for index, changed in changes.items():
            lines[index] = _rewritten(lines[index], changed)
        return b"\n".join(lines)

    def raw(self, piece: Piece, document: Document) -> bytes:
        """The line of a document."""
        assert document.record is not None
        line: int = document.record["line"]
        return _lines(piece.data)[line - piece.line].removesuffix(b"\r")

    def literal(self, piece: Piece, document: Document) -> str | None:
        """The string literal, in its quotation marks."""
        line = self.raw(piece, document).decode("utf-8").removeprefix(_MARK)
        assert document.record is not None
        span = find(line, record(line), parse_pointer(document.record["pointer"]))
        return None if span is None else line[span.start : span.end]


@lru_cache(maxsize=2)  # a piece as it was and as it is, which are asked in turn
def _lines(data: bytes) -> list[bytes]:
    return data.split(b"\n")


def _separate(data: bytes) -> list[bytes]:
    """The lines of a piece, to be read; the only one is not copied, since it may be very long."""
    return [data] if data.find(b"\n") in (-1, len(data) - 1) else data.split(b"\n")


def _documents(raw: bytes, number: int, piece: Piece, options: ReadOptions) -> Iterator[Document]:
    plain = _plain_text(raw) if not options.text_fields and options.id_field is None else None
    if plain is not None:
        yield make(plain, piece, {"line": number, "pointer": f"/{TEXT_FIELDS[0]}"}, options, None)
        return
    try:
        line = raw.removesuffix(b"\n").decode("utf-8")
        found = record(line.removeprefix(_MARK))
    except UnicodeDecodeError as error:
        yield broken(piece, {"line": number}, f"is not UTF-8, at byte {error.start + 1}; {CONVERT}")
        return
    except ValueError as error:
        reason, place = getattr(error, "msg", str(error)), getattr(error, "pos", 0)
        yield broken(piece, {"line": number}, f"is not a JSON object, at character {place + 1}: {reason}")
        return
    line = line.removeprefix(_MARK)
    fields = {name: find(line, found, parse_pointer(name)) for name in options.text_fields} or found
    chosen = fields_of(options, [name for name, span in fields.items() if span is not None])
    if options.partial:
        chosen = tuple(name for name in chosen if fields[name] is not None)
    if not chosen or any(fields[name] is None for name in chosen):
        known = [name for name, span in fields.items() if span is not None]
        yield broken(piece, {"line": number}, lack_of_text(options, known))
        return
    identity = _identity(line, found, options)
    for name in {parse_pointer(name): name for name in chosen}.values() if len(chosen) > 1 else chosen:
        span = fields[name]
        assert span is not None
        locator = {"line": number, "pointer": write_pointer(parse_pointer(name) if options.text_fields else (name,))}
        if isinstance(span.value, str) and span.start < span.end and line[span.start] == '"':
            yield make(span.value, piece, locator, options, identity)
        elif line[span.start : span.end] != "null":  # a record may have no text
            yield broken(piece, locator, f'holds no text in "{name}"')


def _plain_text(raw: bytes) -> str | None:
    """The text of a record that holds it where most do, by the fastest way there is; None if it is any other record."""
    try:
        found = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    text = found.get(TEXT_FIELDS[0]) if isinstance(found, dict) else None
    return text if isinstance(text, str) else None


def _identity(line: str, found: dict[str, Span], options: ReadOptions) -> str | None:
    """The id of a record, a string or a number as it is written."""
    if options.id_field is None:
        return None
    span = find(line, found, parse_pointer(options.id_field))
    return None if span is None or span.value is None else str(span.value)


def _rewritten(raw: bytes, documents: Sequence[Document]) -> bytes:
    whole = raw.decode("utf-8")
    line = whole.removeprefix(_MARK)
    found = record(line)
    edits = []
    for document in documents:
        assert document.record is not None
        span = find(line, found, parse_pointer(document.record["pointer"]))
        assert span is not None  # reading found it
        if document.literal is not None and means(document.literal, document.text):
            edits.append((span.start, span.end, document.literal))
        elif span.value != document.text:
            edits.append((span.start, span.end, rewrite(line[span.start : span.end], document.text)))
    if not edits:
        return raw
    for start, end, literal in sorted(edits, reverse=True):
        line = line[:start] + literal + line[end:]
    return ((_MARK if whole.startswith(_MARK) else "") + line).encode("utf-8")


FORMAT = JsonLinesFormat()
