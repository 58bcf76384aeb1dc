"""What ``corpuslint check`` does once its command line is read."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpuslint.commands import say, say_error
from corpuslint.commands.checking import Run
from corpuslint.commands.given import settings_for, source_of_stdin, sources_of
from corpuslint.commands.output import Output, refuse_to_overwrite, with_progress
from corpuslint.errors import CorpuslintError, ReadError
from corpuslint.formats import Source
from corpuslint.formats.search import refuse_published
from corpuslint.pool import Pool, jobs_for
from corpuslint.reporters import FOR_PEOPLE, load_reporter
from corpuslint.tally import Tally
from corpuslint.worker import Job, Mode

if TYPE_CHECKING:
    from corpuslint.baseline import Baseline
    from corpuslint.cache import Cache
    from corpuslint.fixlog import FixLog


def run_check(
    paths: Sequence[str],
    *,
    fix: bool = False,
    unsafe_fixes: bool | None = None,
    diff: bool = False,
    fix_log: Path | None = None,
    exit_zero: bool = False,
    exit_non_zero_on_fix: bool = False,
    only_counts: bool = False,
    output_format: str | None = None,
    output_file: Path | None = None,
    stdin_filename: str | None = None,
    jobs: int | None = None,
    no_cache: bool = False,
    baseline: Path | None = None,
    **given: Any,
) -> int:
    """Check the sources that paths name; the options are those of the command line.

    Returns:
        the exit status: 0 clean, 1 findings remain, 2 a source could not be read or written.

    Raises:
        CorpuslintError: what ends the run, such as a configuration that cannot be used.
    """
    stdin = source_of_stdin(paths, stdin_filename)
    from_stdin = stdin is not None
    settings = settings_for(
        paths,
        stdin_filename=stdin_filename,
        unsafe_fixes=unsafe_fixes,
        output_format=output_format,
        baseline=baseline,
        **given,
    )
    errors: list[CorpuslintError] = []

    def complain(error: CorpuslintError) -> None:
        errors.append(error)
        say_error(error)

    sources: Sequence[Source | ReadError]
    if stdin is not None:
        sources = [stdin]
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
        known.counts() if known and (fix or diff) else None,
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
            from corpuslint.reporters.statistics import statistics

            output.write_all(statistics(run.tally, settings.output_format))
        elif diff:
            output.write_all(run.diff(watched, output.paint if output.is_terminal else None))
        else:
            output.write_all(load_reporter(settings.output_format).frame(one.text for one in run.findings(watched)))
    _say_what_lacks(run)
    if settings.output_format in FOR_PEOPLE or sys.stderr.isatty():
        unsafe = settings.unsafe_fixes
        say(run.tally.summary(unsafe=unsafe, fixing=fix or diff, writing=fix))
    return _status(run.tally, bool(errors), exit_zero, exit_non_zero_on_fix or diff)


def _say_what_lacks(run: Run) -> None:
    if run.without_lexicon:
        names = ", ".join(sorted(run.without_lexicon))
        say(f"corpuslint: no lexicon for {names}: only the checks that need none looked at these texts")


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
    import click

    click.echo(content, nl=False)


def _status(tally: Tally, failed: bool, exit_zero: bool, exit_non_zero_on_fix: bool) -> int:
    if failed:
        return 2
    if exit_zero:
        return 0
    return int(bool(tally.findings) or (exit_non_zero_on_fix and bool(tally.fixed)))
