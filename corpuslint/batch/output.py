"""The output of a batch: a directory with one file for each shard in each of its parts, and the manifest."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, cast

from corpuslint.batch.manifest import NAME, PARTS, Entry, Manifest
from corpuslint.errors import WriteError
from corpuslint.formats import digest_of

# Holds what is being written. A file leaves it by a rename when it is whole.
_UNFINISHED = ".unfinished"
_LOCK = ".lock"
# Holds what became of parts of large shards until all of them are done: an output like the one that it lies in.
_OF_PARTS = ".parts"


@dataclass(frozen=True, slots=True)
class Output:
    """The output directory as workers see it; ``shown`` is the path that the user gave."""

    directory: Path
    shown: Path

    @property
    def of_parts(self) -> Output:
        """Where parts of large shards are kept until all of them are done."""
        return Output(self.directory / _OF_PARTS, self.shown / _OF_PARTS)

    def log_of(self, shard: str) -> Path:
        """Where the traceback of a mistake lies that a shard showed."""
        return self.directory / "errors" / f"{shard}.log"

    @property
    def corpus_findings(self) -> Path:
        """Where the findings lie that only all shards together show."""
        return self.directory / "corpus-findings.jsonl"

    def put(self, place: Path, lines: Iterable[str]) -> None:
        """Write a file in one go, or remove it if there are no lines.

        Raises:
            WriteError: the system refuses.
        """
        unfinished = self.directory / _UNFINISHED / secrets.token_hex(16)
        try:
            with unfinished.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
                stream.writelines(lines)
            if unfinished.stat().st_size:
                place.parent.mkdir(parents=True, exist_ok=True)
                unfinished.replace(place)
            else:
                place.unlink(missing_ok=True)
        except OSError as error:
            raise self.refused(place, error) from error

    @contextmanager
    def scratch(self) -> Iterator[BinaryIO]:
        """A file for the time of the block; ``name`` is its path.

        Raises:
            WriteError: the system refuses, in the block too.
        """
        place = self.directory / _UNFINISHED
        try:
            with NamedTemporaryFile(dir=place) as stream:
                yield cast("BinaryIO", stream)
        except OSError as error:
            raise self.refused(place, error) from error

    def refused(self, place: Path, error: OSError) -> WriteError:
        """The error for a file here that cannot be written."""
        name = place.relative_to(self.directory).as_posix()
        return WriteError(f"cannot write {name}: {(error.strerror or str(error)).lower()}")

    def path_of(self, part: str, shard: str) -> Path:
        """Where a part of a shard lies."""
        return self.directory / part / (shard if part == "data" else f"{shard}.jsonl")

    def holds(self, entry: Entry) -> bool:
        """Whether the files of a shard are what its entry says, and no others."""
        for part in PARTS:
            try:
                with self.path_of(part, entry.shard).open("rb") as stream:
                    digest = digest_of(stream)
            except FileNotFoundError:
                digest = ""
            except OSError:
                return False
            if digest != entry.outputs.get(part, ""):
                return False
        return True

    def remove(self, shard: str) -> None:
        """Remove what an earlier run made of a shard.

        Raises:
            WriteError: the system refuses.
        """
        for part in PARTS:
            place = self.path_of(part, shard)
            try:
                if place.is_file():
                    place.unlink()
            except OSError as error:
                raise self.refused(place, error) from error


class Files:
    """The files of one shard, written beside their places; nothing is seen of them before all are whole."""

    def __init__(self, output: Output, shard: str) -> None:
        self._output = output
        self._shard = shard
        self._parts: dict[str, _File] = {}

    def __enter__(self) -> Files:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._parts.values():
            file.discard()

    def write(self, part: str, data: bytes) -> None:
        """Add to a part of the shard.

        Raises:
            WriteError: the system refuses.
        """
        with self._guarded(part):
            if part not in self._parts:
                self._parts[part] = _File(self._output.directory / _UNFINISHED)
            self._parts[part].write(data)

    def commit(self) -> dict[str, str]:
        """Put the files in their places, and remove those of an earlier run that have no successor.

        Returns:
            SHA-256 of each file, hexadecimal, by its part.

        Raises:
            WriteError: the system refuses.
        """
        for part, file in self._parts.items():
            with self._guarded(part):
                file.close()
        for part in PARTS:
            place = self._output.path_of(part, self._shard)
            with self._guarded(part):
                if part in self._parts:
                    place.parent.mkdir(parents=True, exist_ok=True)
                    self._parts[part].path.replace(place)
                else:
                    place.unlink(missing_ok=True)
        return {part: self._parts[part].digest.hexdigest() for part in PARTS if part in self._parts}

    @contextmanager
    def _guarded(self, part: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._output.refused(self._output.path_of(part, self._shard), error) from error


class _File:
    def __init__(self, directory: Path) -> None:
        self.path = directory / secrets.token_hex(16)
        self.digest = hashlib.sha256()
        self._stream = self.path.open("xb")

    def write(self, data: bytes) -> None:
        self.digest.update(data)
        self._stream.write(data)

    def close(self) -> None:
        self._stream.close()

    def discard(self) -> None:
        with suppress(OSError):  # what a full disk refused once, it refuses again
            self._stream.close()
        with suppress(OSError):
            self.path.unlink()


@contextmanager
def claimed(output: Output) -> Iterator[Manifest]:
    """The manifest of an output directory, which is this run's alone while the block lasts.

    Args:
        output: its directory does not exist, is empty, or holds the output of an earlier batch.

    Raises:
        WriteError: it holds something else, another run writes to it, or the system refuses.
        ReadError: its manifest cannot be read.
    """
    directory = output.directory
    with _claim(output):
        manifest = Manifest(directory / NAME, directory / _UNFINISHED, output.shown / NAME)
        yield manifest
        manifest.finish()
        forget(directory / _UNFINISHED)
        # Removed while it is held: a run that has opened it already sees that it is gone, and begins anew.
        forget(directory / _LOCK)


def _claim(output: Output) -> BinaryIO:
    """Make a directory ready for a run, and lock it as long as the returned file is open."""
    directory = output.directory
    try:
        directory.mkdir(parents=True, exist_ok=True)
        held = {entry.name for entry in directory.iterdir()}
        if held - {_LOCK, _UNFINISHED} and NAME not in held:
            raise WriteError(
                f"{output.shown}: holds something else than the output of a batch; choose an empty or a new directory"
            )
        lock = _locked(directory / _LOCK)
        if lock is None:
            raise WriteError(f"{output.shown}: another run is writing to it; wait for its end")
        forget(directory / _UNFINISHED)
        (directory / _UNFINISHED).mkdir(exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteError(f"{output.shown}: cannot write: {reason}") from error
    return lock


def _locked(path: Path) -> BinaryIO | None:
    """The lock at a path, held; None if another run holds it."""
    while True:
        lock = path.open("wb")
        if not _lock(lock.fileno()):
            lock.close()
            return None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(lock.fileno()), path.stat()):
                return lock
        lock.close()  # it was removed after it was opened: whoever comes next would lock another one


def forget(path: Path) -> None:
    """Remove a file or a directory, if there is one."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _lock(handle: int) -> bool:
    """Take a lock that ends with this process, however it ends, and that its children do not inherit."""
    if os.name != "posix":
        return True
    import fcntl

    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
