"""``corpuslint check``: find defects, and repair them where asked."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpuslint.commands import say_error
from corpuslint.commands.checking import Run
from corpuslint.commands.options import selection_options, settings_for, sources_of
from corpuslint.commands.output import Output, refuse_to_overwrite, with_progress
from corpuslint.errors import CorpuslintError, ReadError
from corpuslint.formats import Source, format_of
from corpuslint.formats.search import refuse_published
from corpuslint.pool import Pool, jobs_for
from corpuslint.reporters import FOR_PEOPLE, REPORTERS, load_reporter
from corpuslint.reporters.statistics import statistics
from corpuslint.tally import Tally
from corpuslint.worker import Job, Mode

if TYPE_CHECKING:
    from corpuslint.baseline import Baseline
    from corpuslint.cache import Cache
    from corpuslint.fixlog import FixLog


@click.command()
@click.argument("paths", nargs=-1)
@click.option("--fix", is_flag=True, help="Apply safe fixes.")
@click.option("--unsafe-fixes/--no-unsafe-fixes", default=None, help="Let unsafe fixes count: probably right.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option("--fix-log", type=click.Path(path_type=Path), metavar="FILE", help="Add each applied change to this log.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 even if findings remain.")
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit 1 if anything was fixed, even if nothing remains.")
@click.option("--statistics", "only_counts", is_flag=True, help="Show counts by rule instead of findings.")
@click.option("--output-format", type=click.Choice(list(REPORTERS)), help="How findings are shown; full by default.")
@click.option("--output-file", type=click.Path(path_type=Path), metavar="FILE", help="Write findings to this file.")
@click.option("--stdin-filename", metavar="NAME", help='The name of the file that "-" stands for.')
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes to work in; by default one for each core.")
@click.option("--no-cache", is_flag=True, envvar="CORPUSLINT_NO_CACHE", help="Look at everything anew, keep nothing.")
@click.option("--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Report only what is not in it.")
@selection_options
def command(
    paths: tuple[str, ...],
    fix: bool,
    unsafe_fixes: bool | None,
    diff: bool,
    fix_log: Path | None,
    exit_zero: bool,
    exit_non_zero_on_fix: bool,
    only_counts: bool,
    output_format: str | None,
    output_file: Path | None,
    stdin_filename: str | None,
    jobs: int | None,
    no_cache: bool,
    baseline: Path | None,
    **options: Any,
) -> None:
    """Find defects in text files, and with --fix repair them.

    PATHS are files, directories and addresses such as s3://bucket/corpus; files may be compressed (.gz, .bz2, .xz,
    .zst). "-" reads standard input, and with --fix writes the fixed text to standard output and the findings to
    standard error. Without PATHS the working directory is searched.

    Exit status: 0 clean, 1 findings remain, 2 an error.
    """
    from_stdin = "-" in paths
    if from_stdin and len(paths) > 1:
        raise click.UsageError('"-" cannot be combined with other paths')
    if stdin_filename and not from_stdin:
        raise click.UsageError('--stdin-filename needs "-" as the path')
    if fix and diff:
        raise click.UsageError("--fix writes and --diff does not; give one of them")
    if fix_log and not fix:
        raise click.UsageError("--fix-log needs --fix")
    named = ((stdin_filename,) if stdin_filename else ()) if from_stdin else paths
    settings = settings_for(named, unsafe_fixes=unsafe_fixes, output_format=output_format, baseline=baseline, **options)
    errors: list[CorpuslintError] = []

    def complain(error: CorpuslintError) -> None:
        errors.append(error)
        say_error(error)

    sources: Sequence[Source | ReadError]
    if from_stdin:
        name = stdin_filename or "-"
        sources = [Source(name, format_of(name), sys.stdin.buffer)]
    else:
        found = sources_of(paths, settings)
        sources = list(refuse_published(found)) if fix else found
    refuse_to_overwrite((output_file, fix_log), sources)
    log = _open_log(fix_log) if fix_log else None
    known = _known(settings.baseline) if settings.baseline else None
    output = Output(output_file, settings.output_format, to_stderr=fix and from_stdin)
    job = Job(
        settings,
        Mode.DIFF if diff else Mode.FIX if fix else Mode.CHECK,
        output.is_styled,
        known.root if known else None,
        log is not None,
    )
    run = Run(Pool(job, jobs_for(sources, jobs)), complain, baseline=known)
    if fix:
        from corpuslint.writing import FileWriter, StreamWriter

        run.writer = lambda source: (
            StreamWriter(source, complain, log, _send) if from_stdin else FileWriter(source, complain, log)
        )
    with ExitStack() as stack:
        stack.enter_context(run.pool)
        if not no_cache and job.mode is Mode.CHECK and not from_stdin:
            run.cache = stack.enter_context(open_cache(settings.root, job))
        stack.enter_context(output)
        watched = stack.enter_context(with_progress(sources))
        if only_counts:
            deque(run.diff(watched, None) if diff else run.findings(watched), maxlen=0)
            output.write_all(statistics(run.tally, settings.output_format))
        elif diff:
            output.write_all(run.diff(watched, output.paint if output.is_terminal else None))
        else:
            output.write_all(load_reporter(settings.output_format).frame(one.text for one in run.findings(watched)))
    _say_what_lacks(run)
    if settings.output_format in FOR_PEOPLE or sys.stderr.isatty():
        unsafe = settings.unsafe_fixes
        click.echo(run.tally.summary(unsafe=unsafe, fixing=fix or diff, writing=fix), err=True)
    raise SystemExit(_status(run.tally, bool(errors), exit_zero, exit_non_zero_on_fix or diff))


def _say_what_lacks(run: Run) -> None:
    if run.without_lexicon:
        names = ", ".join(sorted(run.without_lexicon))
        click.echo(
            f"corpuslint: no lexicon for {names}: only the checks that need none looked at these texts", err=True
        )


def _known(path: Path) -> Baseline:
    from corpuslint.baseline import Baseline

    return Baseline.load(path)


def _open_log(path: Path) -> FixLog:
    from corpuslint.fixlog import FixLog

    return FixLog(path)


def open_cache(root: Path, job: Job) -> Cache:
    """The cache of a run."""
    from corpuslint.cache import DIRECTORY, Cache

    return Cache(root / DIRECTORY, job)


def _send(content: bytes) -> None:
    click.echo(content, nl=False)


def _status(tally: Tally, failed: bool, exit_zero: bool, exit_non_zero_on_fix: bool) -> int:
    if failed:
        return 2
    if exit_zero:
        return 0
    return int(bool(tally.findings) or (exit_non_zero_on_fix and bool(tally.fixed)))
