"""``corpuslint rebuild``: is a package what its sources and its lock give?"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from corpuslint.commands.options import configuration_options, settings_for
from corpuslint.commands.publishing import allowed_fixes, lock_for, open_or_fail, sources_for
from corpuslint.errors import WriteError
from corpuslint.packaging.build import build_package
from corpuslint.packaging.collect import make_entries
from corpuslint.packaging.descriptor import metadata_of
from corpuslint.packaging.lock import describe_rules
from corpuslint.packaging.reading import Package, open_package
from corpuslint.packaging.rebuild import KeptHistory, differing_files, reasons, settings_of
from corpuslint.reporters.terminal import escape
from corpuslint.runner import Runner


@click.command()
@click.argument("package", type=click.Path(path_type=Path))
@click.argument("sources", nargs=-1, required=True)
@click.option("--check", is_flag=True, required=True, help="Compare with PACKAGE and write nothing.")
@configuration_options
def command(package: Path, sources: tuple[str, ...], check: bool, config: Path | None, isolated: bool) -> None:  # noqa: ARG001
    """Build PACKAGE again from SOURCES, its raw texts, with the settings in its lock, and compare every byte.

    Rules of your own and vocabulary files come from the configuration. Name SOURCES as they were named when the
    package was published. What differs is told, with the reason: another version, another rule, another source.

    Exit status: 0 the same bytes, 1 it differs, 2 an error.
    """
    old = open_or_fail(package)
    base = settings_for(sources, config=config, isolated=isolated)
    runner = Runner(settings_of(old, base, base.catalogue()))
    try:
        with TemporaryDirectory() as folder:
            built = Path(folder)
            _build(built, old, sources, runner)
            differing = list(differing_files(package, built))
            why = list(reasons(old, open_package(built))) if differing else []
    except OSError as error:
        raise WriteError(f"{error.filename or package}: {(error.strerror or str(error)).lower()}") from error
    for name, what in differing:
        click.echo(escape(f"{package.as_posix()}/{name}: {what}"))
    for reason in why:
        click.echo(escape(f"because: {reason}"))
    if differing and not why:
        click.echo("because: the files of the package were not made by this corpuslint from these sources")
    same = "the same bytes" if not differing else f"{len(differing)} files differ"
    click.echo(escape(f"{package}: {same}, built again from {', '.join(sources)}"), err=bool(differing))
    raise SystemExit(1 if differing else 0)


def _build(directory: Path, old: Package, paths: tuple[str, ...], runner: Runner) -> None:
    previous = old.lock.get("previous")
    sources = sources_for(paths, old.root, runner)
    entries = make_entries(sources.items(), runner, allowed_fixes(runner), [], [])
    build_package(
        directory,
        entries,
        metadata_of(old.properties),
        lock_for(runner, old.layout, previous),
        old.layout,
        describe_rules(runner.rules),
        KeptHistory(old) if previous else None,
    )
