"""Lines of the page inside the text: share buttons, cookie notices, and what the configuration names besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpuslint.blocks import marker_key
from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Edit, Finding, Fix


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Yield a finding on each run of such lines, with nothing but blank lines between them."""
    active = rules["boilerplate-line"]
    text, lines = document.text, document.lines
    longest, known = document.profile.longest_boilerplate, document.profile.boilerplate_keys
    run: list[int] = []
    for number, (start, end) in enumerate(lines):
        short = end - start <= longest
        if short and (key := marker_key(text[start:end])) in known and key:
            run.append(number)
        elif run and (not short or text[start:end].strip()):
            yield _finding(document, active, run)
            run = []
    if run:
        yield _finding(document, active, run)


def _finding(document: Document, active: ActiveRule, run: list[int]) -> Finding:
    text, lines = document.text, document.lines
    start, end = lines[run[0]][0], lines[run[-1]][1]
    written = [text[slice(*lines[number])].strip() for number in run]
    more = f" and {len(run) - 1} more" if len(run) > 1 else ""
    verb = "belong" if len(run) > 1 else "belongs"
    message = f'"{written[0]}"{more} {verb} to the page, not to the text'
    edit = _removal(document, run[0], run[-1])
    fix = Fix(active.rule.applicability, (edit,)) if edit else None
    return active.finding(start, end, message, confidence=0.95, fix=fix)


def _removal(document: Document, first: int, last: int) -> Edit | None:
    """The edit that takes lines out with the blank lines behind them, or at the end of the text before them.

    None if nothing else stands in the text.
    """
    text, lines = document.text, document.lines
    behind = next((start for start, end in lines[last + 1 :] if text[start:end].strip()), None)
    before = next((end for start, end in reversed(lines[:first]) if text[start:end].strip()), None)
    if behind is None:
        return None if before is None else Edit(before, lines[last][1], "")
    if before is None or not text[slice(*lines[first - 1])].strip():
        return Edit(lines[first][0], behind, "")
    return Edit(lines[first][0], lines[last + 1][0], "")
