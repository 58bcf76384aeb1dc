"""Versions: which number the changes of a package ask for, and the changelog that is made of them.

major: a table or column is gone or has another type, documents are gone or have another id, or documents moved to
another split: whoever used the last version must look before using this one.
minor: documents were added, or raw texts changed.
patch: anything else: other fixes, findings, rules or metadata, for the same raw texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from corpuslint.errors import PackageError
from corpuslint.packaging.build import DIGEST
from corpuslint.packaging.canonical import sha256_file
from corpuslint.packaging.compare import Comparison, compare
from corpuslint.packaging.descriptor import Written
from corpuslint.packaging.layout import Layout
from corpuslint.packaging.reading import Package, columns_of, opened

MAJOR, MINOR, PATCH = "major", "minor", "patch"
CHANGELOG = "CHANGELOG.md"
_NUMBERS = re.compile(r"(\d+)\.(\d+)\.(\d+)")


def advise(old: Package, new: Package, counts: Comparison) -> tuple[str, str] | None:
    """The step that the changes ask for and the reason; None if the content is the same."""
    if old.content == new.content:
        return None
    columns, now = columns_of(old), columns_of(new)
    for table, before in columns.items():
        # A table without rows is left out of a package; that is no change of form.
        lost = [name for name, kind in before if (name, kind) not in now.get(table, before)]
        if lost:
            return MAJOR, f"{table} lost or changed the column {lost[0]}"
    if counts.removed:
        return MAJOR, f"{_count(counts.removed, 'document is', 'documents are')} gone"
    if counts.renamed:
        return MAJOR, f"{_count(counts.renamed, 'document was', 'documents were')} renamed, with another id"
    if counts.split_changed:
        return MAJOR, f"{_count(counts.split_changed, 'document', 'documents')} moved to another split"
    if counts.added:
        return MINOR, f"{_count(counts.added, 'document was', 'documents were')} added"
    if counts.raw_changed:
        return MINOR, f"{_count(counts.raw_changed, 'raw text', 'raw texts')} changed"
    return PATCH, "only fixes, findings, rules or facts changed"


def next_version(version: str, step: str) -> str:
    """The version one step after another."""
    major, minor, patch = numbers(version)
    if step == MAJOR:
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if step == MINOR else f"{major}.{minor}.{patch + 1}"


class PreviousPackage:
    """The version before: tells the changes, and whether the new number says enough."""

    def __init__(self, package: Package) -> None:
        self._old = package
        self.too_small: str | None = None

    @property
    def identity(self) -> dict[str, str]:
        """What the lock of the next version tells of this one."""
        return {"version": self._old.version, "digest": f"sha256:{sha256_file(self._old.root / DIGEST)}"}

    def changes(self, root: Path, layout: Layout, tables: Written, version: str) -> str:
        """What changed since, and the changelog until then, as Markdown.

        Raises:
            PackageError: the content differs, and the new version is not a later one.
        """
        old, new = self._old, opened(root, layout, {table.name: facts for table, facts in tables}, version)
        counts = Comparison()
        for _ in compare(old, new, counts):
            pass
        advice = advise(old, new, counts)
        if advice is not None:
            needed = next_version(old.version, advice[0])
            told = f'"{version}" does not come after version {old.version}; the changes ask for {needed} ({advice[1]})'
            if numbers(version) <= numbers(old.version):
                raise PackageError(f"{told}; set it with --version")
            if numbers(version) < numbers(needed):
                self.too_small = f"the changes since {old.version} ask for version {needed} ({advice[0]}: {advice[1]})"
        lines = "".join(f"- {line}\n" for line in describe(counts)) if advice else "- The same content.\n"
        return f"\nSince {old.version}:\n\n{lines}{self._history()}"

    def _history(self) -> str:
        """The changelog of the versions before, without its heading."""
        text = (self._old.root / CHANGELOG).read_text(encoding="utf-8")
        start = text.find("\n## ")
        return text[start:] if start >= 0 else ""


def numbers(version: str) -> tuple[int, int, int]:
    """The three numbers of a version."""
    match = _NUMBERS.match(version)
    assert match is not None  # metadata hold no other
    return int(match[1]), int(match[2]), int(match[3])


def describe(counts: Comparison) -> Iterator[str]:
    """The changes, one sentence each; rules in order of code."""
    renamed = f"{counts.renamed:,} renamed, " if counts.renamed else ""
    yield (
        f"Documents: {counts.added:,} added, {counts.removed:,} removed, {renamed}{counts.changed:,} changed, "
        f"{counts.same:,} the same."
    )
    if counts.raw_changed:
        yield f"Raw texts changed: {counts.raw_changed:,}."
    for label, rules in (("New", counts.rules_added), ("Removed", counts.rules_removed)):
        if rules:
            yield f"{label} rules: {', '.join(f'{code} {counts.names[code]}' for code in rules)}."
    if counts.rules_changed:
        yield f"Rules that decide otherwise: {', '.join(counts.rules_changed)}."
    for code in sorted({*counts.fixed, *counts.unfixed, *counts.left}):
        parts = []
        if counts.fixed[code]:
            parts.append(f"{_count(counts.fixed[code], 'fix', 'fixes')} added")
        if counts.unfixed[code]:
            parts.append(f"{_count(counts.unfixed[code], 'fix', 'fixes')} removed")
        if code in counts.left:
            before, after = counts.left[code]
            parts.append(f"findings left {before:,} → {after:,}")
        yield f"{code} {counts.names.get(code, '')}: {', '.join(parts)}."


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
