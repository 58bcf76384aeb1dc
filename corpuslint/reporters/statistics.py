"""Counts by rule."""

from __future__ import annotations

from collections.abc import Iterator

from corpuslint.tally import Tally


def statistics(tally: Tally, output_format: str) -> Iterator[str]:
    """One line for each rule with findings, the most frequent first; JSON if the format is one for machines."""
    from corpuslint.reporters.json_text import to_json

    rows = tally.statistics()
    match output_format:
        case "json":
            yield to_json(rows, indent=2) + "\n"
        case "jsonl":
            yield from (to_json(row) + "\n" for row in rows)
        case _:
            width = len(str(rows[0]["count"])) if rows else 0
            names = max((len(row["name"]) for row in rows), default=0)
            for row in rows:
                marks = [f"{row[kind]} {kind}" for kind in ("safe", "unsafe") if row[kind]]
                fixes = f"  fixes: {', '.join(marks)}" if marks else ""
                yield f"{row['count']:>{width}}  {row['rule']}  {row['name']:<{names}}{fixes}".rstrip() + "\n"
