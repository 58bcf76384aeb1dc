"""Packages as tables of a database: what every kind of database needs.

A table has the columns of the package and, last, ``row_number``: the place of the row in the package, from 1. So the
rows come back in the order that their content hash is made of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from corpuslint.errors import TargetError
from corpuslint.packaging.build import LOCK
from corpuslint.packaging.canonical import json_document, json_line
from corpuslint.packaging.reading import Package
from corpuslint.packaging.tables import RAW, TABLES, Table
from corpuslint.packaging.targets.contents import other_content

# The table that tells which package the others are, in one row with these columns, all text.
PACKAGE = "package"
PACKAGE_COLUMNS = ("name", "version", "properties", "lock")
# Column of the place of a row.
ROW_NUMBER = "row_number"


def tables_of(package: Package) -> list[Table]:
    """The tables that a database gets: also those without rows, so that a query works for every version."""
    return [table for table in TABLES if table is not RAW or RAW.name in package.tables]


def package_row(package: Package) -> tuple[str, str, str, str]:
    """The row of the table ``package``: name, version, ``datapackage.json`` without its tables, and the lock.

    Raises:
        OSError: a file cannot be read.
    """
    properties = {key: value for key, value in package.properties.items() if key != "resources"}
    lock = (package.root / LOCK).read_text(encoding="utf-8")
    return package.properties["name"], package.version, json_document(properties).decode(), lock


def numbered_rows(package: Package, table: Table) -> Iterator[list[Any]]:
    """The rows of a table as a database takes them: the cells in the order of columns, then the place.

    Raises:
        PackageError: a row is not one of this table.
        OSError: a file cannot be read.
    """
    for number, row in enumerate(package.rows(table), 1):
        yield [*row.values(), number]


def content_of_cells(table: Table, rows: Iterable[Sequence[Any]]) -> str | None:
    """The content hash of rows that a database gives back, in order, without their place; None for no rows."""
    digest = None
    for row in rows:
        digest = digest or hashlib.sha256()
        digest.update(json_line(dict(zip(table.column_names, row, strict=True))))
    return digest.hexdigest() if digest else None


def differing_table(package: Package, contents: Iterable[tuple[str, str | None]]) -> str | None:
    """The first table whose content hash is not that of the package, or None.

    Args:
        package: the package.
        contents: name and content hash of each table of the database, None for one without rows.
    """
    expected: dict[str, str] = package.content
    return next((name for name, found in contents if expected.get(name) != found), None)


def count_rows(package: Package) -> str:
    """How much it is, such as ``5 tables, 123,456 rows``."""
    rows = [facts.rows for facts in package.tables.values()]
    return f"{len(tables_of(package))} tables, {sum(rows):,} rows"


def require_same_package(shown: str, package: Package, found: Sequence[Any] | None) -> None:
    """Hold the row of the table ``package`` to a package; rows of other tables are another matter.

    Raises:
        TargetError: it tells of another package or version, or of other properties.
    """
    expected = package_row(package)
    if found is None or tuple(found[:2]) != expected[:2]:
        what = f'the package "{found[0]}" {found[1]}' if found else "a package without a name"
        raise TargetError(f"{shown}: holds {what}; name another place")
    if found[2] != expected[2]:
        raise other_content(shown, package, "its properties differ")
