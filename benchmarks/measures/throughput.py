"""MB/s of corpuslint and its peers over the same corpus, in turn, round by round."""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import Any

from measures.bench import Bench
from measures.corpus import MB
from measures.stopwatch import CommandError, Timing
from measures.tools import Tool

Row = dict[str, Any]


def throughput(bench: Bench, variant: str) -> list[Row]:
    """A row for each tool: MB per second of CPU and of wall time, memory, and how many times as fast corpuslint is.

    Slow tools see the first part of the corpus, and what their start takes is left out.
    """
    size = bench.plan[variant]
    part = min(size, bench.plan["most"])
    timings: dict[str, list[Timing]] = defaultdict(list)
    starts = {tool.name: bench.time(_command(bench, tool, variant, 0), statuses=tool.statuses) for tool in bench.tools}
    for number in range(bench.plan["rounds"]):
        for tool in bench.tools:
            if tool.slow and number % 2:  # half the rounds are enough for what takes minutes
                continue
            bench.say(f"{variant}: round {number + 1}, {tool.name}")
            command = _command(bench, tool, variant, part if tool.slow else size)
            timings[tool.name].append(bench.time(command, statuses=tool.statuses))
    rows = []
    for tool in bench.tools:
        start = starts[tool.name] if tool.slow else Timing(0, 0, 0)
        seen = (part if tool.slow else size) * _written(bench, tool, variant)
        speeds = sorted(seen / max(one.cpu - start.cpu, 1e-3) for one in timings[tool.name])
        rows.append(
            {
                "tool": tool.name,
                "megabytes": seen,
                "speed": median(speeds),
                "lowest": speeds[0],
                "highest": speeds[-1],
                "wall": median(seen / max(one.wall - start.wall, 1e-3) for one in timings[tool.name]),
                "peak": max(one.peak for one in timings[tool.name]),
            }
        )
    own = next(row for row in rows if row["tool"] == "corpuslint")
    for row, tool in zip(rows, bench.tools, strict=True):
        # In each round both ran under the same load.
        pairs = zip(timings["corpuslint"], timings[tool.name], strict=False)
        row["ratio"] = own["speed"] / row["speed"] if tool.slow else median(two.cpu / one.cpu for one, two in pairs)
        if tool.name != "corpuslint":
            bench.figures[f"{variant}/{tool.name}"] = row["ratio"]
    return rows


def _command(bench: Bench, tool: Tool, variant: str, megabytes: float) -> tuple[str, ...]:
    """The command over so much of the corpus; over one document for 0."""
    shape = "text" if tool.one_file else "files"
    return (*tool.command, str(bench.corpus(variant, megabytes, shape)))


def _written(bench: Bench, tool: Tool, variant: str) -> float:
    """What a corpus really holds, as a share of what was asked for: the last document is whole."""
    size = min(bench.plan[variant], bench.plan["most"]) if tool.slow else bench.plan[variant]
    path = bench.corpus(variant, size, "text" if tool.one_file else "files")
    files = path.rglob("*.txt") if path.is_dir() else [path]
    return float(sum(one.stat().st_size for one in files)) / (size * MB)


def usable(bench: Bench, tools: list[Tool]) -> list[Tool]:
    """The tools that run over one document; a note for each that does not."""
    found = []
    for tool in tools:
        try:
            bench.time(_command(bench, tool, "clean", 0), statuses=tool.statuses)
        except CommandError as error:
            bench.notes.append(f"{tool.name} does not run here: {error}")
        else:
            found.append(tool)
    return found
