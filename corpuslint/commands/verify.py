"""``corpuslint verify``: does a data package keep what it claims?"""

from __future__ import annotations

import os
from pathlib import Path

import click

from corpuslint.commands import say_error
from corpuslint.commands.publishing import readable, unpacked
from corpuslint.errors import CorpuslintError, PackageError, WriteError
from corpuslint.packaging.canonical import json_document
from corpuslint.packaging.reporting import describe_verdict
from corpuslint.packaging.verify import SAMPLE, Verdict, verify_package
from corpuslint.reporters.terminal import escape


@click.command()
@click.argument("packages", nargs=-1, required=True, metavar="PACKAGE...", type=click.Path(path_type=Path))
@click.option(
    "--referee",
    type=click.Choice(["sample", "full"]),
    default="sample",
    help=f"Let frictionless read the rows of {SAMPLE:,} documents of a larger package, or all of them.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write what was checked and found, with the report of frictionless, as JSON.",
)
def command(packages: tuple[Path, ...], referee: str, report: Path | None) -> None:
    """Verify data packages, each a directory or a zip file.

    Every file, hash, key, type and span is held to what the package claims, and every fix is replayed and reverted;
    then frictionless reads the descriptor and the rows, those of a sample of documents if there are many. With
    --referee full it reads all of them, which takes several times as long.

    Exit status: 0 valid, 1 problems, 2 an error, such as a directory that is no package.
    """
    if report and len(packages) > 1:
        raise click.UsageError("--report is for one package")
    status = 0
    for package in packages:
        try:
            verdict = _verify(package, report, full=referee == "full")
        except CorpuslintError as error:
            say_error(error)
            status = 2
            continue
        for problem in verdict.problems:
            click.echo(escape(f"{package.as_posix()}/{problem}"))
        click.echo(escape(f"{package}: {_summary(verdict)}"), err=not verdict.valid)
        status = max(status, 0 if verdict.valid else 1)
    raise SystemExit(status)


def _verify(package: Path, report: Path | None, *, full: bool) -> Verdict:
    if report and f"{os.path.realpath(report)}{os.sep}".startswith(f"{os.path.realpath(package)}{os.sep}"):
        raise PackageError(f"{report}: would change the package; name another file for the report")
    with unpacked(package) as root, readable(package):
        verdict = verify_package(root, full_referee=full, shown=str(package))
        content = json_document(describe_verdict(root, verdict)) if report else b""
    if report:
        try:
            report.write_bytes(content)
        except OSError as error:
            raise WriteError(f"{report}: cannot write: {(error.strerror or str(error)).lower()}") from error
    return verdict


def _summary(verdict: Verdict) -> str:
    if not verdict.valid:
        count = len(verdict.problems)
        return f"{count} {'problem' if count == 1 else 'problems'}"
    counts = ", ".join(f"{name}: {count}" for name, count in verdict.rows.items())
    judged = verdict.judgement.documents if verdict.judgement else 0
    part = "" if judged == verdict.rows["documents"] else f" on {judged} documents"
    return f"valid ({counts}; fixes replay and revert; frictionless agrees{part})"
