"""One JSON object a line: the contract that scripts rely on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpuslint.reporters import LocatedFinding, Paint
from corpuslint.reporters.json_text import to_json


def report(findings: Iterable[LocatedFinding], paint: Paint) -> Iterator[str]:  # noqa: ARG001
    """One line for each finding."""
    for one in findings:
        yield to_json(one.as_dict()) + "\n"
