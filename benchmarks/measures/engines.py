"""What an engine of ``corpuslint batch`` adds to the local one, in CPU time: other work on the machine hardly moves it.

    cd benchmarks && python -m measures.engines [TASKS] [ROUNDS]

Each task is one shard with one short record, so that handing it over is most of the work. What a task costs more than
with the local engine is shared by the records of a shard: a shard of 1 MB has a thousand records of 1 kB.
"""

from __future__ import annotations

import pickle
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import psutil

from corpuslint.batch.engines import ENGINES, load_engine
from corpuslint.batch.output import Output, claimed
from corpuslint.batch.shards import Shard
from corpuslint.batch.work import plan_of
from corpuslint.config import Settings
from corpuslint.errors import ConfigurationError
from corpuslint.formats import Source

RECORDS = 1000  # of a shard of 1 MB
WORKERS = 2


def engine_cost(engine: str, folder: Path, tasks: int, rounds: int) -> tuple[float, float]:
    """CPU seconds and wall seconds for a task, the medians of some rounds after one that is not counted.

    Args:
        engine: its name.
        folder: an empty folder, for shards and results.
        tasks: how many a round has.
        rounds: how many are counted.

    Raises:
        ConfigurationError: the engine is not installed.
    """
    shards = list(_shards(folder, tasks))
    settings = Settings(select=("STR003",), language="fr")
    cpu, wall = [], []
    with ExitStack() as stack:
        stack.enter_context(claimed(output := Output(folder / "clean", folder / "clean")))
        plan = pickle.dumps(plan_of(settings, output))
        workers = stack.enter_context(load_engine(engine, plan, WORKERS, None))
        for _ in range(rounds + 1):
            begin, start = _cpu(), time.perf_counter()
            for _, outcomes in workers.run([shard] for shard in shards):
                assert outcomes is not None
                assert outcomes[0].entry.error is None, outcomes[0].entry.error
            cpu.append((_cpu() - begin) / tasks)
            wall.append((time.perf_counter() - start) / tasks)
    return median(cpu[1:]), median(wall[1:])


def _shards(folder: Path, count: int) -> Iterator[Shard]:
    for number in range(count):
        path = folder / f"{number}.jsonl"
        path.write_text('{"text": "Un mot."}\n', encoding="utf-8")
        yield Shard(path.name, path.name, Source(str(path), "jsonl"), path.stat().st_size)


def _cpu() -> float:
    """CPU seconds of this process and all below it, those of the cluster among them."""
    own = psutil.Process()
    total = 0.0
    for process in [own, *own.children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    tasks, rounds = (int(value) for value in (*arguments, *("200", "5")[len(arguments) :]))
    local = None
    print("engine  CPU ms/task  wall ms/task  µs/record over local, CPU  wall")
    for engine in ENGINES:
        with tempfile.TemporaryDirectory() as folder:
            try:
                cost = engine_cost(engine, Path(folder), tasks, rounds)
            except ConfigurationError as error:
                print(f"{engine:7} {error}")
                continue
        local = local or cost
        more = [1e6 * (one - base) / RECORDS for one, base in zip(cost, local, strict=True)]
        print(f"{engine:7} {1e3 * cost[0]:11.2f} {1e3 * cost[1]:13.2f} {more[0]:26.2f} {more[1]:5.2f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
