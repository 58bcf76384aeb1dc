"""The engine of one machine: this process, or several that it starts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from corpuslint.batch.engines import WAITING, Done, Engine, Task
from corpuslint.batch.work import Outcome, work
from corpuslint.errors import ConfigurationError
from corpuslint.pool import follow_parent, processes

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor


class OneProcess:
    """Does everything in this process."""

    def __init__(self, plan: bytes) -> None:
        self._plan = plan

    def __enter__(self) -> OneProcess:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(self, tasks: Iterable[Task], *, suspects: bool = False) -> Iterator[Done]:  # noqa: ARG002
        """What becomes of tasks, one after the other."""
        for task in tasks:
            yield task, work(self._plan, task)


class Processes:
    """Does tasks in processes of its own."""

    def __init__(self, plan: bytes, jobs: int) -> None:
        self._plan = plan
        self._jobs = jobs
        self._executor = self._start()

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._executor.shutdown(wait=kind is None, cancel_futures=True)

    def run(self, tasks: Iterable[Task], *, suspects: bool = False) -> Iterator[Done]:
        """What becomes of tasks. One process that dies takes the work of the others with it: suspects go one by one."""
        from concurrent.futures import FIRST_COMPLETED, wait
        from concurrent.futures.process import BrokenProcessPool

        left = iter(tasks)
        width = 1 if suspects else WAITING * self._jobs
        waiting: dict[Future[list[Outcome]], Task] = {}
        while True:
            for task in islice(left, width - len(waiting)):
                waiting[self._submit(task)] = task
            if not waiting:
                return
            died = False
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                task = waiting.pop(future)
                try:
                    outcomes = future.result()
                except BrokenProcessPool:
                    died = True
                    yield task, None
                else:
                    yield task, outcomes
            if died:
                yield from ((task, None) for task in waiting.values())
                waiting.clear()
                self._executor.shutdown(wait=True)
                self._executor = self._start()

    def _submit(self, task: Task) -> Future[list[Outcome]]:
        from concurrent.futures import Future
        from concurrent.futures.process import BrokenProcessPool

        try:
            return self._executor.submit(work, self._plan, task)
        except BrokenProcessPool as error:
            future: Future[list[Outcome]] = Future()
            future.set_exception(error)
            return future

    def _start(self) -> ProcessPoolExecutor:
        return processes(self._jobs, follow_parent)


def start(plan: bytes, jobs: int, address: str | None) -> Engine:
    """Start the engine.

    Raises:
        ConfigurationError: an address was given.
    """
    if address is not None:
        raise ConfigurationError("the local engine has no address; give --engine ray or --engine dask with it")
    return OneProcess(plan) if jobs == 1 else Processes(plan, jobs)
