"""The engine of a Ray cluster: core tasks, which cost far less per record than Ray Data."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterable, Iterator
from itertools import count, islice
from typing import Any
from urllib.parse import urlsplit

import ray
from ray.exceptions import RayError, RayTaskError

from corpuslint.batch.engines import ASK_EVERY, WAITING, Done, Engine, Task, cannot_work
from corpuslint.batch.work import version, work
from corpuslint.errors import ConfigurationError


class RayTasks:
    """Does tasks in the workers of a cluster, each of which loads rules and lexicons once."""

    def __init__(self, plan: bytes) -> None:
        self._plan = plan
        # Ray would try a task again that ended its worker; which shard did it is found out one by one.
        self._remote: Any = ray.remote(num_cpus=1, max_retries=0)(work)

    def __enter__(self) -> RayTasks:
        return self

    def __exit__(self, *_: object) -> None:
        ray.shutdown()

    def run(self, tasks: Iterable[Task], *, suspects: bool = False) -> Iterator[Done]:  # noqa: ARG002
        """What becomes of tasks. A worker that dies takes only its own task with it."""
        left = iter(tasks)
        waiting: dict[Any, Task] = {}
        for turn in count():
            if turn % ASK_EVERY == 0:
                width = WAITING * max(1, int(ray.cluster_resources().get("CPU", 1)))
            for task in islice(left, max(0, width - len(waiting))):
                waiting[self._remote.remote(self._plan, task)] = task
            if not waiting:
                return
            ready, _ = ray.wait(list(waiting))
            for reference in ready:
                task = waiting.pop(reference)
                try:
                    outcomes = ray.get(reference)
                except RayTaskError:
                    raise
                except RayError:
                    yield task, None
                else:
                    yield task, outcomes


def start(plan: bytes, jobs: int, address: str | None) -> Engine:
    """Start the engine: on a cluster that runs, or on one of its own that ends with it.

    Raises:
        ConfigurationError: the cluster does not answer, or its workers cannot load corpuslint.
    """
    quiet: dict[str, Any] = {"logging_level": logging.ERROR, "log_to_driver": False}
    try:
        if address is None:
            os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing leaves the machine
            ray.init("local", num_cpus=jobs, include_dashboard=False, **quiet)
        else:
            _knock(address)
            ray.init(address, **quiet)
    except (OSError, RuntimeError, ValueError) as error:
        place = address or "of this machine"
        raise ConfigurationError(f"the Ray cluster {place} does not answer: {str(error).splitlines()[0]}") from error
    engine = RayTasks(plan)
    try:
        ray.get(ray.remote(num_cpus=1)(version).remote())
    except RayError as error:
        ray.shutdown()
        raise cannot_work("Ray", error) from error
    return engine


def _knock(address: str) -> None:
    """Ask whether anybody listens at an address with a port: Ray itself would wait for minutes.

    Raises:
        OSError: nobody does.
    """
    place = urlsplit(address if "://" in address else f"//{address}")
    if place.hostname and place.port:
        socket.create_connection((place.hostname, place.port), timeout=10).close()
