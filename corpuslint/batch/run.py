"""A run of a batch: shards in, a directory with what became of them out, whatever happens on the way."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpuslint.batch.compare import compare
from corpuslint.batch.engines import Engine, Task, load_engine
from corpuslint.batch.manifest import Entry, Manifest
from corpuslint.batch.output import Output, claimed, forget
from corpuslint.batch.shards import JoinOfParts, PartOfShard, Shard, groups_of
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
    cut: Callable[[int], None] = lambda _: None,
    part_done: Callable[[], None] = lambda: None,
) -> Iterator[Outcome]:
    """Do the shards that an earlier run has not done. The outcome of each is on record before it is told.

    Args:
        plan: what workers are told.
        shards: what to do, see :func:`corpuslint.batch.shards.shards_of`.
        engine: where to do it, one of :data:`corpuslint.batch.engines.ENGINES`.
        jobs: how many workers to start.
        address: of a cluster that runs already.
        compared: takes at the end how many findings only all shards together show.
        cut: takes the number of parts, once large shards are cut into them.
        part_done: called for each part.

    Raises:
        ConfigurationError: the engine cannot be used.
        WriteError: the output directory cannot be used, or the manifest not be written.
        ReadError: the manifest of an earlier run cannot be read.
    """
    with claimed(plan.output) as manifest:
        known = [replace(shard, known=manifest.entries.get(shard.name)) for shard in shards]
        if not known:
            return
        with load_engine(engine, pickle.dumps(plan), jobs, address) as workers:
            large: list[Sequence[PartOfShard]] = []
            for outcomes in _outcomes(workers, groups_of(known)):
                large += (outcome.parts for outcome in outcomes if outcome.parts)
                yield from _recorded(manifest, plan.output, [outcome for outcome in outcomes if not outcome.parts])
            if large or plan.output.of_parts.directory.is_dir():
                cut(sum(map(len, large)))
                yield from _by_parts(workers, manifest, plan.output, large, part_done)
        done = sorted(shard.name for shard in shards if manifest.entries[shard.name].error is None)
        compared(compare(plan, done))


def _outcomes(workers: Engine, tasks: Iterable[Task]) -> Iterator[list[Outcome]]:
    """What becomes of tasks. The shards of one that ended its worker are tried once more, each by itself."""
    suspects: list[Shard] = []
    for task, outcomes in workers.run(tasks):
        if outcomes is None:
            suspects += task
        else:
            yield outcomes
    for task, outcomes in workers.run([[shard] for shard in suspects], suspects=True):
        yield [failed(shard, ReadError(ENDED)) for shard in task] if outcomes is None else outcomes


def _by_parts(
    workers: Engine,
    manifest: Manifest,
    output: Output,
    large: Sequence[Sequence[PartOfShard]],
    part_done: Callable[[], None],
) -> Iterator[Outcome]:
    """Do large shards part by part, and join the parts. Those of a shard that fails are kept for the next run."""
    with claimed(output.of_parts) as kept:
        parts = [replace(part, known=kept.entries.get(part.place)) for group in large for part in group]
        for outcomes in _outcomes(workers, [[part] for part in parts]):
            for _ in _recorded(kept, output.of_parts, outcomes):
                part_done()
        joins: list[JoinOfParts] = []
        for group in large:
            entries = tuple(kept.entries[part.place] for part in group)
            error = next((entry.error for entry in entries if entry.error is not None), None)
            if error is None:
                joins.append(_join_of(group[0], entries))
            else:
                entry = Entry(group[0].name, group[0].path, error=error)
                yield from _recorded(manifest, output, [Outcome(entry)])
        for outcomes in _outcomes(workers, [[join] for join in joins]):
            yield from _recorded(manifest, output, outcomes)
        # Also what a run left that was ended after a shard was on record and before this.
        over = [name for name in kept.entries if _is_done(manifest, name.rpartition("/")[0])]
        for name in over:
            output.of_parts.remove(name)
        kept.drop(over)
    if not kept.entries:
        forget(output.of_parts.directory)


def _join_of(part: PartOfShard, entries: tuple[Entry, ...]) -> JoinOfParts:
    return JoinOfParts(part.name, part.path, part.source, key=part.whole_key, facts=part.facts, entries=entries)


def _is_done(manifest: Manifest, name: str) -> bool:
    entry = manifest.entries.get(name)
    return entry is not None and entry.error is None


def _recorded(manifest: Manifest, output: Output, outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """The outcomes, once they are on record. What an earlier run made of a shard that failed does not stay."""
    for outcome in outcomes:
        if outcome.entry.error is not None:
            output.remove(outcome.entry.shard)
    manifest.add(outcome.entry for outcome in outcomes)
    return outcomes
