"""Work that ends its worker, or waits for another one: it must be a module, for workers that are not forked."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Sequence
from pathlib import Path

from corpuslint.batch.shards import Shard
from corpuslint.batch.work import Outcome, work
from corpuslint.formats import Piece
from corpuslint.pool import _begin as begin
from corpuslint.pool import _work as work_on_pieces
from corpuslint.worker import Job, Result


def deadly_work(plan: bytes, shards: Sequence[Shard]) -> list[Outcome]:
    """As :func:`corpuslint.batch.work.work`, but ``once.txt`` kills one worker, and ``always.txt`` each."""
    mark = pickle.loads(plan).output.directory.parent / "died"
    for shard in shards:
        if shard.name.endswith("always.txt") or (shard.name.endswith("once.txt") and not mark.exists()):
            if shard.name.endswith("once.txt"):
                mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return work(plan, shards)


def meet() -> None:
    """Let each of two workers wait for the other one, but for a time that a loaded machine needs at most."""
    Path(f"worker-{os.getpid()}").touch()
    for _ in range(100_000):
        if count_workers() > 1:
            break
        os.sched_yield()


def count_workers() -> int:
    """How many workers have tried to meet."""
    return len(list(Path().glob("worker-*")))


def nothing() -> None:
    """Do nothing, where this module can be imported."""


def deadly_pieces(pieces: list[Piece]) -> list[Result]:
    """As ``corpuslint.pool._work``, but a piece with the word "fatal" kills its process."""
    if any(b"fatal" in piece.data for piece in pieces):
        os.kill(os.getpid(), signal.SIGKILL)
    return work_on_pieces(pieces)


def deadly_begin(job: Job) -> None:
    """As ``corpuslint.pool._begin``, but each process dies once there is a file "plague"."""
    begin(job)
    if Path("plague").exists():
        os.kill(os.getpid(), signal.SIGKILL)


def spreading_pieces(pieces: list[Piece]) -> list[Result]:
    """As :func:`deadly_pieces`, but no process lives after that."""
    if any(b"fatal" in piece.data for piece in pieces):
        Path("plague").touch()
    return deadly_pieces(pieces)
