"""Bytes that do not depend on machine, time zone, locale or hash seed: JSON, JSON lines, checksums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

_CHUNK = 1 << 20
# Characters that end a line for some readers (str.splitlines among them); JSON itself lets them stand in a text.
_LINE_ENDS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def json_line(row: Mapping[str, Any]) -> bytes:
    """One row of a JSON lines file, in UTF-8, with its line end.

    Raises:
        ValueError: a number that JSON cannot say, or a lone surrogate (``UnicodeEncodeError`` is one).
    """
    line = _encode(row)
    if not line.isascii():
        for end, escape in _LINE_ENDS.items():
            line = line.replace(end, escape)
    return f"{line}\n".encode()


def json_document(value: Mapping[str, Any]) -> bytes:
    """A JSON file that people read too: two spaces, keys as given, one line end at the end."""
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()


def sha256_hex(content: bytes) -> str:
    """SHA-256 as 64 lower-case hex digits."""
    return hashlib.sha256(content).hexdigest()


def sha256_file(path: Path) -> str:
    """SHA-256 of a file, read in pieces.

    Raises:
        OSError: the file cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What the descriptor says of a written table. ``size`` is in bytes."""

    rows: int
    size: int
    sha256: str


class TableWriter:
    """Writes rows as JSON lines and counts and hashes them on the way."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self._rows = self._size = 0

    def write(self, row: Mapping[str, Any]) -> None:
        """Append one row.

        Raises:
            ValueError: the row holds what JSON or UTF-8 cannot say.
        """
        line = json_line(row)
        self._stream.write(line)
        self._digest.update(line)
        self._rows += 1
        self._size += len(line)

    def facts(self) -> TableFacts:
        """Rows, bytes and hash so far."""
        return TableFacts(self._rows, self._size, self._digest.hexdigest())
