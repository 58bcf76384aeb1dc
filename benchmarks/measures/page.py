"""Results as tables in Markdown, which read well in a terminal too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from measures.data import PLAN

_SIGNS = {"at-least": "≥", "at-most": "≤"}
_MARKS = {True: " ✓", False: " ✗", None: ""}
_INTRODUCTION = """\
# Accuracy

    {command}

printed these tables.{sample} The data is real text of public sources. Part of it may not be passed on, so it is not in
the repository. corpuslint was developed with an eye on the split `dev`. Shares are in percent, false alarms for each
10,000 words.

Measured: {tools}.

Peers run on the same texts and are scored by the same scorers; "–" means that a tool does not take on such texts. Of
spelling checkers the first suggestion counts, and as a split where it is one. symspellpy and wordninja cut the words
that they do not know. ftfy runs with the settings that leave typography alone. `equal lines` removes each line that has
the letters and digits of an earlier one.{slow}"""
_RELIABILITY = """\
## What a confidence means

Findings on all texts, damaged and clean, by their confidence. *Predicted* is their mean confidence, *observed* the
share that the gold confirms, *fixed* the share whose fix is right too."""
_SAFE = """\
## Safe fixes

Fixes that `--fix` applies without asking, on all texts, damaged and clean; the share that is right, in all and by
language. Spaces that a clean text lost before it was collected count as wrong where nobody has marked them."""
_RULES = """\
## Rule by rule

Findings of every default rule for each 10,000 words of clean text, and precision and recall on damaged text where the
data tells. A finding on clean text is not always wrong: such text holds doubled spaces and mistakes of its own."""


def page(results: Mapping[str, Any], command: str) -> str:
    """The whole page."""
    sample = results["options"]["sample"]
    note = f" Of each file, {sample} records were measured." if sample else ""
    tools = ", ".join(f"{name} {version}".strip() for name, version in results["tools"].items())
    slow = "".join(
        f" {name} is slow and saw at most {most} words of each file." for name, most in results["slow"].items()
    )
    head = _INTRODUCTION.format(command=command, sample=note, tools=tools, slow=slow)
    return "\n\n".join([head, *sections(results)]) + "\n"


def sections(results: Mapping[str, Any]) -> Iterator[str]:
    """The tables, each under its title."""
    for group, plan in PLAN["groups"].items():
        rows = [row for row in results["figures"] if row["group"] == group]
        if rows:
            yield f"## {plan['title']}\n\n{plan['about'].strip()}"
            yield _figures(rows, list(results["tools"]))
    if results["reliability"]:
        yield _RELIABILITY
        for rule, bins in results["reliability"].items():
            yield f"### {rule}"
            yield table(["confidence", "findings", "predicted", "observed", "fixed"], map(_bin, bins))
    if results["safe"]:
        yield _SAFE
        yield _safe(results["safe"])
    yield _RULES
    yield _rules(results["rules"])


def _figures(rows: Sequence[Mapping[str, Any]], tools: Iterable[str]) -> str:
    shown = [tool for tool in tools if any(row["values"].get(tool) is not None for row in rows)]
    body = []
    for row in rows:
        target = " ".join(f"{_SIGNS[key]} {value:g}" for key, value in row["target"].items())
        mark = _MARKS[row["met"]]
        values = [number(row["values"].get(tool)) + (mark if tool == "corpuslint" else "") for tool in shown]
        body.append([row["name"], target, *values])
    return table(["", "target", *shown], body)


def _safe(rules: Mapping[str, Any]) -> str:
    languages = sorted({language for one in rules.values() for language in one["by_language"]})
    body = [
        [
            rule,
            str(one["fixes"]),
            f"≥ {one['target']:g}",
            number(one["right"]) + _MARKS[one["met"]],
            *(number(one["by_language"].get(language)) for language in languages),
        ]
        for rule, one in rules.items()
    ]
    return table(["rule", "fixes", "target", "right", *languages], body)


def _bin(one: Mapping[str, Any]) -> list[str]:
    span = f"{one['from']:g} to {one['to']:g}"
    return [span, str(one["findings"]), *(number(one[key]) for key in ("predicted", "right", "fixed"))]


def _rules(rows: Iterable[Mapping[str, Any]]) -> str:
    body = [
        [
            f"{row['rule']} {row['name']}",
            *(number(row["on_clean"].get(language)) for language in ("fr", "en", "all")),
            str(row["findings"] or "–"),
            number(row["precision"]),
            str(row["defects"] or "–"),
            number(row["recall"]),
        ]
        for row in rows
        if row["on_clean"]["all"] is not None or row["findings"] or row["defects"]
    ]
    return table(["rule", "clean, fr", "clean, en", "clean, all", "findings", "precision", "defects", "recall"], body)


def number(value: float | None) -> str:
    """A figure as the tables show it."""
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose columns stand under each other; all but the first are numbers."""
    grid = [list(head), *map(list, rows)]
    widths = [max(3, *(len(row[column]) for row in grid)) for column in range(len(head))]
    rule = [("-" * (width - 1) + ":" if column else "-" * width) for column, width in enumerate(widths)]
    return "\n".join(_line(row, widths) for row in (grid[0], rule, *grid[1:]))


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        cell.rjust(width) if column else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return f"| {' | '.join(cells)} |"
