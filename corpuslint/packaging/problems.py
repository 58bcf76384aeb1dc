"""Problems of a package: what is wrong, where, and what to do about it.

They quote a package that may be hostile: escape them before they reach a terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

# A longer line quotes a text rather than names a problem.
_LONGEST = 300
# More than this many problems of one file say nothing new.
_SHOWN_PER_FILE = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a package claims and does not keep. ``row`` counts the lines of the file from 1."""

    file: str
    row: int | None
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}:{self.row}"
        line = f"{place}: {self.what}{f'; {self.remedy}' if self.remedy else ''}"
        return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


class Problems:
    """Collects problems, of each file the first ones and the count of the rest."""

    def __init__(self) -> None:
        self._kept: list[Problem] = []
        self._counts: Counter[str] = Counter()

    def add(self, file: str, row: int | None, what: str, remedy: str = "") -> None:
        """Report one problem."""
        self._counts[file] += 1
        if self._counts[file] <= _SHOWN_PER_FILE:
            self._kept.append(Problem(file, row, what, remedy))

    def count(self, file: str) -> int:
        """How many problems one file has."""
        return self._counts[file]

    def __bool__(self) -> bool:
        return bool(self._kept)

    def __iter__(self) -> Iterator[Problem]:
        yield from self._kept
        for file, count in sorted(self._counts.items()):
            if count > _SHOWN_PER_FILE:
                yield Problem(file, None, f"{count - _SHOWN_PER_FILE} more problems like these")
