"""One JSON object a line: the contract that scripts rely on."""

from __future__ import annotations

from corpuslint.reporters import LocatedFinding, Paint
from corpuslint.reporters.json_text import to_json


def render(one: LocatedFinding, paint: Paint) -> str:  # noqa: ARG001
    """The line of a finding."""
    return to_json(one.as_dict()) + "\n"
