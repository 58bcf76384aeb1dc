"""Frictionless as the referee: an independent reader's word on a package. Imported only when a package is judged."""

from __future__ import annotations

import json
from pathlib import Path

from corpuslint.packaging.problems import Problems

# Each of its errors copies a whole row; a few tell enough.
_LIMIT = 20


def judge(descriptor: Path, problems: Problems) -> None:
    """Validate a package with frictionless and report what it objects to.

    Only for a descriptor that has passed :func:`corpuslint.packaging.verify_files.verify_descriptor`: frictionless
    follows addresses and links that a hostile descriptor names.
    """
    from frictionless import FrictionlessException, Package

    try:
        # Given a path, frictionless takes "[" or "?" in it for a pattern or an address.
        content = json.loads(descriptor.read_bytes())
        report = Package.from_descriptor(content, basepath=str(descriptor.parent)).validate(limit_errors=_LIMIT)
    except FrictionlessException as exception:
        problems.add(descriptor.name, None, f"frictionless: {exception}")
        return
    for error in report.errors:
        problems.add(descriptor.name, None, f"frictionless: {error.type}: {error.note}")
    for task in report.tasks:
        for error in task.errors:
            row = getattr(error, "row_number", None)  # counts a header that JSON lines do not have
            problems.add(task.place or task.name, row and row - 1, f"frictionless: {error.type}: {error.note}")
    if not report.valid and not problems:
        problems.add(descriptor.name, None, "frictionless does not accept the package")
