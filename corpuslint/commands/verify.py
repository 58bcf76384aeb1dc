"""``corpuslint verify``: does a data package keep what it claims?"""

from __future__ import annotations

from pathlib import Path

import click

from corpuslint.commands import say_error
from corpuslint.errors import CorpuslintError, ReadError
from corpuslint.packaging.verify import Verdict, verify_package
from corpuslint.packaging.zipping import is_zip, unzipped
from corpuslint.reporters.terminal import escape


@click.command()
@click.argument("directories", nargs=-1, required=True, metavar="PACKAGE...", type=click.Path(path_type=Path))
def command(directories: tuple[Path, ...]) -> None:
    """Verify data packages, each a directory or a zip file.

    Files, hashes, keys, types and spans are held to what the package claims; every fix is replayed and reverted;
    frictionless judges last.

    Exit status: 0 valid, 1 problems, 2 an error, such as a directory that is no package.
    """
    status = 0
    for directory in directories:
        try:
            verdict = _verify(directory)
        except CorpuslintError as error:
            say_error(error)
            status = 2
            continue
        for problem in verdict.problems:
            click.echo(escape(f"{directory.as_posix()}/{problem}"))
        click.echo(escape(f"{directory}: {_summary(verdict)}"), err=not verdict.valid)
        status = max(status, 0 if verdict.valid else 1)
    raise SystemExit(status)


def _verify(directory: Path) -> Verdict:
    try:
        if not is_zip(directory) or directory.is_dir():
            return verify_package(directory)
        with unzipped(directory) as unpacked:
            return verify_package(unpacked)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ReadError(f"{error.filename or directory}: cannot read: {reason}") from error


def _summary(verdict: Verdict) -> str:
    if not verdict.valid:
        count = len(verdict.problems)
        return f"{count} {'problem' if count == 1 else 'problems'}"
    counts = ", ".join(f"{name}: {count}" for name, count in verdict.rows.items())
    return f"valid ({counts}; fixes replay and revert; frictionless agrees)"
