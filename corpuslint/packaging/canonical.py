"""Bytes that do not depend on machine, time zone, locale or hash seed: JSON, JSON lines, checksums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

_CHUNK = 1 << 20
# Characters that end a line for some readers (str.splitlines among them); JSON itself lets them stand in a text.
_LINE_ENDS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def json_line(row: Mapping[str, Any]) -> bytes:
    """One row of a JSON lines file, in UTF-8, with its line end.

    Raises:
        ValueError: a number that JSON cannot say, or a lone surrogate (``UnicodeEncodeError`` is one).
    """
    return f"{json_text(row)}\n".encode()


def sha256_lines(rows: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 of rows as a JSON lines file holds them: what tells their content, wherever they are kept.

    Raises:
        ValueError: JSON cannot say a row.
    """
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json_line(row))
    return digest.hexdigest()


def json_text(value: object) -> str:
    """A value as a line holds it.

    Raises:
        ValueError: a number that JSON cannot say.
    """
    text = _encode(value)
    if not text.isascii():
        for end, escape in _LINE_ENDS.items():
            text = text.replace(end, escape)
    return text


def json_document(value: Mapping[str, Any]) -> bytes:
    """A JSON file that people read too: two spaces, keys as given, one line end at the end."""
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()


def sha256_hex(content: bytes) -> str:
    """SHA-256 as 64 lower-case hex digits."""
    return hashlib.sha256(content).hexdigest()


def sha256_file(*paths: Path) -> str:
    """SHA-256 of files, one after the other, read in pieces.

    Raises:
        OSError: a file cannot be read.
    """
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    return digest.hexdigest()
