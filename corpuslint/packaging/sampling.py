"""A sample of a large package: documents from all over it, each with all its rows, as a package of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from corpuslint.packaging.descriptor import Written
from corpuslint.packaging.files import TableWriter, layout_of
from corpuslint.packaging.layout import Layout
from corpuslint.packaging.rows import Row
from corpuslint.packaging.tables import DOCUMENTS, RULES, TABLES
from corpuslint.packaging.verify_groups import Placed


class Sample:
    """Writes the first of every ``step`` documents and its rows, and all rules, in the layout of the package."""

    def __init__(self, directory: Path, layout: Layout, step: int) -> None:
        """Begin a sample.

        Args:
            directory: exists and is empty.
            layout: how the tables of the package are laid out in files.
            step: documents for each one that is taken.
        """
        (directory / "data").mkdir()
        self.directory = directory
        self.documents = 0
        self._step = step
        self._seen = 0
        self._writers = {table.name: TableWriter(directory, table, layout_of(table, layout)) for table in TABLES}

    def add_document(self, row: Row, groups: Mapping[str, Sequence[Placed]]) -> None:
        """Take a document, if it is its turn, with its rows of other tables."""
        self._seen += 1
        if self._seen % self._step != 1:
            return
        self.documents += 1
        self._writers[DOCUMENTS.name].write(row, row["split"])
        for name, group in groups.items():
            for _, one in group:
                self._writers[name].write(one, row["split"])

    def add_rule(self, row: Row) -> None:
        """Take a rule."""
        self._writers[RULES.name].write(row, None)

    def finish(self) -> Written:
        """End the files; the tables that have rows."""
        with ExitStack() as stack:
            for writer in self._writers.values():
                stack.enter_context(closing(writer))
            written = [(table, self._writers[table.name].finish()) for table in TABLES]
        return [(table, facts) for table, facts in written if facts is not None]
