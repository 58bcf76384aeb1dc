"""The numbers of a corpus as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpuslint.corpus.counts import Counts
from corpuslint.reporters import Paint
from corpuslint.reporters.terminal import cells, escape


def counts_as_table(counts: Counts, paint: Paint) -> Iterator[str]:
    """Lines for people: the corpus, its languages, its findings by rule."""
    found = counts.as_dict()
    totals = [[name, _number(found[key])] for name, key in _TOTALS.items() if found[key] or key != "malformed"]
    yield from _table([], totals, paint)
    if found["languages"]:
        yield "\n"
        rows = [[one["language"], _number(one["documents"]), _number(one["words"])] for one in found["languages"]]
        yield from _table(["language", "documents", "words"], rows, paint)
    findings = found["findings"]
    if findings["rules"]:
        yield "\n"
        rows = [
            [
                f"{one['rule']} {one['name']}",
                _number(one["count"]),
                _rate(one["per_10000_words"]),
                _number(one["documents"]),
            ]
            for one in (*findings["rules"], {"rule": "all", "name": "rules", **findings})
        ]
        yield from _table(["rule", "findings", "per 10,000 words", "documents"], rows, paint)


_TOTALS = {
    "documents": "documents",
    "malformed": "malformed",
    "words": "words",
    "code points": "code_points",
    "bytes": "bytes",
}


def _number(value: int) -> str:
    return f"{value:,}"


def _rate(value: float | None) -> str:
    return "-" if value is None else f"{value:,.2f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], paint: Paint) -> Iterator[str]:
    """Rows with the first column to the left and the others to the right."""
    lines = [list(map(escape, row)) for row in ([head, *rows] if head else rows)]
    widths = [max(map(cells, column)) for column in zip(*lines, strict=True)]
    for number, line in enumerate(lines):
        first, *others = (" " * (width - cells(cell)) for cell, width in zip(line, widths, strict=True))
        text = line[0] + first + "".join(f"  {pad}{cell}" for cell, pad in zip(line[1:], others, strict=True))
        yield (paint(text, "bold") if head and number == 0 else text) + "\n"
