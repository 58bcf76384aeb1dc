"""Plain text: the whole file is one document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from corpuslint.document import Document
from corpuslint.errors import ReadError, WriteError
from corpuslint.formats import ReadOptions, unreadable


@dataclass(frozen=True)
class TextFormat:
    """Files of plain text; ``code`` matches what is no prose in them."""

    code: re.Pattern[str] | None = None

    def read(self, stream: BinaryIO, path: str, options: ReadOptions) -> Iterator[Document]:
        """The one document of the file; the text keeps its byte order mark and its newlines."""
        from corpuslint.decode import decode, decode_as
        from corpuslint.language.identify import detect_language

        try:
            raw = stream.read()
        except OSError as error:
            raise unreadable(path, error) from error
        try:
            if options.encoding is None:
                text, facts = decode(raw, language=options.language)
            else:
                text, facts = decode_as(raw, options.encoding)
        except ReadError as error:
            raise ReadError(f"{path}: {error}") from error
        language = options.language or detect_language(text)
        yield Document(text, language, path, None, facts, options.profile, options.vocabulary, self.code)

    def write(self, stream: BinaryIO, documents: Iterable[Document]) -> Iterator[bytes]:  # noqa: ARG002
        """The bytes of the one document."""
        from corpuslint.decode import encode

        for document in documents:
            try:
                yield encode(document.text, document.encoding)
            except WriteError as error:
                raise WriteError(f"{document.path}: {error}") from error
            except (LookupError, ValueError) as error:
                raise WriteError(f"{document.path}: cannot be written as {document.encoding.encoding}") from error


FORMAT = TextFormat()
