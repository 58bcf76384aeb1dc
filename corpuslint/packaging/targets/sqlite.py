"""One SQLite file that holds one version of one package, with full-text search over its blocks."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from corpuslint.errors import PackageError, TargetError
from corpuslint.packaging.canonical import sha256_lines
from corpuslint.packaging.reading import Package
from corpuslint.packaging.staging import new_file
from corpuslint.packaging.tables import FIXES, TABLES, Table
from corpuslint.packaging.targets import TargetOptions
from corpuslint.packaging.targets.contents import package_row
from corpuslint.packaging.targets.sqlite_schema import (
    PACKAGE,
    create_table,
    derive,
    insert_row,
    rules_of_fixes,
    select_rows,
)

# What a library must be able to do, and a statement that tells.
_NEEDED = {
    "strict tables (SQLite 3.37)": "CREATE TABLE a (b TEXT) STRICT",
    "full-text search (FTS5)": "CREATE VIRTUAL TABLE c USING fts5(d)",
}
# A file beside a database that SQLite takes for its unfinished work.
_LEFTOVERS = ("-journal", "-wal")
_ANOTHER = "name another file: one file keeps one version, and none is overwritten"


class SqliteTarget:
    """One database file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def plan(self, package: Package) -> str:
        """See ``Target``."""
        rows = ", ".join(f"{name}: {facts.rows:,}" for name, facts in package.tables.items())
        return f"the rows of {len(package.tables)} tables ({rows}) to {self._path}"

    def holds(self, package: Package) -> bool:
        """See ``Target``."""
        with _told(self._path):
            if not os.path.lexists(self._path):
                return False
            if not self._path.is_file():
                raise TargetError(f"{self._path}: is no file; name a database file")
            with _opened(self._path) as connection:
                difference = _first_difference(connection, package)
        if difference:
            raise TargetError(f"{self._path}: {difference}; {_ANOTHER}")
        return True

    def send(self, package: Package) -> None:
        """See ``Target``."""
        with _told(self._path), new_file(self._path, lambda place: _refuse(place, self._path)) as whole:
            _write(whole, package)
            with _opened(whole) as connection:
                difference = _first_difference(connection, package)
            if difference:
                raise TargetError(f"{self._path}: what was read back is not what was sent: {difference}")


def open_target(address: str, options: TargetOptions) -> SqliteTarget:  # noqa: ARG001
    """The target of ``sqlite:FILE`` or of a plain path.

    Raises:
        TargetError: no file is named, or the SQLite of this Python cannot do what is needed.
    """
    name = address[len("sqlite:") :] if address.lower().startswith("sqlite:") else address
    if not name or (name.startswith("//") and not name.startswith("///")):
        raise TargetError(f"{address}: names no file; write sqlite:FILE.db")
    with closing(sqlite3.connect(":memory:")) as connection:
        for what, statement in _NEEDED.items():
            try:
                connection.execute(statement)
            except sqlite3.OperationalError as error:
                raise TargetError(
                    f"{address}: the SQLite of this Python ({sqlite3.sqlite_version}) has no {what}; "
                    "use a Python with another one"
                ) from error
    return SqliteTarget(Path(name))


def _refuse(place: Path, shown: Path) -> None:
    if os.path.lexists(place):
        raise TargetError(f"{shown}: exists; {_ANOTHER}")
    for ending in _LEFTOVERS:
        if os.path.lexists(f"{place}{ending}"):
            raise TargetError(f"{shown}{ending}: is left from another database and would spoil this one; move it away")


def _write(path: Path, package: Package) -> None:
    """Write a database: all in one transaction, then without gaps, so that the same package is the same bytes."""
    # Nobody reads the file before it is whole, so it needs no journal; rename makes it appear at once.
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN EXCLUSIVE")
        tables = _tables(package)
        known = [table.name for table in tables]
        connection.execute(PACKAGE)
        connection.execute("INSERT INTO package VALUES (?, ?, ?, ?, ?, ?, ?)", tuple(_facts(package).values()))
        for table in tables:
            connection.execute(create_table(table, known))
            rows = ((number, *row.values()) for number, row in enumerate(package.rows(table), 1))
            connection.executemany(insert_row(table), rows)
        for statement in derive(known):
            connection.execute(statement)
        if FIXES.name in known:
            connection.executemany("INSERT INTO fix_rules VALUES (?, ?)", rules_of_fixes(connection))
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken:
            raise TargetError(f"{package.shown}: a row of {broken[0]} refers to a row of {broken[2]} that is not there")
        connection.execute("COMMIT")
        connection.execute("VACUUM")


def _facts(package: Package) -> dict[str, str]:
    row = package_row(package)
    return {**row, "metadata": json.dumps(row["metadata"], ensure_ascii=False)}


def _tables(package: Package) -> Sequence[Table]:
    return [table for table in TABLES if table.name in package.tables]


def _first_difference(connection: sqlite3.Connection, package: Package) -> str | None:
    """What of a database is not as in a package, or None if all that the package tells is there."""
    try:
        found = connection.execute("SELECT name, version, content, metadata FROM package").fetchone()
    except sqlite3.OperationalError as error:
        if "no such" not in str(error):
            raise
        found = None
    if found is None:
        return "is a database that no package was sent to"
    own = _facts(package)
    name, version = own["name"], own["version"]
    if found[:2] != (name, version):
        return f"holds {found[0]} {found[1]}, not {name} {version}"
    if found[3] != own["metadata"]:
        return f"holds version {version} of {name} with other metadata"
    differing = [table.name for table in _tables(package) if _hash(connection, table) != package.content[table.name]]
    if found[2] != own["content"] or differing:
        where = differing[0] if differing else "the hash of all"
        return f"holds version {version} of {name} with other content ({where} differs)"
    return None


def _hash(connection: sqlite3.Connection, table: Table) -> str | None:
    """SHA-256 of the rows of a table as JSON lines; None if it is not there."""
    try:
        found = connection.execute(select_rows(table))
        return sha256_lines(dict(zip(table.column_names, cells, strict=True)) for cells in found)
    except (sqlite3.OperationalError, ValueError, TypeError):
        return None


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A database that is only read, and whose own code, if it has any, does not run."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What goes wrong as an error of the target."""
    try:
        yield
    except PackageError as error:
        raise TargetError(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise TargetError(f"{path}: SQLite says: {error}") from error
    except OverflowError as error:
        raise TargetError(f"{path}: a cell is larger than SQLite can keep: {error}") from error
    except OSError as error:
        raise TargetError(f"{path}: {(error.strerror or str(error)).lower()}") from error
