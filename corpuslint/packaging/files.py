"""The files of tables: written row by row, a new file for each split and wherever the last one is full."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpuslint.packaging.canonical import json_line, sha256_file
from corpuslint.packaging.layout import WHOLE, Layout, part_path, whole_path
from corpuslint.packaging.storage import RowFile, new_file
from corpuslint.packaging.tables import RULES, Table


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file of a table: its path in the package, the split of its rows, its hash, its size in bytes."""

    path: str
    split: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What the descriptor says of a written table.

    rows, size: of all its files; the size in bytes.
    sha256: of the bytes of its files, one after the other.
    content: SHA-256 of its rows as JSON lines, in order: the same however the rows are stored and cut into files.
    """

    rows: int
    size: int
    sha256: str
    content: str
    files: tuple[FileFacts, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """Its files, in order."""
        return tuple(file.path for file in self.files)


def layout_of(table: Table, layout: Layout) -> Layout:
    """The layout of one table of a package: rules are of no split."""
    return replace(layout, splits=()) if table is RULES else layout


class _Lines:
    """A file of JSON lines."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("xb")

    def write(self, row: Mapping[str, Any], line: bytes) -> None:  # noqa: ARG002
        self._stream.write(line)

    def close(self) -> None:
        self._stream.close()


class TableWriter:
    """Writes the rows of one table below a package directory."""

    def __init__(self, root: Path, table: Table, layout: Layout) -> None:
        self._root = root
        self._table = table
        self._layout = layout
        self._rows = 0
        splits = layout.splits if layout.is_cut else ()
        self._parts: dict[str, list[Path]] = {name: [] for name, _ in splits} or {WHOLE: []}
        self._open: dict[str, RowFile] = {}
        self._named_splits = bool(splits)
        self._content = hashlib.sha256()
        self._sizes: dict[str, int] = {}

    def write(self, row: Mapping[str, Any], split: str | None) -> None:
        """Append one row to the files of its split.

        Raises:
            ValueError: the row holds what JSON or UTF-8 cannot say.
            OSError: it cannot be written.
        """
        name = WHOLE if split is None or not self._layout.is_cut else split
        line = json_line(row)
        is_full = self._layout.is_cut and self._sizes.get(name, 0) + len(line) > self._layout.shard_size
        if name not in self._open or is_full:
            self._next_part(name)
        self._open[name].write(row, line)
        if not self._layout.is_cut:
            self._content.update(line)
        self._sizes[name] += len(line)
        self._rows += 1

    def _next_part(self, name: str) -> None:
        if name in self._open:
            self._open.pop(name).close()
        parts = self._parts[name]
        path = self._root / "data" / f".{self._table.name}.{name}.{len(parts)}"
        parts.append(path)
        self._open[name] = self._new_file(path)
        self._sizes[name] = 0

    def _new_file(self, path: Path) -> RowFile:
        if self._layout.format == "jsonl":
            return _Lines(path)
        return new_file(path, self._table, self._layout.format)

    def close(self) -> None:
        """Close every file; :meth:`finish` does it too."""
        for stream in self._open.values():
            stream.close()
        self._open.clear()

    def finish(self) -> TableFacts | None:
        """Give the files their names, now that their number is known; None if there are no rows.

        Raises:
            OSError: a file cannot be written.
        """
        self.close()
        files = [(path, split) for split, path in self._named()]
        if not files:
            return None
        places = [self._root / path for path, _ in files]
        found = [
            FileFacts(path, split, sha256_file(place), place.stat().st_size)
            for place, (path, split) in zip(places, files, strict=True)
        ]
        sha256 = found[0].sha256 if len(found) == 1 else sha256_file(*places)
        size = sum(file.size for file in found)
        content = sha256 if self._layout.format == "jsonl" else self._content.hexdigest()
        return TableFacts(self._rows, size, sha256, content, tuple(found))

    def _named(self) -> Iterator[tuple[str, str]]:
        """Rename the files; the split and the path of each."""
        suffix, name = self._layout.format, self._table.name
        if not self._named_splits and len(self._parts[WHOLE]) == 1:
            target = whole_path(name, suffix)
            self._parts[WHOLE][0].replace(self._root / target)
            yield WHOLE, target
            return
        for split, parts in self._parts.items():
            for number, part in enumerate(parts):
                target = part_path(name, split, number, len(parts), suffix)
                (self._root / target).parent.mkdir(exist_ok=True)
                part.replace(self._root / target)
                yield split, target
