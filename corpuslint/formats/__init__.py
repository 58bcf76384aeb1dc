"""Sources: how documents are found, read and written back.

A source is cut into pieces, whole records that can be worked on without the rest; a format turns a piece into documents
and, given the new form of each document, back into bytes. It is one module here and one line in :data:`FORMATS`.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol, cast

from corpuslint.blocks import DEFAULT_PROFILE, BlockProfile
from corpuslint.document import Document
from corpuslint.errors import ReadError, WriteError

if TYPE_CHECKING:
    from corpuslint.language.vocabulary import Vocabulary

# The format of each suffix; a directory is searched for exactly these.
FORMATS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "delimited",
    ".tsv": "delimited",
    ".parquet": "parquet",
}
# Formats whose sources hold records. In a directory they are taken only if their records have text.
RECORDS = frozenset({"jsonl", "delimited", "parquet"})
# What no format reads: as plain text, it would be broken by fixes.
_UNREADABLE = {".json": "give JSON lines (.jsonl), one record a line"}
# The compression of each suffix that may follow.
CODECS = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"}
# First bytes that compressed data and tables may have, and how many tell it for sure.
_MAGIC = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"PAR1\x15")
_MAGIC_LENGTH = 10
# What a remote source is taken to hold, in bytes: asking takes as long as reading a little.
_REMOTE_SIZE = 1 << 20
# Bytes of a piece that is made of records, about: large enough to hide what handing it to a worker costs.
PIECE_SIZE = 1 << 18


class ReadOptions(NamedTuple):
    """How documents are read.

    language: ISO 639-1 code of every document, if it is known.
    profile: what the pages of the site look like.
    encoding: the encoding of the source, if it is known; found out from the bytes otherwise.
    vocabulary: the words of the corpus, if they were learned.
    text_fields: the fields of a record that hold text, by name or as JSON pointers; guessed if there are none.
    id_field: the field of a record that holds its id, if any.
    partial: whether a record may lack some of the fields that hold text.
    """

    language: str | None = None
    profile: BlockProfile = DEFAULT_PROFILE
    encoding: str | None = None
    vocabulary: Vocabulary | None = None
    text_fields: tuple[str, ...] = ()
    id_field: str | None = None
    partial: bool = False


class Piece(NamedTuple):
    """A part of a source that stands by itself: whole records, or a whole file of text. It travels between processes.

    path: the name of the source that findings show.
    format: name of the format in :data:`FORMATS`.
    data: its bytes; those of all pieces of a source, one after the other, are the bytes of the source.
    record, line: number of its first record, and of the line that begins it, from 1.
    head: what records need of the beginning of the source, such as the names of columns.
    """

    path: str
    format: str
    data: bytes
    record: int = 1
    line: int = 1
    head: bytes = b""

    def read(self, options: ReadOptions) -> Iterator[Document]:
        """Its documents, in order.

        Raises:
            ReadError: the bytes do not hold what their format promises.
        """
        return load_format(self.format).read(self, options)

    def write(self, documents: Sequence[Document]) -> bytes:
        """Its new bytes, in which nothing but the texts and encodings of ``documents`` is new.

        Args:
            documents: those that :meth:`read` gave, changed, in the same order.

        Raises:
            WriteError: a document cannot be written so that reading gives it back.
        """
        return load_format(self.format).write(self, documents)

    def raw(self, document: Document) -> bytes:
        """The bytes of the record that one of its documents was read from, as they stand, without a line end."""
        return load_format(self.format).raw(self, document)

    def literal(self, document: Document) -> str | None:
        """How the text of one of its documents is written, quotes and escapes and all; None where text has no marks."""
        return load_format(self.format).literal(self, document)


class Format(Protocol):
    """One kind of source; see :class:`Piece` for what reading and writing mean.

    is_lines: whether its bytes are lines of records, so that a diff of them is a diff of the file.
    """

    is_lines: bool

    def cut(self, stream: BinaryIO, path: str) -> Iterator[Piece]:
        """The pieces of a source, in order; the stream stands at its first byte, and no more than a few are held.

        Raises:
            ReadError: the source cannot be read.
        """

    def read(self, piece: Piece, options: ReadOptions) -> Iterator[Document]:
        """The documents of a piece."""

    def write(self, piece: Piece, documents: Sequence[Document]) -> bytes:
        """The new bytes of a piece."""

    def raw(self, piece: Piece, document: Document) -> bytes:
        """The bytes of the record of a document."""

    def literal(self, piece: Piece, document: Document) -> str | None:
        """How the text of a document is written; a document that is written with it is written so."""


class Joiner(Protocol):
    """Makes the stored bytes of a source of its pieces, one after the other."""

    def add(self, data: bytes) -> bytes:
        """What can be written once the next piece is known."""

    def end(self) -> bytes:
        """What is left to write after the last piece."""


class PlainJoiner:
    """The joiner of sources that are stored as they are."""

    def add(self, data: bytes) -> bytes:
        """The piece itself."""
        return data

    def end(self) -> bytes:
        """Nothing."""
        return b""


class Source(NamedTuple):
    """Where documents are read from. ``path`` is the name that findings show; its last suffix may tell a compression.

    stream: where the bytes come from if they can be read only once: standard input or a pipe.
    snapshot: path of a file with the bytes, where those of ``path`` were fetched before.
    """

    path: str
    format: str
    stream: BinaryIO | None = None
    snapshot: str | None = None

    def open(self) -> BinaryIO:
        """The bytes of the source as they are stored.

        Raises:
            ReadError: the file cannot be opened.
        """
        if self.stream is not None:
            return self.stream
        if self.snapshot is None and is_remote(self.path):
            from corpuslint.formats.remote import open_remote

            return open_remote(self.path)
        try:
            return Path(self.snapshot or self.path).open("rb")
        except OSError as error:
            raise unreadable(self.path, error) from error

    def cut(self, stored: BinaryIO) -> Iterator[Piece]:
        """The pieces of the source, read from its stored bytes. What comes before damage is given before the error.

        Raises:
            ReadError: the source cannot be read.
        """
        form = load_format(self.format)
        if (codec := codec_of(self.path)) is None:
            yield from form.cut(_as_named(stored, self.path, self.format), self.path)
            return
        from corpuslint.formats.compression import Content

        content = Content(stored, codec, self.path)
        try:
            yield from form.cut(content.stream, self.path)
        except ReadError:
            content.check()  # damage is the cause of what the format complains of
            raise
        content.check()

    def pieces(self) -> Iterator[Piece]:
        """The pieces of the source.

        Raises:
            ReadError: the source cannot be read.
        """
        with self.open() as stored:
            yield from self.cut(stored)

    def joiner(self) -> Joiner:
        """What makes stored bytes of pieces."""
        joiner: Joiner = PlainJoiner()
        if self.format == "parquet":
            from corpuslint.formats.parquet_join import ParquetJoiner

            joiner = ParquetJoiner(self._content, self.path)
        if codec := codec_of(self.path):
            from corpuslint.formats.compression import CompressingJoiner

            joiner = CompressingJoiner(joiner, codec)
        return joiner

    @contextmanager
    def _content(self) -> Iterator[BinaryIO]:
        """The content once more.

        Raises:
            WriteError: it could be read only once.
        """
        if self.stream is not None:
            raise WriteError(f"{self.path}: a table that comes through a pipe cannot be fixed; give a file")
        with self.open() as stored:
            if (codec := codec_of(self.path)) is None:
                yield stored
                return
            from corpuslint.formats.compression import Content

            yield Content(stored, codec, self.path).stream


def unreadable(path: str, error: OSError) -> ReadError:
    """The one-line error for a file that the system does not let us read."""
    return ReadError(f"{path}: cannot read: {(error.strerror or str(error)).lower()}")


def _as_named(stored: BinaryIO, path: str, form: str) -> BinaryIO:
    """A stream as it is, unless its first bytes show something else than its name says."""
    stream = stored if isinstance(stored, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stored))
    try:
        head = stream.peek(_MAGIC_LENGTH)[:_MAGIC_LENGTH]
    except OSError as error:
        raise unreadable(path, error) from error
    if head.startswith(_MAGIC) and form != "parquet":
        from corpuslint.formats.compression import refuse_disguised

        refuse_disguised(head, path)
    return stream


def digest_of(stream: BinaryIO) -> str:
    """SHA-256 of the rest of a stream, hexadecimal."""
    import hashlib

    digest = hashlib.sha256()
    while piece := stream.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


def size_of(sources: Iterable[Source | ReadError]) -> int:
    """Bytes of the sources that are files; those of remote ones are guessed."""
    paths = [source.path for source in sources if isinstance(source, Source)]
    far = sum(_REMOTE_SIZE for path in paths if is_remote(path))
    return far + sum(os.path.getsize(path) for path in paths if os.path.isfile(path))  # noqa: PTH202, PTH113


def digest_of_parts(parts: Iterable[bytes]) -> str:
    """SHA-256 of parts, one after the other, hexadecimal."""
    import hashlib

    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def format_of(path: str) -> str:
    """The name of the format of a file, by its suffix; a suffix that is not known is plain text.

    Raises:
        ReadError: a file that must not be read as plain text.
    """
    suffix = _suffixes(path)[0]
    if suffix in _UNREADABLE:
        raise ReadError(f"{path}: {suffix} files are not supported; {_UNREADABLE[suffix]}")
    return FORMATS.get(suffix, "text")


def codec_of(path: str) -> str | None:
    """The name of the compression of a file, by its last suffix; None if it is stored as it is."""
    return CODECS.get(_suffixes(path)[1])


def is_known(name: str) -> bool:
    """Whether a suffix tells the format of a file."""
    return _suffixes(name)[0] in FORMATS


def is_remote(path: str) -> bool:
    """Whether a path is an address, such as s3://bucket/name."""
    scheme, separator, _ = path.partition("://")
    return bool(separator) and len(scheme) > 1 and scheme.isascii() and scheme.isalnum() and scheme != "file"


def _suffixes(path: str) -> tuple[str, str]:
    """The suffix of the format and that of the compression, each "" if there is none."""
    name = PurePath(path.lower().partition("?")[0] if path.startswith("http") and is_remote(path) else path.lower())
    return (name.with_suffix("").suffix, name.suffix) if name.suffix in CODECS else (name.suffix, "")


@cache
def load_format(name: str) -> Format:
    """The format of a name in :data:`FORMATS`."""
    format_: Format = import_module(f"corpuslint.formats.{name}").FORMAT
    return format_
