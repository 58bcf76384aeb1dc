"""Verification: does a package keep what it claims? Our own checks first, frictionless as the referee last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from corpuslint.errors import PackageError
from corpuslint.packaging.build import DESCRIPTOR, LOCK
from corpuslint.packaging.layout import Layout
from corpuslint.packaging.problems import Problem, Problems
from corpuslint.packaging.reading import Package
from corpuslint.packaging.referee import Judgement, judge
from corpuslint.packaging.sampling import Sample
from corpuslint.packaging.tables import DOCUMENTS
from corpuslint.packaging.verify_files import (
    read_object,
    verify_descriptor,
    verify_digest,
    verify_files,
    verify_lock,
)
from corpuslint.packaging.verify_layers import verify_layers
from corpuslint.packaging.verify_texts import verify_texts

# Documents whose rows the referee reads, unless it is to read all: it takes longer than all our own checks.
SAMPLE = 1_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found.

    problems: none if the package is valid.
    rows: of each of its tables.
    judgement: the word of frictionless; None if our own checks found problems, because it follows links and addresses
        that we refuse.
    package: the package, opened; None if it is not valid.
    """

    problems: tuple[Problem, ...]
    rows: dict[str, int]
    judgement: Judgement | None = None
    package: Package | None = None

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify_package(root: Path, *, full_referee: bool = False, shown: str | None = None) -> Verdict:
    """Verify a package directory.

    Files, hashes and digest come first, then the descriptor, every row and its meaning; frictionless judges only what
    has passed all that. It reads the descriptor, and the rows of all documents, or of :data:`SAMPLE` from all over a
    larger package.

    Args:
        root: the package.
        full_referee: let frictionless read every row of a larger package too.
        shown: what errors call the package; its path if not given.

    Raises:
        PackageError: the directory is not a package, or one of a later format.
        OSError: a file cannot be read.
    """
    shown = shown or str(root)
    if not root.is_dir():
        raise PackageError(f"{shown}: {'is not a directory' if root.exists() else 'does not exist'}")
    if not (root / DESCRIPTOR).is_file():
        raise PackageError(f"{shown}: holds no {DESCRIPTOR}; name the directory or zip file of a package")
    problems = Problems()
    if not verify_files(root, problems):
        return Verdict(tuple(problems), {})
    layout, rules = verify_lock(root, problems, shown)
    tables = verify_descriptor(root, layout, rules, problems)
    if not problems:
        verify_layers(root, layout, tables, problems)
    declared = {table.name: facts for table, facts in tables}
    rows = {name: facts.rows for name, facts in declared.items()}
    if DOCUMENTS.name not in declared:
        return Verdict(tuple(problems), rows)
    documents = rows[DOCUMENTS.name]
    with _sample(0 if full_referee else documents, layout) as sample:
        contents = verify_texts(root, declared, layout, rules, problems, sample)
        verify_digest(root, contents, problems)
        judgement = None if problems else judge(root, documents, problems, sample)
    if problems:
        return Verdict(tuple(problems), rows, judgement)
    proven = {name: replace(facts, content=contents[name]) for name, facts in declared.items()}
    package = Package(root, shown, layout, proven, read_object(root / DESCRIPTOR), read_object(root / LOCK))
    return Verdict((), rows, judgement, package)


@contextmanager
def _sample(documents: int, layout: Layout) -> Iterator[Sample | None]:
    """A place for a sample of so many documents; None if they are few."""
    if documents <= SAMPLE:
        yield None
        return
    with TemporaryDirectory(prefix="corpuslint-") as folder:
        yield Sample(Path(folder), layout, -(-documents // SAMPLE))
