"""The fix log: every applied change as one JSON line, enough to see it, judge it and undo it.

A run adds one group of rows for each file that it changed. Rows hold their file's digests before and after, so a group
is known by them, and a log that several runs have added to leads back through all of them, the last first.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, replace
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from corpuslint.document import Document
from corpuslint.errors import ReadError, WriteError
from corpuslint.findings import Applicability
from corpuslint.fixing import FixOutcome
from corpuslint.formats import Piece
from corpuslint.reporters.json_text import to_json

# Bytes that are read at once to find the end of the last whole line.
_TAIL = 1 << 16
# Bytes of a first line beyond which a file is no log.
_LONGEST_ROW = 1 << 26


@dataclass(frozen=True, slots=True)
class Row:
    """One change of one document.

    start, end: the changed span, in code points of the text before the run.
    before, after: what stood there and what stands there now. Both are empty, at 0, in the row that names the rules
        which changed only the encoding.
    sha256_before, sha256_after: digests of the content of the whole source, hexadecimal; empty until it is known.
    literal: in the first row of a document, how its text stood in its record before the run, quotes and escapes and
        all; only where that cannot be told from the text and from what stands there now.
    """

    path: str
    record: Mapping[str, Any] | None
    rules: tuple[str, ...]
    applicability: str
    confidence: float
    start: int
    end: int
    before: str
    after: str
    encoding_before: str
    encoding_after: str
    sha256_before: str = ""
    sha256_after: str = ""
    literal: str | None = None

    @property
    def changes_only_encoding(self) -> bool:
        """Whether this row stands for a change of encoding."""
        return self.start == self.end and not self.after


@dataclass(frozen=True, slots=True)
class Step:
    """What one run did to one file."""

    path: str
    sha256_before: str
    sha256_after: str
    rows: tuple[Row, ...]


def rows_of(document: Document, outcome: FixOutcome) -> Iterator[Row]:
    """The rows for what fixing did to one document, still without digests."""
    encodings = document.encoding.encoding, outcome.document.encoding.encoding
    if encodings[0] != encodings[1]:
        causes = [cause for cause in outcome.applied if cause.fix and cause.fix.encoding]
        rules = tuple(dict.fromkeys(cause.rule for cause in causes))
        sure = min((cause.confidence for cause in causes), default=1.0)
        trust = "unsafe" if any(cause.fix and cause.fix.applicability == "unsafe" for cause in causes) else "safe"
        yield Row(document.path, document.record, rules, trust, sure, 0, 0, "", "", *encodings)
    for change in outcome.changes:
        yield Row(
            document.path,
            document.record,
            change.rules,
            change.applicability.value,
            change.confidence,
            change.start,
            change.end,
            document.text[change.start : change.end],
            change.after,
            *encodings,
        )


def with_literals(piece: Piece, data: bytes, told: Iterable[tuple[Document, list[Row]]]) -> list[Row]:
    """The rows of a piece, with the literals that the way back needs.

    Args:
        piece: as it was.
        data: its bytes after the changes.
        told: its documents, as they were, with the rows of each.
    """
    pairs = list(told)
    records = [document for document, _ in pairs if document.record is not None]
    fixed = piece._replace(data=data)
    back = piece._replace(data=fixed.write(records)) if records else piece
    if back.data != piece.data:
        for document, rows in pairs:
            if rows and (literal := piece.literal(document)) != back.literal(document):
                rows[0] = replace(rows[0], literal=literal)
    return [row for _, rows in pairs for row in rows]


def line_of(row: Row) -> bytes:
    """A row as a line of a log."""
    told = asdict(row)
    if row.literal is None:
        del told["literal"]
    return f"{to_json(told)}\n".encode()


class FixLog:
    """A log that grows at its end. It is created when the first rows come."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def entry(self, rows: Iterable[Row]) -> Iterator[None]:
        """Rows that hold if the ``with`` block succeeds: they are on disk before it begins, and gone if it fails.

        Raises:
            WriteError: the log cannot be written.
        """
        size, is_written = None, False
        try:
            with self._path.open("ab+") as stream:
                size = _without_torn_line(stream, self._path)
                stream.writelines(map(line_of, rows))
                stream.flush()
                os.fsync(stream.fileno())
            is_written = True
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise WriteError(f"{self._path}: cannot write the fix log: {reason}; nothing was changed") from error
        finally:
            if not is_written:
                self._cut(size)
        try:
            yield  # an end from outside leaves the rows: they may tell of what has just happened
        except (WriteError, OSError):
            self._cut(size)
            raise

    def _cut(self, size: int | None) -> None:
        """Take back what was added, as far as the system lets us."""
        if size is not None:
            with suppress(OSError):
                os.truncate(self._path, size)


def _without_torn_line(stream: BinaryIO, path: Path) -> int:
    """Size of a log that ends with a whole line: what a run that was ended wrote by half goes.

    Raises:
        WriteError: the file holds something else than a log.
    """
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        return stream.tell()
    stream.seek(0)
    first = stream.readline(_LONGEST_ROW)
    if first.endswith(b"\n"):
        try:
            _row(f"{path}:1", first)
        except ReadError as error:
            raise WriteError(f"{path}: exists and is no fix log; name another file") from error
    elif first and not first.startswith(b'{"path"'):
        raise WriteError(f"{path}: exists and is no fix log; name another file")
    end = stream.seek(0, os.SEEK_END)
    start = end
    while start:
        start = max(0, start - _TAIL)
        stream.seek(start)
        found = stream.read(min(_TAIL, end - start)).rfind(b"\n") + 1
        if found:
            start += found
            break
    if start < end:
        stream.truncate(start)
    stream.seek(0, os.SEEK_END)
    return start


def read_log(path: Path) -> list[Step]:
    """The steps of a log, in order. One that a run which was ended told of may not have happened.

    Raises:
        ReadError: the log cannot be read, or a line of it is not a row.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise ReadError(f"{path}: cannot read the fix log: {(error.strerror or str(error)).lower()}") from error
    rows = [_row(f"{path}:{number}", line) for number, line in enumerate(lines, 1)]
    groups = groupby(rows, key=lambda row: (row.path, row.sha256_before, row.sha256_after))
    # A run that was ended and run again tells the same twice.
    return [Step(*key, tuple({line_of(row): row for row in group}.values())) for key, group in groups]


def _row(where: str, line: bytes) -> Row:
    try:
        raw = json.loads(line)
    except ValueError as error:
        raise ReadError(f"{where}: not JSON; is this a fix log?") from error
    if not isinstance(raw, dict) or raw.keys() | _MAY_LACK != _FITS.keys():
        raise ReadError(f"{where}: not a row of a fix log")
    for key, fits in _FITS.items():
        if key in raw and not fits(raw[key]):
            raise ReadError(f'{where}: "{key}" of this row cannot be {raw[key]!r}')
    return Row(**{**raw, "rules": tuple(raw["rules"])})


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


_MAY_LACK = {"literal"}
_FITS: dict[str, Callable[[Any], bool]] = {
    **{one.name: _is_text for one in fields(Row)},
    "record": lambda value: value is None or isinstance(value, dict),
    "rules": lambda value: isinstance(value, list) and bool(value) and all(map(_is_text, value)),
    "applicability": lambda value: _is_text(value) and value in set(Applicability),
    "confidence": lambda value: isinstance(value, int | float),
    "start": lambda value: isinstance(value, int),
    "end": lambda value: isinstance(value, int),
    "literal": lambda value: value is None or _is_text(value),
}
