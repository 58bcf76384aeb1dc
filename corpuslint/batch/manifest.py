"""The manifest of a batch: one line for each shard that is done, or that failed and why."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, BinaryIO

from corpuslint.errors import ReadError, WriteError
from corpuslint.reporters.json_text import to_json

NAME = "manifest.jsonl"
# What a shard becomes, each below a directory of its own; all but the first only where there is something to tell.
PARTS = ("data", "findings", "fixes", "quarantine", "summaries")
# Characters of a wrong value that an error shows.
_LONGEST_VALUE = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of a shard.

    shard: its name.
    path: its source, as it was given.
    key: digest of its content and of everything else that decided the result; empty if it failed.
    error: why it failed.
    bytes: of the source as it is stored.
    documents, findings, fixes, quarantined: how many it holds, how many findings remain, how many were fixed, and how
        many records could not be read or fixed.
    outputs: SHA-256 of each file that was written, by the directory that it lies in.
    """

    shard: str
    path: str
    key: str = ""
    error: str | None = None
    bytes: int = 0
    documents: int = 0
    findings: int = 0
    fixes: int = 0
    quarantined: int = 0
    outputs: Mapping[str, str] = field(default_factory=dict)


class Manifest:
    """The manifest of an output directory. It grows while a run goes on, and is put in order at the end."""

    def __init__(self, path: Path, scratch: Path, shown: Path) -> None:
        """Read what there is; a last line that was cut off by the end of a run is dropped.

        Args:
            path: where it lies.
            scratch: a directory on the same disk for its ordered form while that is written.
            shown: its path as the user knows it.

        Raises:
            ReadError: it cannot be read, or is none.
            WriteError: it cannot be written.
        """
        self._path = path
        self._scratch = scratch
        self._shown = shown
        self.entries: dict[str, Entry] = {}
        try:
            content = path.read_bytes() if path.exists() else b""
        except OSError as error:
            raise ReadError(f"{shown}: cannot read the manifest: {(error.strerror or str(error)).lower()}") from error
        whole = content.rfind(b"\n") + 1
        for number, line in enumerate(content[:whole].splitlines(), 1):
            entry = _entry(line, f"{shown}:{number}")
            self.entries[entry.shard] = entry
        try:
            self._stream: BinaryIO = path.open("ab")
            self._stream.truncate(whole)
        except OSError as error:
            raise self._refused(error) from error

    def add(self, entries: Iterable[Entry]) -> None:
        """Add entries; they are on disk when this returns.

        Raises:
            WriteError: the system refuses.
        """
        new = {entry.shard: entry for entry in entries}
        changed = [entry for name, entry in new.items() if self.entries.get(name) != entry]
        if not changed:
            return
        try:
            self._stream.writelines(map(_line, changed))
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise self._refused(error) from error
        self.entries |= new

    def drop(self, shards: Iterable[str]) -> None:
        """Forget shards; :meth:`finish` takes them off the disk."""
        for shard in shards:
            self.entries.pop(shard, None)

    def finish(self) -> None:
        """One line for each shard, in order of their names: the same bytes however the shards were done.

        Raises:
            WriteError: the system refuses.
        """
        self._stream.close()
        ordered = self._scratch / NAME
        try:
            with ordered.open("wb") as stream:
                stream.writelines(_line(self.entries[name]) for name in sorted(self.entries))
                stream.flush()
                os.fsync(stream.fileno())
            ordered.replace(self._path)
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> WriteError:
        reason = (error.strerror or str(error)).lower()
        return WriteError(f"{self._shown}: cannot write the manifest: {reason}; run again to go on")


def _line(entry: Entry) -> bytes:
    return f"{to_json(asdict(entry))}\n".encode()


def _entry(line: bytes, where: str) -> Entry:
    try:
        raw: Any = json.loads(line)
    except ValueError as error:
        raise ReadError(f"{where}: not JSON; is this the manifest of a batch?") from error
    if not isinstance(raw, dict) or raw.keys() != _FITS.keys():
        raise ReadError(f"{where}: not a line of the manifest of a batch")
    for name, fits in _FITS.items():
        if not fits(raw[name]):
            value = to_json(raw[name])
            wrong = value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
            way = "put the file back as it was, or choose a new directory"
            raise ReadError(f'{where}: "{name}" of a shard cannot be {wrong}; {way}')
    return Entry(**raw)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_outputs(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() <= set(PARTS) and all(map(_is_text, value.values()))


_FITS: dict[str, Callable[[Any], bool]] = {
    **{one.name: _is_count for one in fields(Entry)},
    "shard": _is_text,
    "path": _is_text,
    "key": _is_text,
    "error": lambda value: value is None or _is_text(value),
    "outputs": _is_outputs,
}
