"""``corpuslint check``: find defects, and repair them where asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from corpuslint.commands.check_run import run_check
from corpuslint.commands.options import jobs_option, selection_options
from corpuslint.reporters import REPORTERS


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
@jobs_option
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
    **given: Any,
) -> None:
    """Find defects in text files, and with --fix repair them.

    PATHS are files, directories and addresses such as s3://bucket/corpus; files may be compressed (.gz, .bz2, .xz,
    .zst). "-" reads standard input, and with --fix writes the fixed text to standard output and the findings to
    standard error. Without PATHS the working directory is searched.

    Exit status: 0 clean, 1 findings remain, 2 an error.
    """
    if fix and diff:
        raise click.UsageError("--fix writes and --diff does not; give one of them")
    if fix_log and not fix:
        raise click.UsageError("--fix-log needs --fix")
    status = run_check(
        paths,
        fix=fix,
        unsafe_fixes=unsafe_fixes,
        diff=diff,
        fix_log=fix_log,
        exit_zero=exit_zero,
        exit_non_zero_on_fix=exit_non_zero_on_fix,
        only_counts=only_counts,
        output_format=output_format,
        output_file=output_file,
        stdin_filename=stdin_filename,
        jobs=jobs,
        no_cache=no_cache,
        baseline=baseline,
        **given,
    )
    raise SystemExit(status)
