"""One line for each finding: ``path:line:column: CODE name: message``."""

from __future__ import annotations

from corpuslint.findings import Applicability, Finding
from corpuslint.reporters import LocatedFinding, Paint
from corpuslint.reporters.terminal import escape

_MARKS = {Applicability.SAFE: " [fix]", Applicability.UNSAFE: " [unsafe fix]"}


def render(one: LocatedFinding, paint: Paint) -> str:
    """One line; ``[fix]`` ends that of a finding which ``--fix`` repairs, ``[unsafe fix]`` asks for more."""
    return f"{heading(one, paint)}: {escape(one.finding.message)}{paint(_mark(one.finding), 'cyan')}\n"


def heading(one: LocatedFinding, paint: Paint) -> str:
    """Where and what: ``path:line:column: CODE name``."""
    line, column = one.position
    path = escape(one.document.path)
    place = "".join(f"{escape(str(value))}:" for value in (one.document.record or {}).values())
    colour = "bold red" if one.finding.severity.value == "error" else "bold yellow"
    code = paint(one.finding.rule, colour)
    return f"{paint(path, 'bold')}:{place}{line}:{column}: {code} {one.finding.name}"


def _mark(finding: Finding) -> str:
    """What can be done about a finding, in a word."""
    return "" if finding.fix is None else _MARKS.get(finding.fix.applicability, "")
