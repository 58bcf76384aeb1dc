"""Records: what the formats share whose sources hold many documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

from corpuslint.document import Document
from corpuslint.errors import ReadError
from corpuslint.formats import Piece, ReadOptions, unreadable

# The fields that hold the text of a record where nobody says which: the first of these that it has.
TEXT_FIELDS = ("text", "content", "body")
# How the problem of a record begins that lacks the field which holds its text.
NO_FIELD = "has no field"
# What to do about a record that is not UTF-8.
CONVERT = "if all of the file is in another encoding, convert it to UTF-8 first"
# Fields that an error names.
_NAMED = 30
# First bytes of encodings that no records are read in; the order matters.
_WIDE = (
    (b"\xff\xfe\0\0", "UTF-32"),
    (b"\0\0\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


class NoTextError(ReadError):
    """A source whose records have no field that holds text; ``fields`` are those that they have."""

    fields: tuple[str, ...] = ()


def no_text(path: str, lack: str, fields: Collection[str], word: str) -> NoTextError:
    """The error for a source without text: what lacks, and what there is instead."""
    error = NoTextError(f"{path}: {lack}; its {word} are {listed(fields)}")
    error.fields = tuple(fields)
    return error


def listed(names: Collection[str]) -> str:
    """Names in a row, the first ones of many; "none" for none."""
    return (", ".join(list(names)[:_NAMED]) or "none") + (" …" if len(names) > _NAMED else "")


def fields_of(options: ReadOptions, known: Collection[str]) -> tuple[str, ...]:
    """Names of the text fields of a record that has the ``known`` ones; none if there is nothing to read."""
    if options.text_fields:
        return tuple(dict.fromkeys(options.text_fields))
    return next(((field,) for field in TEXT_FIELDS if field in known), ())


def lack_of_text(options: ReadOptions, known: Collection[str]) -> str:
    """What is wrong with a record without text, and what to do."""
    if options.text_fields:
        missing = next(field for field in options.text_fields if field not in known)
        return f'{NO_FIELD} "{missing}"'
    return f"{NO_FIELD} {', '.join(TEXT_FIELDS[:-1])} or {TEXT_FIELDS[-1]}; name its text with --text-field"


def refuse_wide(head: bytes, path: str) -> None:
    """Refuse records in UTF-16 or UTF-32.

    Args:
        head: the first bytes.
        path: the name of the source.

    Raises:
        ReadError: they are in such an encoding.
    """
    name = next((name for mark, name in _WIDE if head.startswith(mark)), None)
    if name is None and len(head) > 1 and 0 in head[:2] and any(head[:4]):
        zeros = head[:4].count(0)
        name = f"UTF-{32 if zeros > 2 else 16}{'BE' if head[0] == 0 else 'LE'}"
    if name is not None:
        way = f"convert the file, with iconv -f {name} -t UTF-8"
        raise ReadError(f"{path}: {name}; records are read as UTF-8: {way}")


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
    """A stream of records in blocks.

    Raises:
        ReadError: the system refuses, or the records are not in UTF-8.
    """
    is_first = True
    try:
        while block := stream.read(size):
            if is_first:
                refuse_wide(block[:4], path)
                is_first = False
            yield block
    except OSError as error:
        raise unreadable(path, error) from error
