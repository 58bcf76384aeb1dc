"""A run of a batch: shards in, a directory with what became of them out, whatever happens on the way."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpuslint.batch.compare import compare
from corpuslint.batch.engines import load_engine
from corpuslint.batch.manifest import Manifest
from corpuslint.batch.output import claimed
from corpuslint.batch.shards import Shard, groups_of
from corpuslint.batch.work import Outcome, Plan, failed
from corpuslint.errors import ReadError

ENDED = "the process that worked on it was ended twice, perhaps for lack of memory"


@dataclass(slots=True)
class Totals:
    """Counts of a run.

    done, known, failed: shards that were done now, that an earlier run had done, and that could not be done.
    """

    done: int = 0
    known: int = 0
    failed: int = 0
    documents: int = 0
    findings: int = 0
    fixes: int = 0
    quarantined: int = 0
    compared: int = 0

    def count_compared(self, findings: int) -> None:
        """Count the findings that only all shards together show."""
        self.compared += findings

    def add(self, outcome: Outcome) -> None:
        """Count a shard."""
        entry = outcome.entry
        if entry.error is not None:
            self.failed += 1
        elif outcome.is_new:
            self.done += 1
        else:
            self.known += 1
        self.documents += entry.documents
        self.findings += entry.findings
        self.fixes += entry.fixes
        self.quarantined += entry.quarantined


def run_batch(
    plan: Plan,
    shards: Sequence[Shard],
    *,
    engine: str = "local",
    jobs: int = 1,
    address: str | None = None,
    compared: Callable[[int], None] = lambda _: None,
) -> Iterator[Outcome]:
    """Do the shards that an earlier run has not done. The outcome of each is on record before it is told.

    Args:
        plan: what workers are told.
        shards: what to do, see :func:`corpuslint.batch.shards.shards_of`.
        engine: where to do it, one of :data:`corpuslint.batch.engines.ENGINES`.
        jobs: how many workers to start.
        address: of a cluster that runs already.
        compared: takes at the end how many findings only all shards together show.

    Raises:
        ConfigurationError: the engine cannot be used.
        WriteError: the output directory cannot be used, or the manifest not be written.
        ReadError: the manifest of an earlier run cannot be read.
    """
    with claimed(plan.output.directory) as manifest:
        known = [replace(shard, known=manifest.entries.get(shard.name)) for shard in shards]
        if not known:
            return
        with load_engine(engine, pickle.dumps(plan), jobs, address) as workers:
            suspects: list[Shard] = []
            for task, outcomes in workers.run(groups_of(known)):
                if outcomes is None:
                    suspects += task
                else:
                    yield from _recorded(manifest, plan, outcomes)
            for task, outcomes in workers.run([[shard] for shard in suspects], suspects=True):
                ended = [failed(shard, ReadError(ENDED)) for shard in task]
                yield from _recorded(manifest, plan, ended if outcomes is None else outcomes)
        done = sorted(shard.name for shard in shards if manifest.entries[shard.name].error is None)
        compared(compare(plan, done))


def _recorded(manifest: Manifest, plan: Plan, outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """The outcomes, once they are on record. What an earlier run made of a shard that failed does not stay."""
    for outcome in outcomes:
        if outcome.entry.error is not None:
            plan.output.remove(outcome.entry.shard)
    manifest.add(outcome.entry for outcome in outcomes)
    return outcomes
