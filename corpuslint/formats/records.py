"""Records: what the formats share whose sources hold many documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

from corpuslint.document import Document
from corpuslint.formats import Piece, ReadOptions, unreadable

# The fields that hold the text of a record where nobody says which: the first of these that it has.
TEXT_FIELDS = ("text", "content", "body")
# How the problem of a record begins that lacks the field which holds its text.
NO_FIELD = "has no field"


def fields_of(options: ReadOptions, known: Collection[str]) -> tuple[str, ...]:
    """Names of the text fields of a record that has the ``known`` ones; none if there is nothing to read."""
    if options.text_fields:
        return options.text_fields
    return next(((field,) for field in TEXT_FIELDS if field in known), ())


def lack_of_text(options: ReadOptions, known: Collection[str]) -> str:
    """What is wrong with a record without text, and what to do."""
    if options.text_fields:
        missing = next(field for field in options.text_fields if field not in known)
        return f'{NO_FIELD} "{missing}"'
    return f"{NO_FIELD} {', '.join(TEXT_FIELDS[:-1])} or {TEXT_FIELDS[-1]}; name its text with --text-field"


def make(text: str, piece: Piece, record: Mapping[str, Any], options: ReadOptions, identity: str | None) -> Document:
    """The document of one field of a record."""
    from corpuslint.language.identify import detect_language

    language = options.language or detect_language(text)
    return Document(
        text,
        language,
        piece.path,
        record,
        profile=options.profile,
        vocabulary=options.vocabulary,
        identity=identity,
    )


def broken(piece: Piece, record: Mapping[str, Any], problem: str) -> Document:
    """What stands for a record that cannot be read: no text, and what is wrong."""
    return Document("", None, piece.path, record, problem=problem)


def blocks_of(stream: BinaryIO, path: str, size: int) -> Iterator[bytes]:
    """A stream in blocks.

    Raises:
        ReadError: the system refuses.
    """
    try:
        while block := stream.read(size):
            yield block
    except OSError as error:
        raise unreadable(path, error) from error
