"""``corpuslint diff``: what changed between two versions of a package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import click

from corpuslint.commands.publishing import opened_package
from corpuslint.packaging.compare import Comparison, Difference, compare
from corpuslint.packaging.reading import Package
from corpuslint.packaging.versions import advise, describe, next_version
from corpuslint.reporters.json_text import to_json
from corpuslint.reporters.terminal import escape

# A longer text is cut in lines for people.
_SHOWN = 60


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--output-format",
    type=click.Choice(["text", "jsonl"]),
    default="text",
    help="Lines for people, or one JSON object for each document and a last one with the counts.",
)
@click.option("--summary", is_flag=True, help="Only the counts.")
def command(old: Path, new: Path, output_format: str, summary: bool) -> None:
    """Tell what changed between the packages OLD and NEW: documents, raw texts and fixes, down to the span.

    Each is a directory or a zip file.

    Ends with the version that the changes ask for: major if documents or columns are gone or documents changed their
    id or split, minor if documents were added or raw texts changed, patch otherwise.

    Exit status: 0 the same content, 1 it differs, 2 an error.
    """
    with opened_package(old) as before, opened_package(new) as after:
        counts = Comparison()
        for one in compare(before, after, counts):
            if summary:
                continue
            if output_format == "jsonl":
                click.echo(to_json(_as_object(one)))
            else:
                click.echo("\n".join(map(escape, _lines(one))))
        advice = advise(before, after, counts)
        if output_format == "jsonl":
            click.echo(to_json(_counts(before, after, counts, advice)))
        else:
            for sentence in describe(counts) if advice else ():
                click.echo(escape(sentence))
            click.echo(escape(_advice(before, after, advice)))
    raise SystemExit(0 if advice is None else 1)


def _advice(old: Package, new: Package, advice: tuple[str, str] | None) -> str:
    if advice is None:
        return f"{new.shown}: the same content as {old.shown}."
    step, reason = advice
    return f"Version {old.version} → {next_version(old.version, step)} or later ({step}: {reason})."


def _lines(one: Difference) -> Iterator[str]:
    sign = {"added": "+", "removed": "-", "changed": "~", "renamed": ">"}[one.kind]
    yield f"{sign} {one.place} ({one.doc_id})"
    if one.kind in ("added", "removed"):
        return
    for name, (before, after) in one.facts.items():
        yield f"    {name}: {_short(before)} → {_short(after)}"
    for span in one.raw:
        yield f"    raw {span.start}: {_short(span.before)} → {_short(span.after)}"
    for sign, rows in (("-", one.unfixed), ("+", one.fixed)):
        for row in rows:
            place = f"{row['start']}-{row['end']}"
            yield f"    {sign} fix {row['rules']} {place}: {_short(row['before'])} → {_short(row['after'])}"
    if one.left:
        yield f"    findings left: {one.left:+}"


def _short(value: object) -> str:
    text = to_json(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 2]}…{text[-1]}"


def _as_object(one: Difference) -> dict[str, Any]:
    return {key: value for key, value in asdict(one).items() if value or key in ("kind", "doc_id", "place")}


def _counts(old: Package, new: Package, counts: Comparison, advice: tuple[str, str] | None) -> dict[str, Any]:
    found = {one.name: getattr(counts, one.name) for one in fields(counts) if one.name != "names"}
    return {
        "kind": "summary",
        "old": old.version,
        "new": new.version,
        **found,
        "step": advice[0] if advice else None,
        "reason": advice[1] if advice else None,
        "version": next_version(old.version, advice[0]) if advice else old.version,
    }
