"""Verification: does a package keep what it claims? Our own checks first, frictionless as the referee last."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpuslint.errors import PackageError
from corpuslint.packaging.build import DESCRIPTOR
from corpuslint.packaging.problems import Problem, Problems
from corpuslint.packaging.referee import judge
from corpuslint.packaging.verify_files import verify_descriptor, verify_digest, verify_files, verify_lock
from corpuslint.packaging.verify_layers import verify_layers
from corpuslint.packaging.verify_texts import verify_texts


@dataclass(frozen=True, slots=True)
class Verdict:
    """The problems of a package, none if it is valid, and the rows of each of its tables."""

    problems: tuple[Problem, ...]
    rows: dict[str, int]

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify_package(root: Path) -> Verdict:
    """Verify a package directory.

    Files, hashes and digest come first, then the descriptor, every row and its meaning; frictionless judges only what
    has passed all that, because it follows links and addresses that we refuse.

    Raises:
        PackageError: the directory is not a package, or one of a later format.
        OSError: a file cannot be read.
    """
    if not root.is_dir():
        raise PackageError(f"{root}: {'is not a directory' if root.exists() else 'does not exist'}")
    if not (root / DESCRIPTOR).is_file():
        raise PackageError(f"{root}: holds no {DESCRIPTOR}; name the directory of a package")
    problems = Problems()
    if not verify_files(root, problems):
        return Verdict(tuple(problems), {})
    layout, rules = verify_lock(root, problems)
    tables = verify_descriptor(root, layout, rules, problems)
    verify_digest(root, tables, problems)
    declared = {table.name: facts for table, facts in tables}
    if not problems:
        verify_layers(root, layout, tables, problems)
    if "documents" in declared:
        verify_texts(root, declared, layout, problems)
    if not problems:
        judge(root / DESCRIPTOR, problems)
    return Verdict(tuple(problems), {name: facts.rows for name, facts in declared.items()})
