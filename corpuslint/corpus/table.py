"""Sums by text, exact, in bounded memory: what grows too large waits in a temporary file, sorted."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import TextIO

Row = tuple[str, tuple[int, ...]]

# Texts that are held in memory: about 150 MB.
LIMIT = 1_000_000
# Files that are open at a time; when there are as many, they become one.
_RUNS = 16


class Table:
    """Texts, each with a few numbers that add up. Sums do not depend on what was added first.

    ``limit`` is how many texts are held in memory. A table that has grown beyond it stays in its process.
    """

    def __init__(self, rows: Iterable[Row] = (), *, limit: int = LIMIT) -> None:
        self._limit = limit
        self._held: dict[str, tuple[int, ...]] = {}
        self._runs: list[TextIO] = []
        self._add(rows)

    def __iadd__(self, other: Table) -> Table:
        self._add(other.rows())
        return self

    def rows(self) -> Iterator[Row]:
        """Every text with its sums, in order of text."""
        held = sorted(self._held.items())
        if not self._runs:
            return iter(held)
        return _summed(merge(*map(_read, self._runs), held, key=itemgetter(0)))

    def _add(self, rows: Iterable[Row]) -> None:
        held = self._held
        for text, numbers in rows:
            before = held.get(text)
            held[text] = numbers if before is None else tuple(map(sum, zip(before, numbers, strict=True)))
            if len(held) > self._limit:
                self._put_away()

    def _put_away(self) -> None:
        if len(self._runs) >= _RUNS:
            whole = _written(_summed(merge(*map(_read, self._runs), key=itemgetter(0))))
            for run in self._runs:
                run.close()
            self._runs = [whole]
        self._runs.append(_written(sorted(self._held.items())))
        self._held.clear()


def _written(rows: Iterable[Row]) -> TextIO:
    file = tempfile.TemporaryFile("w+", encoding="ascii")  # noqa: SIM115 - is open as long as the table
    file.writelines(json.dumps(row) + "\n" for row in rows)
    return file


def _read(run: TextIO) -> Iterator[Row]:
    run.seek(0)
    for line in run:
        text, numbers = json.loads(line)
        yield text, tuple(numbers)


def _summed(rows: Iterable[Row]) -> Iterator[Row]:
    for text, same in groupby(rows, key=itemgetter(0)):
        yield text, tuple(map(sum, zip(*(numbers for _, numbers in same), strict=True)))
