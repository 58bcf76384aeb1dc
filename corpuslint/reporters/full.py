"""Findings for people: the line, the span marked, and what the fix makes of it."""

from __future__ import annotations

from collections.abc import Iterator

from corpuslint.document import Document
from corpuslint.findings import Applicability, Edit, Fix
from corpuslint.patch import replay
from corpuslint.reporters import LocatedFinding, Paint
from corpuslint.reporters.concise import heading
from corpuslint.reporters.terminal import cells, escape

# Code points of a line that are shown before, inside and after a span, and how many fewer to end at a space.
_BEFORE, _INSIDE, _AFTER, _SLACK = 40, 60, 40, 15
_LABELS = {
    Applicability.SAFE: "fix",
    Applicability.UNSAFE: "unsafe fix",
    Applicability.DISPLAY: "perhaps",
}


def render(one: LocatedFinding, paint: Paint) -> str:
    """A few lines."""
    return "\n".join(_describe(one, paint)) + "\n\n"


def _describe(one: LocatedFinding, paint: Paint) -> Iterator[str]:
    finding, document = one.finding, one.document
    number = str(one.position[0])
    margin, bar = " " * len(number), paint("|", "blue")
    sure = "" if finding.confidence == 1 else paint(f" (confidence {finding.confidence:.2f})", "dim")
    yield f"{heading(one, paint)}: {escape(finding.message)}{sure}"
    if document.problem is not None:
        return  # a record that cannot be read has no line to show
    start, end = _window(document, finding.start, min(finding.end, finding.start + _INSIDE))
    left, right = _cuts(document, start, end)
    head = left + escape(document.text[start : finding.start])
    span = escape(document.text[finding.start : min(finding.end, end)])
    tail = escape(document.text[max(finding.start, min(finding.end, end)) : end]) + right
    yield f"{paint(number, 'blue')} {bar} {head}{paint(span, 'bold red')}{tail}"
    yield f"{margin} {bar} {' ' * cells(head)}{paint('^' * max(1, cells(span)), 'bold red')}"
    if finding.fix is not None:
        label = paint(_LABELS[finding.fix.applicability], "green")
        yield from (f"{margin} = {label}: {text}" for text in _proposals(document, finding.fix))
    for related in finding.related:
        place = ":".join(map(str, document.position(related.start)))
        yield f"{margin} = {paint('see', 'green')} {place}: {escape(related.message)}"


def _line(document: Document, offset: int) -> tuple[int, int]:
    return document.lines[document.position(offset)[0] - 1]


def _window(document: Document, start: int, end: int) -> tuple[int, int]:
    """The part of the line of ``start`` that is shown around a span, cut at spaces; code points of the document."""
    line_start, line_end = _line(document, start)
    low, high = max(line_start, start - _BEFORE), min(line_end, end + _AFTER)
    if low > line_start:
        low += 1 + document.text[low : min(start, low + _SLACK)].find(" ")
    if high < line_end:
        space = document.text.rfind(" ", max(end, high - _SLACK), high)
        high = high if space < 0 else space
    return low, max(high, start)


def _cuts(document: Document, start: int, end: int) -> tuple[str, str]:
    """Marks for where a shown part of a line leaves something out."""
    line_start, line_end = _line(document, start)
    return "… " if start > line_start else "", " …" if end < line_end else ""


def _proposals(document: Document, fix: Fix) -> Iterator[str]:
    """The line as the fix leaves it, or each edit by itself where they reach further than the eye."""
    edits = sorted(fix.edits)
    first, last = (edits[0].start, max(edit.end for edit in edits)) if edits else (0, 0)
    if edits and last - first <= 2 * _INSIDE and last <= _line(document, first)[1]:
        start, end = _window(document, first, last)
        left, right = _cuts(document, start, end)
        moved = [Edit(edit.start - start, edit.end - start, edit.replacement) for edit in edits]
        yield f"{left}{escape(replay(document.text[start:end], moved))}{right}"
    else:
        yield from (_describe_edit(document, edit) for edit in edits)
    if fix.encoding is not None:
        yield f"write the file as {fix.encoding}"


def _describe_edit(document: Document, edit: Edit) -> str:
    place = ":".join(map(str, document.position(edit.start)))
    old, new = _quote(document.text, edit.start, edit.end), _quote(edit.replacement, 0, len(edit.replacement))
    if not edit.replacement:
        return f"at {place} remove {old}"
    if edit.start == edit.end:
        return f"at {place} insert {new}"
    return f"at {place} replace {old} by {new}"


def _quote(text: str, start: int, end: int) -> str:
    """A span as a short quotation; the length, in code points, where it is cut."""
    if end - start <= _INSIDE:
        return f"“{escape(text[start:end])}”"
    return f"“{escape(text[start : start + _INSIDE])} …” ({end - start} characters)"
