"""``corpuslint baseline``: write down today's findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from corpuslint.baseline import FILE_NAME, Baseline
from corpuslint.commands import say_error
from corpuslint.commands.checking import Run
from corpuslint.commands.given import settings_for, sources_of
from corpuslint.commands.options import selection_options
from corpuslint.commands.output import refuse_to_overwrite, with_progress
from corpuslint.errors import CorpuslintError
from corpuslint.pool import Pool, jobs_for
from corpuslint.worker import Job


@click.command()
@click.argument("paths", nargs=-1)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help=f"The file to write; else {FILE_NAME}.")
@selection_options
def command(paths: tuple[str, ...], output: Path | None, **options: Any) -> None:
    """Write down the findings of PATHS, so that check --baseline FILE reports only new ones.

    What it accepts, check --fix leaves as it is too. An existing baseline is replaced. Nothing is written if a file
    cannot be read.
    """
    settings = settings_for(paths, **options)
    target = output or settings.baseline or Path(FILE_NAME)
    errors: list[CorpuslintError] = []

    def complain(error: CorpuslintError) -> None:
        errors.append(error)
        say_error(error)

    baseline = Baseline(target.parent)
    found = sources_of(paths, settings)
    refuse_to_overwrite((target,), found)
    if target.exists():
        Baseline.load(target)  # only a baseline is replaced
    job = Job(settings, baseline_root=baseline.root)
    with Pool(job, jobs_for(found, None)) as pool, with_progress(found) as sources:
        run = Run(pool, complain)
        for one in run.findings(sources):
            assert one.key is not None
            baseline.add(one.key)
    if errors:
        raise SystemExit(2)
    baseline.save(target)
    count = run.tally.findings
    click.echo(
        f"Wrote {count} finding{'' if count == 1 else 's'} to {target}. Only new ones are reported with "
        f'"corpuslint check --baseline {target}", or with baseline = "{target}" in the configuration.',
        err=True,
    )
