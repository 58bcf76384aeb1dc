"""One JSON array of the objects that ``jsonl`` prints one a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpuslint.reporters import LocatedFinding, Paint
from corpuslint.reporters.json_text import to_json


def render(one: LocatedFinding, paint: Paint) -> str:  # noqa: ARG001
    """The object of a finding."""
    return to_json(one.as_dict())


def frame(rendered: Iterable[str]) -> Iterator[str]:
    """The array, one finding a line."""
    opening = "["
    for one in rendered:
        yield f"{opening}\n  {one}"
        opening = ","
    yield "[]\n" if opening == "[" else "\n]\n"
