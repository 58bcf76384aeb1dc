"""The engine of a Dask cluster: futures of a distributed client."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from itertools import count, islice
from typing import Any

from distributed import Client, KilledWorker, as_completed

from corpuslint.batch.engines import ASK_EVERY, WAITING, Done, Engine, Task, cannot_work
from corpuslint.batch.work import version, work
from corpuslint.errors import ConfigurationError


class DaskFutures:
    """Does tasks in the workers of a cluster, each of which loads rules and lexicons once."""

    def __init__(self, plan: bytes, client: Client) -> None:
        self._plan = plan
        self._client = client

    def __enter__(self) -> DaskFutures:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def run(self, tasks: Iterable[Task], *, suspects: bool = False) -> Iterator[Done]:
        """What becomes of tasks. A worker that dies takes those with it that wait for it: suspects go one by one."""
        left = iter(tasks)
        waiting: dict[Any, Task] = {}
        completed = as_completed()
        for turn in count():
            if turn % ASK_EVERY == 0:
                width = 1 if suspects else WAITING * max(1, sum(self._client.nthreads().values()))
            for task in islice(left, max(0, width - len(waiting))):
                future = self._client.submit(work, self._plan, task, pure=False)
                waiting[future] = task
                completed.add(future)
            if not waiting:
                return
            future = next(completed)
            task = waiting.pop(future)
            try:
                outcomes = future.result()
            except KilledWorker:
                yield task, None
            else:
                yield task, outcomes


def start(plan: bytes, jobs: int, address: str | None) -> Engine:
    """Start the engine: on a cluster that runs, or on one of its own that ends with it.

    Raises:
        ConfigurationError: the cluster does not answer, or its workers cannot load corpuslint.
    """
    own: dict[str, Any] = {
        "n_workers": jobs,
        "threads_per_worker": 1,  # Python runs one at a time
        "scheduler_kwargs": {"allowed_failures": 0},  # a task that ended its worker is not tried again by Dask too
        "dashboard_address": ":0",  # any free port
        "silence_logs": logging.ERROR,
    }
    try:
        client = Client(**own) if address is None else Client(address)
    except (OSError, RuntimeError, ValueError) as error:
        place = address or "of this machine"
        raise ConfigurationError(f"the Dask cluster {place} does not answer: {error}") from error
    try:
        client.submit(version, pure=False).result()
    except (ImportError, RuntimeError, KilledWorker) as error:
        client.close()
        raise cannot_work("Dask", error) from error
    return DaskFutures(plan, client)
