"""Reading packages: opened only after their files, hashes and declarations were seen to be right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from corpuslint.errors import PackageError
from corpuslint.packaging.build import DESCRIPTOR, LOCK
from corpuslint.packaging.files import TableFacts
from corpuslint.packaging.layout import Layout
from corpuslint.packaging.problems import Problems
from corpuslint.packaging.storage import content_of
from corpuslint.packaging.tables import DOCUMENTS, TABLES, Table
from corpuslint.packaging.verify_files import (
    read_object,
    verify_descriptor,
    verify_digest,
    verify_files,
    verify_lock,
)
from corpuslint.packaging.verify_rows import Row, read_rows


@dataclass(frozen=True, slots=True)
class Package:
    """A package whose files are what its hashes say. ``shown`` is its name in messages."""

    root: Path
    shown: str
    layout: Layout
    tables: Mapping[str, TableFacts]
    properties: Mapping[str, Any]
    lock: Mapping[str, Any]

    @property
    def version(self) -> str:
        """Its version."""
        return str(self.properties["version"])

    @property
    def content(self) -> dict[str, str]:
        """The content hash of each table."""
        return {name: facts.content for name, facts in self.tables.items()}

    def rows(self, table: Table) -> Iterator[Row]:
        """The rows of a table, in order; none if the package has no such table.

        Raises:
            PackageError: a row is not one of this table.
            OSError: a file cannot be read.
        """
        if table.name not in self.tables:
            return
        problems = Problems()
        for _, row in read_rows(self.root, table, self.tables[table.name].paths, problems):
            if problems:
                break
            yield row
        for problem in problems:
            raise PackageError(f"{self.shown}/{problem}")

    def documents(self, *tables: Table) -> Iterator[tuple[Row, dict[str, list[Row]]]]:
        """Each document with its rows of other tables, by the name of the table.

        Raises:
            PackageError: a row is not one of its table, or belongs to no document.
            OSError: a file cannot be read.
        """
        streams = {table.name: self.rows(table) for table in tables}
        heads = {name: next(stream, None) for name, stream in streams.items()}
        for row in self.rows(DOCUMENTS):
            groups: dict[str, list[Row]] = {}
            for name, stream in streams.items():
                group = groups[name] = []
                head = heads[name]
                while head is not None and head["doc_id"] == row["doc_id"]:
                    group.append(head)
                    head = next(stream, None)
                heads[name] = head
            yield row, groups
        for name, head in heads.items():
            if head is not None:
                raise PackageError(f"{self.shown}: a row of {name} belongs to no document: {head['doc_id']}")


def open_package(root: Path, shown: str | None = None) -> Package:
    """Open a package directory.

    Raises:
        PackageError: it is no package, or not the one that its hashes tell of.
        OSError: a file cannot be read.
    """
    shown = shown or root.as_posix()
    if not root.is_dir() or not (root / DESCRIPTOR).is_file():
        what = "holds no package" if root.is_dir() else "is not a directory" if root.exists() else "does not exist"
        raise PackageError(f"{shown}: {what}; name the directory or zip file of a package")
    problems = Problems()
    tables: list[tuple[Table, TableFacts]] = []
    layout = None
    if verify_files(root, problems) and not problems:
        layout, rules = verify_lock(root, problems, shown)
        tables = [
            (table, _with_content(root, table, facts, problems))
            for table, facts in verify_descriptor(root, layout, rules, problems)
        ]
        verify_digest(root, {table.name: facts.content for table, facts in tables}, problems)
    for problem in problems:
        raise PackageError(f"{shown}/{problem} (corpuslint verify tells all)")
    assert layout is not None
    declared = {table.name: facts for table, facts in tables}
    return Package(root, shown, layout, declared, read_object(root / DESCRIPTOR), read_object(root / LOCK))


def _with_content(root: Path, table: Table, facts: TableFacts, problems: Problems) -> TableFacts:
    if facts.content:
        return facts
    try:
        return replace(facts, content=content_of(root / facts.paths[0], table))
    except ValueError as error:
        problems.add(facts.paths[0], None, str(error))
        return facts


def opened(root: Path, layout: Layout, written: Mapping[str, TableFacts], version: str) -> Package:
    """A package that is being written: its tables are there, and nothing else yet."""
    return Package(root, root.as_posix(), layout, written, {"version": version}, {})


def columns_of(package: Package) -> dict[str, list[tuple[str, str]]]:
    """Names and types of the columns of each table, as the descriptor declares them."""
    if "resources" not in package.properties:
        known = {table.name: table for table in TABLES}
        return {name: [(one.name, one.type) for one in known[name].columns] for name in package.tables}
    return {
        one["name"]: [(field["name"], field["type"]) for field in one["schema"]["fields"]]
        for one in chain(package.properties["resources"])
    }
