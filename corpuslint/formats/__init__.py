"""Sources: how documents are found, read and written back.

A format turns the bytes of a source into documents and, given the new form of each document, back into bytes. It is
one module here and one line in :data:`FORMATS`.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from corpuslint.blocks import DEFAULT_PROFILE, BlockProfile
from corpuslint.document import Document
from corpuslint.errors import ReadError

if TYPE_CHECKING:
    from corpuslint.language.vocabulary import Vocabulary

# The format of each suffix; a directory is searched for exactly these.
FORMATS = {".txt": "text", ".text": "text", ".md": "markdown"}
# Sources made of records: read as plain text, their fixes would break quoting and escapes.
_RECORDS = {".csv", ".json", ".jsonl", ".ndjson", ".parquet", ".tsv"}


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How documents are read.

    language: ISO 639-1 code of every document, if it is known.
    profile: what the pages of the site look like.
    encoding: the encoding of the source, if it is known; found out from the bytes otherwise.
    vocabulary: the words of the corpus, if they were learned.
    """

    language: str | None = None
    profile: BlockProfile = DEFAULT_PROFILE
    encoding: str | None = None
    vocabulary: Vocabulary | None = None


class Format(Protocol):
    """One kind of source. Streams stand at their first byte; both directions keep no more than a few documents."""

    def read(self, stream: BinaryIO, path: str, options: ReadOptions) -> Iterator[Document]:
        """The documents of a source, in order.

        Raises:
            ReadError: the source does not hold what its kind promises.
        """

    def write(self, stream: BinaryIO, documents: Iterable[Document]) -> Iterator[bytes]:
        """The new bytes of a source, in pieces: those of ``stream``, but for the texts and encodings of ``documents``,
        which are the documents that :meth:`read` gave, changed, in the same order.

        Raises:
            WriteError: a document cannot be written so that reading gives it back.
        """


@dataclass(frozen=True, slots=True)
class Source:
    """Where documents are read from. ``path`` is the name that findings show.

    data: the bytes, if they came from standard input; otherwise the file at ``path`` holds them.
    """

    path: str
    format: Format
    data: bytes | None = None

    def open(self) -> BinaryIO:
        """A binary stream of the whole source.

        Raises:
            ReadError: the file cannot be opened.
        """
        if self.data is not None:
            return io.BytesIO(self.data)
        try:
            return Path(self.path).open("rb")
        except OSError as error:
            raise unreadable(self.path, error) from error


def unreadable(path: str, error: OSError) -> ReadError:
    """The one-line error for a file that the system does not let us read."""
    return ReadError(f"{path}: cannot read: {(error.strerror or str(error)).lower()}")


def digest_of(stream: BinaryIO) -> str:
    """SHA-256 of the rest of a stream, hexadecimal."""
    digest = hashlib.sha256()
    while piece := stream.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


def format_of(path: str) -> Format:
    """The format of a file by its suffix; a suffix that is not known is plain text.

    Raises:
        ReadError: a file of records, which must not be read as plain text.
    """
    suffix = Path(path).suffix.lower()
    if suffix in _RECORDS:
        raise ReadError(f"{path}: {suffix} files are not supported; give text files ({', '.join(FORMATS)})")
    return _load(FORMATS.get(suffix, "text"))


@cache
def _load(name: str) -> Format:
    format_: Format = import_module(f"corpuslint.formats.{name}").FORMAT
    return format_
