"""Writing the fixed form of a source: piece by piece, and in the end all of it or nothing."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Protocol

from corpuslint.errors import CorpuslintError, WriteError
from corpuslint.formats import Piece, Source
from corpuslint.formats.replace import replacement_of
from corpuslint.worker import Result

if TYPE_CHECKING:
    from corpuslint.fixlog import FixLog, Row
    from corpuslint.formats.remote import RemoteReplacement
    from corpuslint.formats.replace import Replacement

# Bytes of log rows that are held in memory before they go to a temporary file.
_ROWS_IN_MEMORY = 1 << 23

Complain = Callable[[CorpuslintError], None]


def contradiction(path: str) -> WriteError:
    """The error for a document whose fixes never end."""
    return WriteError(f"{path}: fixes contradict each other; such a document is left as it is")


class Writer(Protocol):
    """Takes the new form of a source.

    failed: whether the source is not written after all.
    """

    failed: bool

    def add(self, piece: Piece, result: Result) -> None:
        """Take the next piece."""

    def end(self, digest: str) -> None:
        """Write. ``digest`` is the SHA-256 of the stored bytes that were read, hexadecimal."""

    def give_up(self) -> None:
        """Write nothing."""


class Record:
    """What a fix log is told of a source: its digests before and after, and the rows of its documents."""

    def __init__(self) -> None:
        self._before, self._after = hashlib.sha256(), hashlib.sha256()
        self._rows: SpooledTemporaryFile[bytes] | None = None

    def add(self, before: bytes, after: bytes, rows: Iterable[Row]) -> None:
        """Take a piece."""
        self._before.update(before)
        self._after.update(after)
        for row in rows:
            if self._rows is None:
                self._rows = SpooledTemporaryFile(_ROWS_IN_MEMORY)  # noqa: SIM115 - closed with this object
            pickle.dump(row, self._rows)

    def settled(self) -> Iterator[Row]:
        """The rows, with the digests of what was added."""
        if self._rows is None:
            return
        digests = {"sha256_before": self._before.hexdigest(), "sha256_after": self._after.hexdigest()}
        end = self._rows.tell()
        self._rows.seek(0)
        while self._rows.tell() < end:
            yield replace(pickle.load(self._rows), **digests)

    @property
    def is_empty(self) -> bool:
        """Whether there are no rows."""
        return self._rows is None


class _Logged:
    """A record that goes to a fix log, if there is one."""

    def __init__(self, log: FixLog | None) -> None:
        self._log = log
        self._record = Record()

    def add(self, before: bytes, after: bytes, rows: Iterable[Row]) -> None:
        """Take a piece."""
        if self._log is not None:
            self._record.add(before, after, rows)

    def entry(self) -> AbstractContextManager[None]:
        """An entry of the log that holds if the ``with`` block succeeds."""
        if self._log is None or self._record.is_empty:
            return nullcontext()
        return self._log.entry(self._record.settled())


class FileWriter:
    """Replaces a file by its fixed form, if anything was fixed, and logs what changed."""

    def __init__(self, source: Source, complain: Complain, log: FixLog | None) -> None:
        self.failed = False
        self._source = source
        self._complain = complain
        self._record = _Logged(log)
        self._joiner = source.joiner()
        self._replacement: Replacement | RemoteReplacement | None = None
        self._unchanged = 0
        self._contradicted = False

    def add(self, piece: Piece, result: Result) -> None:
        """Take the next piece. Nothing is written before the first that changed."""
        self._contradicted |= result.contradicted > 0
        if self.failed:
            return
        data = piece.data if result.data is None else result.data
        self._record.add(piece.data, data, result.rows)
        if result.data is None and self._replacement is None:
            self._unchanged += 1
            return
        try:
            if self._replacement is None:
                self._replacement = replacement_of(self._source.path)
                for before in islice(self._source.pieces(), self._unchanged):
                    self._replacement.write(self._joiner.add(before.data))
            self._replacement.write(self._joiner.add(data))
        except CorpuslintError as error:
            self._fail(error)

    def end(self, digest: str) -> None:
        """Put the new form in place of the file, if it still holds what was read."""
        if self._contradicted:
            self._complain(contradiction(self._source.path))
        if self._replacement is None:
            return
        try:
            self._replacement.write(self._joiner.end())
            self._replacement.finish()
            with self._record.entry():
                self._replacement.commit(digest)
        except CorpuslintError as error:
            self._fail(error)
        else:
            self._discard()

    def give_up(self) -> None:
        """Leave the file as it is."""
        self.failed = True
        self._discard()

    def _fail(self, error: CorpuslintError) -> None:
        self._complain(error)
        self.give_up()

    def _discard(self) -> None:
        if self._replacement is not None:
            self._replacement.discard()
            self._replacement = None


class StreamWriter:
    """Hands the fixed form of a source on, and logs what changed. With a log, all of it once the log is written."""

    def __init__(self, source: Source, complain: Complain, log: FixLog | None, send: Callable[[bytes], None]) -> None:
        self.failed = False
        self._source = source
        self._complain = complain
        self._record = _Logged(log)
        self._send = send
        self._held: list[bytes] | None = None if log is None else []
        self._joiner = source.joiner()
        self._contradicted = False

    def add(self, piece: Piece, result: Result) -> None:
        """Take the next piece. What could not be fixed ends the output: half of a text is worse than none."""
        self._contradicted |= result.contradicted > 0
        self.failed |= result.error is not None
        if self.failed:
            return
        data = piece.data if result.data is None else result.data
        self._record.add(piece.data, data, result.rows)
        self._hand_on(self._joiner.add(data))

    def end(self, digest: str) -> None:  # noqa: ARG002
        """Hand on what is left."""
        if self._contradicted:
            self._complain(contradiction(self._source.path))
        if self.failed:
            return
        self._hand_on(self._joiner.end())
        if self._held is not None:
            try:
                with self._record.entry():
                    self._send(b"".join(self._held))
            except CorpuslintError as error:
                self.failed = True
                self._complain(error)

    def give_up(self) -> None:
        """Hand on nothing more."""
        self.failed = True

    def _hand_on(self, data: bytes) -> None:
        if self._held is not None:
            self._held.append(data)
        elif data:
            self._send(data)
