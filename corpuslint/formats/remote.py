"""Sources at remote addresses, such as ``s3://bucket/corpus``: listed, read as streams and replaced, through fsspec."""

from __future__ import annotations

import io
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO

from corpuslint.errors import CorpuslintError, ReadError, WriteError
from corpuslint.formats import digest_of, is_known
from corpuslint.patterns import matches

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

# Bytes that are fetched or sent at once; S3 takes no smaller parts than five million.
_BLOCK = 1 << 23
_STREAMED = ("http://", "https://")
# Some servers tell browsers to expand what is stored as .gz; here its name says so, and its stored bytes are wanted.
_AS_STORED = {"client_kwargs": {"auto_decompress": False, "headers": {"Accept-Encoding": "identity"}}}
# What a copy of an object in S3 takes along.
_S3_FACTS = ("CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "ContentType", "Metadata")
# Errors that packages below fsspec let through: modules and names.
_FOREIGN = (
    ("aiohttp", "ClientError"),
    ("botocore.exceptions", "BotoCoreError"),
    ("botocore.exceptions", "ClientError"),
)


def find_remote(path: str, exclude: Sequence[str]) -> Iterator[str | ReadError]:
    """The file that an address names, or those below it with a known suffix, in order of their names.

    Args:
        path: an address; what HTTP lists must end with a slash.
        exclude: patterns as in a ``.gitignore``, relative to the address.
    """
    try:
        with _told(path, _cannot_read):
            files, place = _located(path)
            streamed = path.startswith(_STREAMED)
            is_file = not path.endswith("/") if streamed else files.info(place)["type"] != "directory"
            found = [] if is_file else files.find(place)
    except ReadError as error:
        yield error
        return
    if is_file:
        yield path
        return
    top = place.rstrip("/") + "/"
    below = [name.removeprefix(top) for name in found if name.startswith(top)]
    root = PurePosixPath("/")
    for name in sorted(below, key=lambda name: name.split("/")):
        is_hidden = any(part.startswith(".") for part in name.split("/"))
        if is_known(name) and not is_hidden and not (exclude and matches(exclude, root / name, root)):
            yield f"{path.rstrip('/')}/{name}"


def open_remote(path: str) -> BinaryIO:
    """The bytes at an address.

    Raises:
        ReadError: it cannot be read.
    """
    with _told(path, _cannot_read):
        files, place = _located(path)
        streamed = path.startswith(_STREAMED)  # servers need not know of parts of a file
        opened = files.open(place, "rb", block_size=0 if streamed else _BLOCK)
    return io.BufferedReader(_Stream(opened, path, seekable=not streamed), 1 << 18)


class RemoteReplacement:
    """New content for a remote file, written beside it first; see ``replace.Replacement``.

    Storage that knows no renaming copies it in place, which is one step for whoever reads it there.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        with _told(path, _cannot_write):
            self._files, self._target = _located(path)
            parent, slash, name = self._target.rpartition("/")
            self._temporary = f"{parent}{slash}.{name[:40]}.{secrets.token_hex(8)}.tmp"
            kept = _kept(self._files, self._target)
            self._stream = self._files.open(self._temporary, "wb", block_size=_BLOCK, **kept)

    def __enter__(self) -> RemoteReplacement:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def discard(self) -> None:
        """Leave nothing behind, be it that the content is in its place or that it is not wanted."""
        with suppress(WriteError), _told(self._path, _cannot_write):
            self._stream.close()
        with suppress(WriteError), _told(self._path, _cannot_write):
            if self._files.exists(self._temporary):
                self._files.rm_file(self._temporary)

    def write(self, data: bytes) -> None:
        """Add to the new content.

        Raises:
            WriteError: the storage refuses.
        """
        with _told(self._path, _cannot_write):
            self._stream.write(data)

    def finish(self) -> None:
        """Store the new content, whole.

        Raises:
            WriteError: the storage refuses.
        """
        with _told(self._path, _cannot_write):
            self._stream.close()

    def commit(self, expected: str) -> None:
        """Put the finished content in place of the file.

        Args:
            expected: SHA-256 of what the file must still hold, hexadecimal.

        Raises:
            WriteError: the file has changed since, or the storage refuses.
        """
        with _told(self._path, _cannot_write):
            self._files.invalidate_cache()
            with open_remote(self._path) as stream:
                if digest_of(stream) != expected:
                    raise WriteError(f"{self._path}: changed while it was being fixed; left as it is, run again")
            try:
                self._files.cp_file(self._temporary, self._target)
            except NotImplementedError:
                self._files.mv(self._temporary, self._target)


class _Stream(io.RawIOBase):
    """A file of fsspec, with a position of its own, and errors in one line."""

    def __init__(self, file: Any, path: str, *, seekable: bool) -> None:
        self._file = file
        self._path = path
        self._seekable = seekable
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._seekable

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with _told(self._path, _cannot_read):
            if whence == io.SEEK_CUR:
                offset, whence = self._at + offset, io.SEEK_SET
            self._at = self._file.seek(offset, whence)
        return self._at

    def readinto(self, buffer: Any) -> int:
        with _told(self._path, _cannot_read):
            if self._seekable and self._file.tell() != self._at:
                self._file.seek(self._at)
            data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def _kept(files: AbstractFileSystem, place: str) -> dict[str, Any]:
    """What an object of S3 says of itself, which its new form is to say too; nothing in other storage."""
    if "s3" not in files.protocol:
        return {}
    bucket, key, _ = files.split_path(place)
    head = files.call_s3("head_object", Bucket=bucket, Key=key)
    return {name: head[name] for name in _S3_FACTS if head.get(name)}


def _located(path: str) -> tuple[AbstractFileSystem, str]:
    """The file system of an address, and the place in it."""
    from fsspec.core import url_to_fs

    files, place = url_to_fs(path, **(_AS_STORED if path.startswith(_STREAMED) else {}))
    return files, place


@contextmanager
def _told(path: str, error_of: Callable[[str, str], CorpuslintError]) -> Iterator[None]:
    """What goes wrong in one line."""
    try:
        yield
    except ImportError as error:
        raise ReadError(f"{path}: {_lacking(path, str(error))}") from error
    except FileNotFoundError as error:
        known = isinstance(error.__cause__, _failures())  # an answer such as "403 forbidden", or none
        raise error_of(path, _line(error.__cause__) if known else "no such file or directory") from error
    except PermissionError as error:
        raise error_of(path, "permission denied") from error
    except NotImplementedError as error:
        raise error_of(path, "this kind of address can only be read; fetch the file first") from error
    except _failures() as error:
        raise error_of(path, _line(error)) from error


def _line(error: Any) -> str:
    if hasattr(error, "status") and hasattr(error, "message"):  # an answer of an HTTP server
        return f"{error.message} ({error.status})".lower()
    return (str(error).splitlines() or [type(error).__name__])[0][:200].rstrip(".")


def _failures() -> tuple[type[Exception], ...]:
    """What may go wrong: the errors of packages that are not loaded cannot be raised."""
    foreign = [getattr(sys.modules[module], name) for module, name in _FOREIGN if module in sys.modules]
    return (OSError, ValueError, *foreign)


def _lacking(path: str, reason: str) -> str:
    """What to do without a package that an address needs."""
    if path.startswith(("s3:", "s3a:")):
        return "this address needs a package that is not installed: pip install 'corpuslint-text[remote,s3]'"
    if "fsspec" in reason or path.startswith(_STREAMED):
        return "addresses need a package that is not installed: pip install 'corpuslint-text[remote]'"
    return reason


def _cannot_read(path: str, reason: str) -> CorpuslintError:
    return ReadError(f"{path}: cannot read: {reason}")


def _cannot_write(path: str, reason: str) -> CorpuslintError:
    return WriteError(f"{path}: cannot write: {reason}; left as it is")
