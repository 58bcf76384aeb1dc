"""``corpuslint batch``: clean a corpus of many files into a directory, on one machine or on a cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpuslint.commands import say_error
from corpuslint.commands.given import settings_for, sources_of
from corpuslint.commands.options import selection_options
from corpuslint.reporters.terminal import escape, shows_styles

if TYPE_CHECKING:
    from corpuslint.batch.run import Totals

# Engines, as corpuslint.batch.engines has them; that module is not loaded to show the help.
_ENGINES = ("local", "ray", "dask")


@click.command()
@click.argument("inputs", nargs=-1, required=True)
@click.option("--output", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where the result goes.")
@click.option(
    "--engine", type=click.Choice(_ENGINES), default="local", help="Where the work is done; local by default."
)
@click.option("--engine-address", metavar="ADDRESS", help="A Ray or Dask cluster that runs; else one is started here.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Workers to start; by default one for each core.")
@click.option("--unsafe-fixes/--no-unsafe-fixes", default=None, help="Apply unsafe fixes too: probably right.")
@selection_options
def command(
    inputs: tuple[str, ...],
    output: Path,
    engine: str,
    engine_address: str | None,
    jobs: int | None,
    unsafe_fixes: bool | None,
    **options: Any,
) -> None:
    """Clean the files in INPUTS into a directory, and go on where an earlier run was stopped.

    Each file is a shard; large ones are worked on in parts, by all workers. DIR gets its cleaned form (data/), the
    findings that remain (findings/), every change as a fix log (fixes/), the records that could not be read
    (quarantine/), and manifest.jsonl, which tells what became of each shard. Shards that are done, with the same
    content, rules and settings, are not done again. What rules that compare documents find in all shards together is in
    corpus-findings.jsonl.

    Exit status: 0 every shard is done, 2 an error; the other shards are done all the same.
    """
    from corpuslint.batch.output import Output
    from corpuslint.batch.run import Totals, run_batch
    from corpuslint.batch.shards import shards_of
    from corpuslint.batch.work import plan_of
    from corpuslint.pool import jobs_for

    settings = settings_for(inputs, unsafe_fixes=unsafe_fixes, **options)
    # In order, so that the names of shards do not depend on the order in which folders and files in them are given.
    found = ((given, source) for given in sorted(inputs) for source in sources_of([given], settings))
    shards, errors = shards_of(found, output)
    for error in errors:
        say_error(error)
    plan = plan_of(settings, Output(Path(os.path.realpath(output)), output))
    if jobs is None:
        jobs = jobs_for([shard.source for shard in shards], None)
    totals = Totals()
    with _progress(len(shards)) as (extend, advance):
        for outcome in run_batch(
            plan,
            shards,
            engine=engine,
            jobs=jobs,
            address=engine_address,
            compared=totals.count_compared,
            cut=extend,
            part_done=advance,
        ):
            totals.add(outcome)
            if outcome.entry.error is not None:
                say_error(f"{outcome.entry.path}: {outcome.entry.error}")
            advance()
    click.echo(escape(_summary(totals, output)), err=True)
    raise SystemExit(2 if errors or totals.failed else 0)


@contextmanager
def _progress(shards: int) -> Iterator[tuple[Callable[[int], None], Callable[[], None]]]:
    """What to call with the number of further steps, and for each that is done: a bar on standard error, if it is a
    terminal."""
    import sys

    if not shows_styles(sys.stderr):
        yield lambda _: None, lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("Cleaning", total=shards)
        steps = [shards]

        def extend(more: int) -> None:
            steps.append(more)
            bar.update(task, total=sum(steps))

        yield extend, lambda: bar.advance(task)


def _summary(totals: Totals, output: Path) -> str:
    """The run in one sentence or two."""
    done = totals.done + totals.known
    before = f" ({totals.known} of them before)" if totals.known else ""
    parts = [
        f"{output}: {_count(done, 'shard')} done{before}, {_count(totals.documents, 'document')}",
        f"{_count(totals.fixes, 'finding')} fixed",
        f"{totals.findings} left",
    ]
    if totals.quarantined:
        parts.append(f"{_count(totals.quarantined, 'record')} in quarantine")
    if totals.compared:
        parts.append(f"{_count(totals.compared, 'finding')} between documents")
    failed = f" {_count(totals.failed, 'shard')} failed; run again to try once more." if totals.failed else ""
    return f"{', '.join(parts)}.{failed}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
