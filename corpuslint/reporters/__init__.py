"""Reporters: findings as people and machines read them.

A reporter is a module with a function ``render(finding, paint)``, which gives one finding as text, and, where findings
need more than to follow each other, ``frame(rendered)``. It is one module here and one line in :data:`REPORTERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from corpuslint.document import Document
    from corpuslint.findings import Finding

# The module behind each output format.
REPORTERS = {"full": "full", "concise": "concise", "json": "json_array", "jsonl": "json_lines"}
# Formats for people, which end in a summary.
FOR_PEOPLE = frozenset({"full", "concise"})

# Gives text a style ("bold", "red" …), or returns it as it is where no style belongs.
Paint = Callable[[str, str], str]


@dataclass(frozen=True)
class LocatedFinding:
    """A finding with the document it was found in: the one record that every reporter starts from."""

    finding: Finding
    document: Document

    @cached_property
    def position(self) -> tuple[int, int]:
        """Line and column of the start, from 1."""
        return self.document.position(self.finding.start)

    @cached_property
    def end_position(self) -> tuple[int, int]:
        """Line and column of the end, from 1."""
        return self.document.position(self.finding.end)

    def as_dict(self) -> dict[str, Any]:
        """The finding as every machine format carries it; the order of the keys is part of the contract."""
        finding = self.finding
        line, column = self.position
        end_line, end_column = self.end_position
        fix: dict[str, Any] | None = None
        if finding.fix is not None:
            fix = {
                "applicability": finding.fix.applicability.value,
                "edits": [
                    {"start": one.start, "end": one.end, "replacement": one.replacement} for one in finding.fix.edits
                ],
            }
            if finding.fix.encoding is not None:
                fix["encoding"] = finding.fix.encoding
        return {
            "rule": finding.rule,
            "name": finding.name,
            "severity": finding.severity.value,
            "confidence": finding.confidence,
            "path": self.document.path,
            "record": None if self.document.record is None else dict(self.document.record),
            "start": finding.start,
            "end": finding.end,
            "line": line,
            "column": column,
            "end_line": end_line,
            "end_column": end_column,
            "message": finding.message,
            "related": [{"start": one.start, "end": one.end, "message": one.message} for one in finding.related],
            "fix": fix,
        }


class Reporter(Protocol):
    """A module of this package."""

    def render(self, one: LocatedFinding, paint: Paint) -> str:
        """One finding."""

    def frame(self, rendered: Iterable[str]) -> Iterator[str]:
        """The pieces of a report of rendered findings, as they come."""


class _Joined:
    """A reporter whose findings follow each other."""

    def __init__(self, module: Any) -> None:
        self.render = module.render

    def frame(self, rendered: Iterable[str]) -> Iterator[str]:
        """The findings as they are."""
        return iter(rendered)


def load_reporter(name: str) -> Reporter:
    """The reporter of an output format, one of :data:`REPORTERS`."""
    module: Any = import_module(f"corpuslint.reporters.{REPORTERS[name]}")
    reporter: Reporter = module if hasattr(module, "frame") else _Joined(module)
    return reporter
