"""Work in several processes, with results in the order of the work, and never more of it in memory than is needed."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from corpuslint.errors import ReadError
from corpuslint.formats import Piece, Source, size_of
from corpuslint.worker import Job, Result, Worker

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

# Pieces are handed over in batches of about this many bytes, or this many pieces: handing over costs time too.
BATCH_BYTES = 1 << 18
BATCH_PIECES = 128
# Batches that wait for each process, so that none is idle while the first one is long.
WAITING = 4

# Below this size a run is over before other processes have begun to help.
WORTH_BYTES = 1 << 19

# What passes through beside pieces: whatever the caller needs to see in its place, such as the end of a source.
Item = Any
_Waiting: TypeAlias = "deque[tuple[list[Item], Future[list[Result]] | None]]"


class Pool:
    """Maps pieces to results. With one job everything happens in this process, where :attr:`worker` is."""

    def __init__(self, job: Job, jobs: int) -> None:
        """Begin.

        Args:
            job: what the workers are told.
            jobs: how many processes.
        """
        self._job = job
        self._jobs = jobs
        self.worker = Worker(job)
        self._executor: ProcessPoolExecutor | None = None
        if jobs > 1:
            self._start()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=kind is None, cancel_futures=True)

    def map(self, items: Iterable[Item]) -> Iterator[tuple[Item, Result | None]]:
        """Each item in order: a piece with its result, anything else as it is."""
        if self._executor is None:
            for item in items:
                yield item, self.worker(item) if isinstance(item, Piece) else None
            return
        waiting: _Waiting = deque()
        for batch in _batches(items):
            waiting.append((batch, self._submit(batch)))
            while len(waiting) > WAITING * self._jobs:
                yield from self._collect(waiting)
        while waiting:
            yield from self._collect(waiting)

    def _start(self) -> None:
        """Start the processes, in place of those that died if there are such.

        Raises:
            ReadError: they die again at once.
        """
        from concurrent.futures.process import BrokenProcessPool

        if self._executor is not None:
            self._executor.shutdown(wait=True)  # its threads must be gone: see processes()
        self._executor = processes(self._jobs, _begin, self._job)
        try:
            self._executor.submit(os.getpid).result()  # starts the processes now
        except BrokenProcessPool as error:
            raise ReadError(
                "the processes that share the work end as soon as they begin, perhaps for lack of memory; "
                "the run stops here; --jobs 1 does without them"
            ) from error

    def _submit(self, batch: list[Item]) -> Future[list[Result]] | None:
        """The results of a batch, later; None if the processes died, which is told when its turn comes."""
        from concurrent.futures.process import BrokenProcessPool

        assert self._executor is not None
        try:
            return self._executor.submit(_work, _pieces(batch))
        except BrokenProcessPool:
            return None

    def _collect(self, waiting: _Waiting) -> Iterator[tuple[Item, Result | None]]:
        from concurrent.futures.process import BrokenProcessPool

        batch, future = waiting.popleft()
        try:
            if future is None:
                raise BrokenProcessPool
            results = iter(future.result())
        except BrokenProcessPool:
            self._start()
            results = iter([self._alone(piece) for piece in _pieces(batch)])
            again = [(other, self._submit(other)) for other, _ in waiting]
            waiting.clear()
            waiting.extend(again)
        for item in batch:
            yield item, next(results) if isinstance(item, Piece) else None

    def _alone(self, piece: Piece) -> Result:
        """The result of one of the pieces during which a process died, to tell which one ends it."""
        from concurrent.futures.process import BrokenProcessPool

        assert self._executor is not None
        try:
            return self._executor.submit(_work, [piece]).result()[0]
        except BrokenProcessPool:
            self._start()
            place = f"{piece.path}, from line {piece.line}" if piece.line > 1 else piece.path
            error = (
                f"{place}: the process that worked on this was ended, perhaps for lack of memory; nothing was checked"
            )
            return Result(error=ReadError(error))


def processes(jobs: int, begin: Callable[..., None], *arguments: Any) -> ProcessPoolExecutor:
    """Processes that each call ``begin`` first."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("fork" if can_fork() else "spawn")
    return ProcessPoolExecutor(jobs, context, initializer=begin, initargs=arguments)


def can_fork() -> bool:
    """Whether new processes may be forked, which costs milliseconds; a new interpreter costs a good part of a second.

    Beside a thread that holds a lock, such as that of a progress bar, a fork may wait for ever.
    """
    return sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208


def jobs_for(sources: Sequence[Source | ReadError], wanted: int | None) -> int:
    """How many processes to use: as many as wanted, or else one for each core if the work is long enough."""
    if wanted is not None:
        return wanted
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores if cores > 1 and size_of(sources) >= WORTH_BYTES else 1


def _pieces(items: Iterable[Item]) -> list[Piece]:
    return [item for item in items if isinstance(item, Piece)]


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    size = count = 0
    for item in items:
        batch.append(item)
        count += 1
        if isinstance(item, Piece):
            size += len(item.data)
        if size >= BATCH_BYTES or count >= BATCH_PIECES:
            yield batch
            batch, size, count = [], 0, 0
    if batch:
        yield batch


_state: dict[str, Worker] = {}


def follow_parent() -> None:
    """Make a new process leave Ctrl-C to the one that started it, end at once when told to, and end with that one."""
    import multiprocessing
    import signal
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def _begin(job: Job) -> None:
    """Make the worker of a new process."""
    follow_parent()
    _state["worker"] = Worker(job)


def _work(pieces: list[Piece]) -> list[Result]:
    return [_state["worker"](piece) for piece in pieces]
