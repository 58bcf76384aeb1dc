"""Replacing a file in one step, and only while it holds what was read."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpuslint.errors import WriteError
from corpuslint.formats import digest_of


class Replacement:
    """New content for a file, complete and on disk beside it. Made by :func:`prepare`.

    digest: SHA-256 of the new content, hexadecimal.
    """

    def __init__(self, shown: str, target: Path, temporary: Path, digest: str) -> None:
        self._shown = shown
        self._target = target
        self._temporary = temporary
        self.digest = digest

    def commit(self, expected: str) -> None:
        """Put the new content in place of the file.

        Args:
            expected: SHA-256 of what the file must still hold, hexadecimal.

        Raises:
            WriteError: the file has changed since, or the system refuses.
        """
        try:
            with self._target.open("rb") as stream:
                if digest_of(stream) != expected:
                    raise WriteError(f"{self._shown}: changed while it was being fixed; left as it is, run again")
            self._temporary.replace(self._target)
        except OSError as error:
            raise _refused(self._shown, error) from error
        _sync_directory(self._target.parent)


@contextmanager
def prepare(path: str, pieces: Iterable[bytes]) -> Iterator[Replacement]:
    """Write the new content of a file beside it, with the same mode and owner; a link leads to the file it names.

    Whatever happens inside the ``with`` block, no temporary file stays behind.

    Raises:
        WriteError: the file is read-only or no regular file, or the system refuses.
    """
    try:
        target = Path(path).resolve(strict=True)
        before = target.stat()
        if not stat.S_ISREG(before.st_mode):
            raise WriteError(f"{path}: not a regular file; it cannot be fixed in place")
        # The rename would succeed on a read-only file, against its owner's will; root may write to any file.
        if not before.st_mode & 0o222 or not os.access(target, os.W_OK):
            raise WriteError(f"{path}: read-only; left as it is")
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".tmp", dir=target.parent)
    except OSError as error:
        raise _refused(path, error) from error
    temporary = Path(name)
    try:
        yield Replacement(path, target, temporary, _fill(path, handle, pieces, before))
    finally:
        temporary.unlink(missing_ok=True)


def _fill(path: str, handle: int, pieces: Iterable[bytes], before: os.stat_result) -> str:
    """Write everything to disk; the SHA-256 of it."""
    digest = hashlib.sha256()
    try:
        with os.fdopen(handle, "wb") as stream:
            for piece in pieces:
                stream.write(piece)
                digest.update(piece)
            stream.flush()
            _keep_mode(stream.fileno(), before)
            os.fsync(stream.fileno())
    except OSError as error:
        raise _refused(path, error) from error
    return digest.hexdigest()


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


def _refused(path: str, error: OSError) -> WriteError:
    return WriteError(f"{path}: cannot write: {(error.strerror or str(error)).lower()}; left as it is")
