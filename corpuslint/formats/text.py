"""Plain text: the whole file is one document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from corpuslint.document import Document
from corpuslint.errors import ReadError, WriteError
from corpuslint.formats import Piece, ReadOptions, unreadable


class TextFormat(NamedTuple):
    """Files of plain text; ``code`` matches what is no prose in them."""

    name: str
    code: re.Pattern[str] | None = None
    is_lines: bool = False

    def cut(self, stream: BinaryIO, path: str) -> Iterator[Piece]:
        """The whole file as one piece."""
        try:
            yield Piece(path, self.name, stream.read())
        except OSError as error:
            raise unreadable(path, error) from error

    def read(self, piece: Piece, options: ReadOptions) -> Iterator[Document]:
        """The one document of the file; the text keeps its byte order mark and its newlines."""
        from corpuslint.decode import decode, decode_as
        from corpuslint.language.identify import detect_language

        try:
            if options.encoding is None:
                text, facts = decode(piece.data, language=options.language)
            else:
                text, facts = decode_as(piece.data, options.encoding)
        except ReadError as error:
            raise ReadError(f"{piece.path}: {error}") from error
        language = options.language or detect_language(text)
        yield Document(text, language, piece.path, None, facts, options.profile, options.vocabulary, self.code)

    def write(self, piece: Piece, documents: Sequence[Document]) -> bytes:
        """The bytes of the one document."""
        from corpuslint.decode import encode

        (document,) = documents
        try:
            return encode(document.text, document.encoding)
        except WriteError as error:
            raise WriteError(f"{piece.path}: {error}") from error
        except (LookupError, ValueError) as error:
            raise WriteError(f"{piece.path}: cannot be written as {document.encoding.encoding}") from error

    def raw(self, piece: Piece, document: Document) -> bytes:  # noqa: ARG002
        """The whole file: it is one record."""
        return piece.data

    def literal(self, piece: Piece, document: Document) -> str | None:  # noqa: ARG002
        """None: text needs no marks."""
        return None


FORMAT = TextFormat("text")
