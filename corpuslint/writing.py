"""Writing the fixed form of a source: piece by piece, and in the end all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from corpuslint.errors import CorpuslintError, WriteError
from corpuslint.formats import Piece, Source
from corpuslint.formats.replace import replacement_of
from corpuslint.spool import Spool
from corpuslint.worker import Result

if TYPE_CHECKING:
    from corpuslint.fixlog import FixLog, Row
    from corpuslint.formats.remote import RemoteReplacement
    from corpuslint.formats.replace import Replacement

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
        self._rows: Spool[Row] = Spool()

    def add(self, before: bytes, after: bytes, rows: Iterable[Row]) -> None:
        """Take a piece.

        Raises:
            WriteError: there is no room for its rows.
        """
        self._before.update(before)
        self._after.update(after)
        for row in rows:
            self._rows.add(row)

    def settled(self) -> Iterator[Row]:
        """The rows, with the digests of what was added."""
        digests: dict[str, Any] = {"sha256_before": self._before.hexdigest(), "sha256_after": self._after.hexdigest()}
        return (replace(row, **digests) for row in self._rows)

    @property
    def is_empty(self) -> bool:
        """Whether there are no rows."""
        return self._rows.is_empty


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
        if result.error is not None:
            self.give_up()  # it was told already; a file that is fixed in parts is no file that was fixed
        if self.failed:
            return
        data = piece.data if result.data is None else result.data
        try:
            self._record.add(piece.data, data, result.rows)
            if result.data is None and self._replacement is None:
                self._unchanged += 1
                return
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
        self._held: Spool[bytes] | None = None if log is None else Spool()
        self._joiner = source.joiner()
        self._contradicted = False

    def add(self, piece: Piece, result: Result) -> None:
        """Take the next piece. What could not be fixed ends the output: half of a text is worse than none."""
        self._contradicted |= result.contradicted > 0
        self.failed |= result.error is not None
        if self.failed:
            return
        data = piece.data if result.data is None else result.data
        try:
            self._record.add(piece.data, data, result.rows)
            self._hand_on(self._joiner.add(data))
        except CorpuslintError as error:
            self._fail(error)

    def end(self, digest: str) -> None:  # noqa: ARG002
        """Hand on what is left."""
        if self._contradicted:
            self._complain(contradiction(self._source.path))
        if self.failed:
            return
        try:
            self._hand_on(self._joiner.end())
            with self._record.entry():
                for data in self._held or ():
                    self._send(data)
        except CorpuslintError as error:
            self._fail(error)

    def give_up(self) -> None:
        """Hand on nothing more."""
        self.failed = True

    def _fail(self, error: CorpuslintError) -> None:
        self.failed = True
        self._complain(error)

    def _hand_on(self, data: bytes) -> None:
        if self._held is not None:
            self._held.add(data)
        elif data:
            self._send(data)
