"""Verification of rows: each line is a row as the writer writes it, with the columns, types and limits of its table."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from corpuslint.packaging.canonical import json_line, json_text
from corpuslint.packaging.line_forms import line_form
from corpuslint.packaging.problems import Problems
from corpuslint.packaging.storage import read_file
from corpuslint.packaging.tables import Column, Table

Row = dict[str, Any]
# A file of the package and a line in it, from 1.
Place = tuple[str, int]

# Bytes of lines that are read at once, where none of them is longer.
_CHUNK = 1 << 16
_REMEDY = "restore the line from an intact copy, or publish again"


class Digest(Protocol):
    """A hash that takes the lines of a table, such as those of ``hashlib``."""

    def update(self, data: bytes, /) -> None:
        """Add a line."""

    def hexdigest(self) -> str:
        """The hash of the lines so far."""


def read_rows(
    root: Path, table: Table, paths: Sequence[str], problems: Problems, digest: Digest | None = None
) -> Iterator[tuple[Place, Row]]:
    """Place and row of each line that keeps the rules of its table; the others are reported and passed over.

    Args:
        root: the package.
        table: the table.
        paths: its files.
        problems: takes what is wrong.
        digest: takes each row as the line that it would be, of files that are not JSON lines: these have that hash.

    Raises:
        OSError: a file cannot be read.
    """
    fits = line_form(table)
    judge = _judge(table)
    for path in paths:
        if not path.endswith(".jsonl"):
            yield from _read_stored(root, table, path, problems, digest)
            continue
        with (root / path).open("rb") as stream:
            numbers = count(1)
            while lines := stream.readlines(_CHUNK):
                rows = _fitting(lines, fits)
                if rows is not None:
                    for row in rows:
                        yield (path, next(numbers)), row
                    continue
                for line in lines:
                    number = next(numbers)
                    row, wrong = _read(line, table)
                    wrong = wrong or judge(row)
                    if wrong:
                        problems.add(path, number, wrong, _REMEDY)
                    else:
                        yield (path, number), row


def _fitting(lines: list[bytes], fits: Callable[[str], object]) -> list[Row] | None:
    """The rows of lines that all have the form of their table, read as one; None if one has not."""
    try:
        texts = b"".join(lines).decode().split("\n")
    except ValueError:
        return None
    if texts.pop() or not all(map(fits, texts)):
        return None
    rows: list[Row] = json.loads(f"[{','.join(texts)}]")
    return rows


def _read_stored(
    root: Path, table: Table, path: str, problems: Problems, digest: Digest | None
) -> Iterator[tuple[Place, Row]]:
    fits = line_form(table)
    judge = _judge(table)
    try:
        for number, row in enumerate(read_file(root / path, table), 1):
            try:
                text = json_text(row)
                wrong = None if fits(text) else judge(row)
                if digest:
                    digest.update(f"{text}\n".encode())
            except ValueError as error:
                wrong = f"cannot be written as JSON: {error}"
            if wrong:
                problems.add(path, number, wrong, _REMEDY)
            else:
                yield (path, number), row
    except ValueError as error:
        problems.add(path, None, str(error), _REMEDY)


def _read(line: bytes, table: Table) -> tuple[Row, str | None]:
    """A line as a row, and what is wrong with it as a whole, if anything."""
    try:
        row = json.loads(line.decode())
        if not isinstance(row, dict) or tuple(row) != table.column_names:
            return {}, f"does not hold the columns {', '.join(table.column_names)}"
        return row, None if json_line(row) == line else "is not written as corpuslint writes rows"
    except (ValueError, RecursionError) as error:
        return {}, f"is not JSON: {error}"


def _judge(table: Table) -> Callable[[Row], str | None]:
    """A function that tells what is wrong with a row, or None."""
    judges = [(column.name, _judge_cell(column)) for column in table.columns]

    def judge(row: Row) -> str | None:
        for name, judge_cell in judges:
            wrong = judge_cell(row[name])
            if wrong:
                return f'"{name}" {wrong}'
        return None

    return judge


def _judge_cell(column: Column) -> Callable[[Any], str | None]:
    limits = column.constraints
    required = limits.get("required", False)
    pattern = re.compile(limits["pattern"]).fullmatch if "pattern" in limits else None
    enum = frozenset(limits["enum"]) if "enum" in limits else None
    shortest = limits.get("minLength", 0)
    least, most = limits.get("minimum"), limits.get("maximum")

    def judge_text(value: Any) -> str | None:
        if value is None:
            return "is null" if required else None
        if not isinstance(value, str):
            return f"is {value!r}, not text"
        if pattern and not pattern(value):
            return f'is "{value}", which does not have the form {limits["pattern"]}'
        if enum is not None and value not in enum:
            return f'is "{value}", not one of {", ".join(sorted(enum))}'
        return f'is "{value}", which is too short' if len(value) < shortest else None

    def judge_number(value: Any) -> str | None:
        if value is None:
            return "is null" if required else None
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole and (column.type == "integer" or not isinstance(value, float)):
            return f"is {value!r}, not {'a whole number' if column.type == 'integer' else 'a number'}"
        if (least is not None and value < least) or (most is not None and value > most):
            return f"is {value}, which is out of range"
        return None

    return judge_text if column.type == "string" else judge_number
