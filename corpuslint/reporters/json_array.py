"""One JSON array of the objects that ``jsonl`` prints one a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpuslint.reporters import LocatedFinding, Paint
from corpuslint.reporters.json_text import to_json


def report(findings: Iterable[LocatedFinding], paint: Paint) -> Iterator[str]:  # noqa: ARG001
    """The array, one finding a line."""
    opening = "["
    for one in findings:
        yield f"{opening}\n  {to_json(one.as_dict())}"
        opening = ","
    yield "[]\n" if opening == "[" else "\n]\n"
