"""Replacing a file in one step, and only while it holds what was read."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from corpuslint.errors import WriteError
from corpuslint.formats import digest_of, is_remote

if TYPE_CHECKING:
    from corpuslint.formats.remote import RemoteReplacement


class Replacement:
    """New content for a file, written beside it with the same mode and owner; a link leads to the file it names.

    Whatever happens inside the ``with`` block, no temporary file stays behind.
    """

    def __init__(self, path: str) -> None:
        """Begin.

        Raises:
            WriteError: the file is read-only or no regular file, or the system refuses.
        """
        self._path = path
        try:
            self._target = Path(path).resolve(strict=True)
            self._before = self._target.stat()
            if not stat.S_ISREG(self._before.st_mode):
                raise WriteError(f"{path}: not a regular file; it cannot be fixed in place")
            # The rename would succeed on a read-only file, against its owner's will; root may write to any file.
            if not self._before.st_mode & 0o222 or not os.access(self._target, os.W_OK):
                raise WriteError(f"{path}: read-only; left as it is")
            prefix = f".{self._target.name[:40]}."
            handle, name = tempfile.mkstemp(prefix=prefix, suffix=".tmp", dir=self._target.parent)
        except OSError as error:
            raise self._refused(error) from error
        self._temporary = Path(name)
        self._stream = os.fdopen(handle, "wb")

    def __enter__(self) -> Replacement:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def discard(self) -> None:
        """Leave nothing behind, be it that the content is in its place or that it is not wanted."""
        with suppress(OSError):  # what a full disk refused once, it refuses again
            self._stream.close()
        self._temporary.unlink(missing_ok=True)

    def write(self, data: bytes) -> None:
        """Add to the new content.

        Raises:
            WriteError: the system refuses.
        """
        try:
            self._stream.write(data)
        except OSError as error:
            raise self._refused(error) from error

    def finish(self) -> None:
        """Put the new content on disk, whole.

        Raises:
            WriteError: the system refuses.
        """
        try:
            self._stream.flush()
            _keep_mode(self._stream.fileno(), self._before)
            os.fsync(self._stream.fileno())
            self._stream.close()
        except OSError as error:
            raise self._refused(error) from error

    def commit(self, expected: str) -> None:
        """Put the finished content in place of the file.

        Args:
            expected: SHA-256 of what the file must still hold, hexadecimal.

        Raises:
            WriteError: the file has changed since, or the system refuses.
        """
        try:
            with self._target.open("rb") as stream:
                if digest_of(stream) != expected:
                    raise WriteError(f"{self._path}: changed while it was being fixed; left as it is, run again")
            self._temporary.replace(self._target)
        except OSError as error:
            raise self._refused(error) from error
        _sync_directory(self._target.parent)

    def _refused(self, error: OSError) -> WriteError:
        return WriteError(f"{self._path}: cannot write: {(error.strerror or str(error)).lower()}; left as it is")


def replacement_of(path: str) -> Replacement | RemoteReplacement:
    """New content for a source.

    Raises:
        WriteError: it cannot be replaced.
    """
    if is_remote(path):
        from corpuslint.formats.remote import RemoteReplacement

        return RemoteReplacement(path)
    return Replacement(path)


def _keep_mode(handle: int, before: os.stat_result) -> None:
    if hasattr(os, "fchown"):
        with suppress(PermissionError):
            os.fchown(handle, before.st_uid, before.st_gid)
    os.chmod(handle, stat.S_IMODE(before.st_mode))


def _sync_directory(directory: Path) -> None:
    """Make a rename outlast a power failure, where directories can be synchronised."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):
        handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
