"""The work of a batch with shards that end their worker: it must be a module, for workers that are not forked."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Sequence

from corpuslint.batch.shards import Shard
from corpuslint.batch.work import Outcome, work


def deadly_work(plan: bytes, shards: Sequence[Shard]) -> list[Outcome]:
    """As :func:`corpuslint.batch.work.work`, but ``once.txt`` kills one worker, and ``always.txt`` each."""
    mark = pickle.loads(plan).output.directory.parent / "died"
    for shard in shards:
        if shard.name.endswith("always.txt") or (shard.name.endswith("once.txt") and not mark.exists()):
            if shard.name.endswith("once.txt"):
                mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return work(plan, shards)


def nothing() -> None:
    """Do nothing, where this module can be imported."""
