"""Frictionless as the referee: an independent reader's word on a package. Imported only when a package is judged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from corpuslint.packaging.build import DESCRIPTOR
from corpuslint.packaging.descriptor import describe_table
from corpuslint.packaging.problems import Problems
from corpuslint.packaging.sampling import Sample

# Each of its errors copies a whole row; a few tell enough.
_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Judgement:
    """What frictionless looked at and said.

    documents: those whose rows it read.
    report: its own report, without times, so that the same package gives the same one.
    """

    version: str
    documents: int
    report: Mapping[str, Any]


def judge(root: Path, documents: int, problems: Problems, sample: Sample | None = None) -> Judgement | None:
    """Validate a package with frictionless and report what it objects to.

    Only for a package that has passed all our own checks: frictionless follows addresses and links that a hostile
    descriptor names.

    Args:
        root: the package.
        documents: how many it holds.
        problems: takes what frictionless objects to.
        sample: a part of the package, whose rows are judged in place of all.

    Returns:
        What it said; None if it cannot read the descriptor.
    """
    from frictionless import FrictionlessException, Package

    try:
        content = json.loads((root / DESCRIPTOR).read_bytes())
        # Given a path, frictionless takes "[" or "?" in it for a pattern or an address.
        package = Package.from_descriptor(content, basepath=str(root))
        if sample:
            part = _descriptor_of(sample, content)
            package = Package.from_descriptor(part, basepath=str(sample.directory))
        report = package.validate(limit_errors=_LIMIT)
    except FrictionlessException as exception:
        problems.add(DESCRIPTOR, None, f"frictionless: {exception}")
        return None
    for error in report.errors:
        problems.add(DESCRIPTOR, None, f"frictionless: {error.type}: {error.note}")
    for task in report.tasks:
        for error in task.errors:
            row = getattr(error, "row_number", None)  # counts a header that JSON lines do not have
            problems.add(task.place or task.name, row and row - 1, f"frictionless: {error.type}: {error.note}")
    if not report.valid and not problems:
        problems.add(DESCRIPTOR, None, "frictionless does not accept the package")
    looked_at = sample.documents if sample else documents
    return Judgement(metadata.version("frictionless"), looked_at, _without_times(report.to_descriptor()))


def _descriptor_of(sample: Sample, whole: Mapping[str, Any]) -> dict[str, Any]:
    """The descriptor of a package for a part of it."""
    written = sample.finish()
    names = [table.name for table, _ in written]
    return {**whole, "resources": [describe_table(table, facts, names) for table, facts in written]}


def _without_times(report: Any) -> Any:
    if isinstance(report, dict):
        return {key: _without_times(value) for key, value in report.items() if key != "seconds"}
    return [_without_times(one) for one in report] if isinstance(report, list) else report
