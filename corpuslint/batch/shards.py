"""Shards, the unit of work of a batch: which sources they are, what they are called, and how they are grouped."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpuslint.batch.manifest import Entry
from corpuslint.errors import ConfigurationError, ReadError
from corpuslint.formats import Source, is_remote
from corpuslint.formats.parts import Part
from corpuslint.packaging.collect import shown_path
from corpuslint.patterns import absolute

# Shards are handed over in groups of about this many bytes, or this many shards: handing over costs time too.
GROUP_BYTES = 1 << 20
GROUP_SHARDS = 64


@dataclass(frozen=True, slots=True)
class Shard:
    """One source. It travels between processes and machines, as its parts do if it is large.

    name: its path below the directories of the output.
    path: its source as the user named it; ``source`` itself has the absolute path, since workers live elsewhere.
    size: bytes of the source, 0 if unknown.
    known: what the manifest says of it.
    """

    name: str
    path: str
    source: Source
    size: int = 0
    known: Entry | None = None

    @property
    def place(self) -> str:
        """Where its files lie below the directories of the output that they are written to."""
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOfShard(Shard):
    """A part of a large shard.

    key: digest of all that decides what becomes of it; ``whole_key`` that of the whole shard.
    stamp: size and time of change of the source before it was cut.
    facts: SHA-256 and size of the whole source.
    """

    part: Part
    key: str
    whole_key: str
    stamp: tuple[int, int]
    facts: tuple[str, int]

    @property
    def place(self) -> str:
        """Its place among the parts of all shards."""
        return f"{self.name}/{self.part.start:015}"


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinOfParts(Shard):
    """A large shard all parts of which are done: ``entries`` tell of them, in order. See :class:`PartOfShard`."""

    key: str
    facts: tuple[str, int]
    entries: tuple[Entry, ...]

    @property
    def is_table(self) -> bool:
        """Whether the pieces of the source are rows and not its bytes."""
        return self.source.format == "parquet"


def shards_of(found: Iterable[tuple[str, Source | ReadError]], output: Path) -> tuple[list[Shard], list[ReadError]]:
    """The shards of a run in order of their names, and the errors of paths that cannot be used.

    A name is led by the name of the folder that was given, so that it does not depend on the other paths of the run.

    Args:
        found: sources, each with the path that led to it.
        output: the directory of the run; what lies in it is no source.

    Raises:
        ConfigurationError: two shards would have the same name.
    """
    shards: dict[str, Shard] = {}
    errors: list[ReadError] = []
    seen: set[str] = set()
    place = os.path.realpath(output)
    for given, source in found:
        if isinstance(source, ReadError):
            errors.append(source)
            continue
        if source.stream is not None:
            errors.append(ReadError(f"{source.path}: a pipe can be read only once; store it in a file first"))
            continue
        remote = is_remote(source.path)
        real = source.path if remote else os.path.realpath(source.path)
        if real in seen or _is_below(real, place):
            continue
        seen.add(real)
        name = shown_path(given, source.path)
        if name in shards:
            raise ConfigurationError(
                f"{shards[name].path} and {source.path} would both be {name} in {output}; give a folder that holds both"
            )
        here = source if remote else source._replace(path=str(absolute(Path(source.path))))
        shards[name] = Shard(name, source.path, here, 0 if remote else _size(source.path))
    return [shards[name] for name in sorted(shards)], errors


def groups_of(shards: Sequence[Shard]) -> Iterator[list[Shard]]:
    """The shards in groups that are worth handing over, the largest first, so that all workers end together."""
    group: list[Shard] = []
    size = 0
    for shard in sorted(shards, key=lambda shard: (-shard.size, shard.name)):
        group.append(shard)
        size += shard.size
        if size >= GROUP_BYTES or len(group) >= GROUP_SHARDS:
            yield group
            group, size = [], 0
    if group:
        yield group


def _is_below(path: str, directory: str) -> bool:
    return path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0  # reading it will tell
