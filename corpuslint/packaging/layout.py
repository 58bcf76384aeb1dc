"""How the tables of a package are laid out in files: splits, shards, format, and whether the raw texts come along."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpuslint.errors import ConfigurationError

# The keys of the ``[package]`` table that say it.
LAYOUT_KEYS = ("splits", "shard-size", "raw-text", "format", "layers")
FORMATS = ("jsonl", "parquet", "csv")
# Worlds that the directory of a package can be made valid for besides: :mod:`corpuslint.packaging.layers`.
LAYERS = ("bagit", "ro-crate")
# The split of every document where no splits are asked for, as loaders call it.
WHOLE = "train"
# What hosts and loaders take well in one file.
SHARD_SIZE = 500_000_000

_SPLIT = re.compile(r"[a-z][a-z0-9_]*")
_SIZE = re.compile(r"([1-9][0-9]*) ?(kB|MB|GB)?")
_UNITS = {None: 1, "kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
_PART = re.compile(r"data/([a-z]+)/([a-z][a-z0-9_]*)-([0-9]{5})-of-([0-9]{5})\.([a-z]+)")


@dataclass(frozen=True, slots=True)
class Layout:
    """How tables become files.

    splits: name and share of each split, in order; none if the documents are not split.
    shard_size: bytes after which a table goes on in another file.
    raw_text: whether a table of the raw texts is added.
    format: the format of the files of tables.
    layers: what the directory is besides, in the order of :data:`LAYERS`.
    """

    splits: tuple[tuple[str, float], ...] = ()
    shard_size: int = SHARD_SIZE
    raw_text: bool = False
    format: str = "jsonl"
    layers: tuple[str, ...] = ()

    @property
    def is_cut(self) -> bool:
        """Whether splits and shards are files of their own: of Parquet and CSV, some readers take only the first."""
        return self.format == "jsonl"

    def split_of(self, sha256_raw: str) -> str | None:
        """The split of a document, by the hash of its source: equal documents never stand in two splits."""
        if not self.splits:
            return None
        place, bound = int(sha256_raw[:13], 16) / 16**13, 0.0
        for name, share in self.splits:
            bound += share
            if place < bound:
                return name
        return self.splits[-1][0]

    def as_table(self) -> dict[str, Any]:
        """The layout as the lock holds it."""
        return {
            "splits": dict(self.splits),
            "shard-size": self.shard_size,
            "raw-text": self.raw_text,
            "format": self.format,
            "layers": list(self.layers),
        }


DEFAULT_LAYOUT = Layout()


def read_layout(table: Mapping[str, Any]) -> Layout:
    """The layout that a ``[package]`` table asks for.

    Raises:
        ConfigurationError: a value that is none.
    """
    raw_text, format_ = table.get("raw-text", False), table.get("format", "jsonl")
    if not isinstance(raw_text, bool):
        raise ConfigurationError(f'"raw-text" in [package] must be true or false, not {raw_text!r}')
    if format_ not in FORMATS:
        raise ConfigurationError(f'"format" in [package] must be {" or ".join(FORMATS)}, not {format_!r}')
    splits = _read_splits(table.get("splits", {}))
    layers = _read_layers(table.get("layers", []))
    return Layout(splits, read_size(table.get("shard-size", SHARD_SIZE)), raw_text, format_, layers)


def _read_splits(table: object) -> tuple[tuple[str, float], ...]:
    if not isinstance(table, Mapping):
        raise ConfigurationError(
            f'"splits" in [package] must be a table such as {{ train = 0.9, test = 0.1 }}: {table!r}'
        )
    for name, share in table.items():
        if not _SPLIT.fullmatch(name):
            raise ConfigurationError(
                f'a split in [package] must be named with small letters, such as train, not "{name}"'
            )
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
            raise ConfigurationError(
                f'the share of split "{name}" in [package] must lie above 0 and up to 1: {share!r}'
            )
    if table and abs(sum(table.values()) - 1) > 1e-6:
        raise ConfigurationError(f'the shares of "splits" in [package] must sum to 1, not {sum(table.values()):g}')
    return tuple((name, float(share)) for name, share in table.items())


def _read_layers(names: object) -> tuple[str, ...]:
    if not isinstance(names, list | tuple):
        raise ConfigurationError(f'"layers" in [package] must be a list such as ["bagit"], not {names!r}')
    for name in names:
        if name not in LAYERS:
            raise ConfigurationError(f'"layers" in [package] must be of {" and ".join(LAYERS)}, not {name!r}')
    return tuple(name for name in LAYERS if name in names)


def read_size(value: object) -> int:
    """A size in bytes: a whole number, or text such as ``500 MB``.

    Raises:
        ConfigurationError: it is none.
    """
    match = _SIZE.fullmatch(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else None
    if match is None:
        raise ConfigurationError(f'"shard-size" in [package] must be a size such as "500 MB", not {value!r}')
    return int(match[1]) * _UNITS[match[2]]


def whole_path(table: str, suffix: str) -> str:
    """Where a table lies that is one file."""
    return f"data/{table}.{suffix}"


def part_path(table: str, split: str, number: int, count: int, suffix: str) -> str:
    """Where one file of several lies, as loaders expect it."""
    return f"data/{table}/{split}-{number:05d}-of-{count:05d}.{suffix}"


def split_of_paths(table: str, paths: list[str], suffix: str) -> list[str] | None:
    """The split of each file of a table; None if the paths are not those that the writer gives."""
    if paths == [whole_path(table, suffix)]:
        return [WHOLE]
    splits: list[str] = []
    number = count = 0
    for path in paths:
        match = _PART.fullmatch(path)
        if match is None or (match[1], match[5]) != (table, suffix):
            return None
        if number == count:  # the first file of a split
            if match[2] in splits:
                return None
            number, count = 0, int(match[4])
        if (splits[-1:] != [match[2]] and number) or (int(match[3]), int(match[4])) != (number, count):
            return None
        splits.append(match[2])
        number += 1
    return splits if number == count and count else None
