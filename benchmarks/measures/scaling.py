"""How time and memory grow: with size, files, length of lines and documents, jobs, a second run, engines, one start."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from math import log
from pathlib import Path
from statistics import linear_regression, median
from typing import Any

from measures.bench import Bench
from measures.corpus import MB
from measures.stopwatch import CommandError, Timing

Row = dict[str, Any]
FILE = 300  # characters of each file where files are counted
SHARDS = 4  # files that the engines share out
SHORT = 10  # seconds: a run that takes less is measured three times


def size_curve(bench: Bench) -> list[Row]:
    """Time against the size of the corpus, as one JSON lines file where these are read."""
    json_lines = bench.reads_json_lines()
    if not json_lines:
        bench.notes.append("JSON lines are not read yet: the sizes are those of folders, the memory too")
    shape = "jsonl" if json_lines else "files"
    rows = _curve(bench, "size", bench.plan["size"], lambda size: bench.corpus("clean", size, shape))
    bench.figures["memory"] = rows[-1]["peak"]
    return rows


def file_curve(bench: Bench) -> list[Row]:
    """Time against the number of files, all of one size."""
    return _curve(
        bench, "files", bench.plan["files"], lambda count: bench.corpus("clean", count * FILE / MB, document=FILE)
    )


def line_curve(bench: Bench, variant: str) -> list[Row]:
    """Time against the length of lines: the same amount of text, each line a paragraph without end."""
    name = "line" if variant == "clean" else f"line, {variant}"
    text = bench.plan["text"] if variant == "clean" else bench.plan["text"] / 5
    lengths = [length for length in bench.plan["line"] if length < text * MB]
    return _curve(bench, name, lengths, lambda length: bench.corpus(variant, text, "text", line=length))


def document_curve(bench: Bench) -> list[Row]:
    """Time against the length of documents: the same amount of text in fewer and longer files."""
    text = bench.plan["text"]
    lengths = [length for length in bench.plan["document"] if length < text * MB]
    return _curve(bench, "document", lengths, lambda length: bench.corpus("clean", text, document=length))


def _curve(bench: Bench, name: str, points: Iterable[float], make: Callable[[Any], Path]) -> list[Row]:
    rows: list[Row] = []
    for point in points:
        bench.say(f"{name}: {point:,}")
        path = make(point)
        megabytes = _size(path) / MB
        timings = [bench.check(path)]
        if timings[0].wall < SHORT:
            timings += [bench.check(path) for _ in range(2)]
        cpu = median(one.cpu for one in timings)
        rows.append(
            {
                "at": point,
                "megabytes": megabytes,
                "cpu": cpu,
                "rate": cpu / megabytes,
                "wall": median(one.wall for one in timings),
                "peak": max(one.peak for one in timings),
            }
        )
        if megabytes > 200:
            bench.drop(path)
    bench.figures[name] = rise([row["rate"] for row in rows])
    return rows


def rise(rates: Sequence[float]) -> float:
    """The steepest rise of a cost: at most times that of an earlier point. A cost that falls rises by less than 1.

    Starting, and judging words that are met first, cost more per MB the less text there is: linear growth falls so.
    """
    return max((later / earlier for at, later in enumerate(rates) for earlier in rates[:at]), default=1.0)


def exponent(rows: Iterable[Row]) -> float:
    """How the cost of a MB grows: with which power of what the points count, by least squares on logarithms."""
    points = [(log(row["at"]), log(row["rate"])) for row in rows]
    if len(points) < 2:
        return 0.0
    return linear_regression(*zip(*points, strict=True)).slope


def _size(path: Path) -> int:
    return sum(one.stat().st_size for one in path.rglob("*.txt")) if path.is_dir() else path.stat().st_size


def jobs(bench: Bench) -> list[Row]:
    """One job and two, in turn, over the same corpus; and whether they find the same."""
    if not bench.own.has_jobs:
        bench.notes.append("corpuslint check has no --jobs yet")
        return []
    path = bench.corpus("clean", bench.plan["jobs"])
    timings: dict[int, list[Timing]] = {1: [], 2: []}
    found = set()
    for number in range(bench.plan["rounds"]):
        for count, taken in timings.items():
            bench.say(f"jobs: round {number + 1}, {count}")
            output = bench.folder / "findings"
            taken.append(bench.check(path, jobs=count, output=output))
            found.add(sha256(output.read_bytes()).hexdigest())
    bench.figures["jobs"] = median(one.wall / two.wall for one, two in zip(timings[1], timings[2], strict=True))
    bench.figures["identical"] = len(found) - 1
    return [
        {
            "jobs": count,
            "wall": median(one.wall for one in taken),
            "cpu": median(one.cpu for one in taken),
            "peak": max(one.peak for one in taken),
        }
        for count, taken in timings.items()
    ]


def cache(bench: Bench) -> list[Row]:
    """A first and a second run over an unchanged corpus with findings in most documents."""
    if not bench.own.has_cache:
        bench.notes.append("corpuslint check has no cache yet")
        return []
    path = bench.corpus("damaged", bench.plan["cache"])
    timings: tuple[list[Timing], ...] = ([], [])
    outputs = set()
    for number in range(bench.plan["rounds"]):
        for kept in (bench.folder, path):
            shutil.rmtree(kept / ".corpuslint_cache", ignore_errors=True)
        for taken in timings:
            bench.say(f"cache: round {number + 1}")
            output = bench.folder / "findings"
            taken.append(bench.check(path, cache=True, output=output))
            outputs.add(output.read_bytes())
    bench.figures["cache"] = median(one.wall / two.wall for one, two in zip(*timings, strict=True))
    bench.figures["identical"] = bench.figures.get("identical", 0) + len(outputs) - 1
    return [
        {"run": name, "wall": median(one.wall for one in taken), "cpu": median(one.cpu for one in taken)}
        for name, taken in zip(("first", "second"), timings, strict=True)
    ]


def hook(bench: Bench, seed: Path) -> list[Row]:
    """One seed from start to exit, beside the bare interpreter and the quick peers."""
    seed = Path(shutil.copy(seed, bench.folder / "seed.txt"))
    commands: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
        "python -c pass": ((sys.executable, "-c", "pass"), (0,)),
        "corpuslint": ((*bench.own.hook(), str(seed)), (0,)),
        **{
            tool.name: ((*tool.command, str(seed)), tool.statuses)
            for tool in bench.tools
            if tool.name in ("typos", "codespell")
        },
    }
    timings: dict[str, list[Timing]] = {name: [] for name in commands}
    for command, statuses in commands.values():
        bench.time(command, statuses=statuses)  # bytecode is written, files are in memory
    bench.say("hook")
    for _ in range(bench.plan["hook"]):
        for name, (command, statuses) in commands.items():
            timings[name].append(bench.time(command, statuses=statuses))
    bare = timings["python -c pass"]
    rows = [
        {
            "program": name,
            "cpu": median(one.cpu for one in taken),
            "wall": median(one.wall for one in taken),
            "peak": max(one.peak for one in taken),
            "ratio": median(one.cpu for one in taken) / median(one.cpu for one in bare),
        }
        for name, taken in timings.items()
    ]
    bench.figures["hook"] = next(row["ratio"] for row in rows if row["program"] == "corpuslint")
    return rows


def engines(bench: Bench) -> list[Row]:
    """What each engine of ``corpuslint batch`` takes for a record, what it adds to the local one, and whether all of
    them make the same."""
    rows: list[Row] = []
    made = set()
    few, many = bench.plan["engine"]
    for engine in ("local", "ray", "dask"):
        if engine not in bench.own.engines:
            bench.notes.append(f"corpuslint batch has no engine {engine} yet")
            continue
        try:
            start, whole = (_batch(bench, engine, count) for count in (few, many))
        except CommandError as error:
            bench.notes.append(f"the engine {engine} does not run here: {error}")
            continue
        made.add(_digest(bench.folder / "cleaned"))
        cost = 1e6 * (whole.wall - start.wall) / (SHARDS * (many - few))
        rows.append({"engine": engine, "start": start.wall, "record": cost, "peak": whole.peak})
    local = next((row["record"] for row in rows if row["engine"] == "local"), None)
    for row in rows:
        if local is not None and row["engine"] != "local":
            bench.figures[f"engine/{row['engine']}"] = row["record"] - local
    if made:
        bench.figures["identical"] = bench.figures.get("identical", 0) + len(made) - 1
    return rows


def _batch(bench: Bench, engine: str, records: int) -> Timing:
    """The quickest of some runs over shards of so many short records, with the one rule that costs least."""
    folder, output = bench.folder / f"shards-{records}", bench.folder / "cleaned"
    folder.mkdir(exist_ok=True)
    for shard in range(SHARDS):
        rows = (f'{{"id": {number}, "text": "Un {" " * (number % 100 == 0)}mot."}}\n' for number in range(records))
        (folder / f"{shard}.jsonl").write_text("".join(rows), encoding="utf-8")
    options = ["--isolated", "--language", "fr", "--select", "SPC003", "--engine", engine, "--jobs", "2"]
    command = [sys.executable, "-m", "corpuslint", "batch", *options, "--output", str(output), str(folder)]
    timings = []
    for _ in range(bench.plan["rounds"]):
        bench.say(f"engine: {engine}, {SHARDS} shards of {records:,} records")
        bench.drop(output)
        timings.append(bench.time(command))
    return min(timings, key=lambda one: one.wall)


def _digest(output: Path) -> str:
    """One digest of the texts, findings and changes that a batch made."""
    digest = sha256()
    for path in sorted(path for path in output.rglob("*") if path.is_file() and path.parent != output):
        digest.update(path.relative_to(output).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
