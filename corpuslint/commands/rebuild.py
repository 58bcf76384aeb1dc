"""``corpuslint rebuild``: a package again, from its sources and its lock."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from corpuslint.commands.given import settings_for
from corpuslint.commands.options import configuration_options
from corpuslint.commands.publishing import (
    allowed_fixes,
    lock_for,
    opened_package,
    sources_for,
    unpacked,
)
from corpuslint.errors import WriteError
from corpuslint.packaging.build import build_package
from corpuslint.packaging.collect import make_entries
from corpuslint.packaging.descriptor import metadata_of
from corpuslint.packaging.lock import describe_rules
from corpuslint.packaging.publish import publish
from corpuslint.packaging.reading import Package, open_package
from corpuslint.packaging.rebuild import KeptHistory, differing_files, reasons, settings_of
from corpuslint.reporters.terminal import escape
from corpuslint.runner import Runner


@click.command()
@click.argument("package", type=click.Path(path_type=Path))
@click.argument("sources", nargs=-1, required=True)
@click.option("--check", is_flag=True, help="Fail if a byte differs.")
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR|ZIP", help="Write what was built here.")
@configuration_options
def command(
    package: Path, sources: tuple[str, ...], check: bool, output: Path | None, config: Path | None, isolated: bool
) -> None:
    """Build PACKAGE again from SOURCES, its raw texts, with the settings in its lock, and compare every byte.

    PACKAGE is a directory or a zip file, and stays as it is. With --check nothing is written and a difference is a
    failure; with --output the package that was built is verified and written. Both can be asked for.

    Rules of your own and vocabulary files come from the configuration. Name SOURCES as they were named when the
    package was published. What differs is told, with the reason: another version, another rule, another source.

    Exit status: 0 built, and with --check the same bytes; 1 with --check, it differs; 2 an error.
    """
    if not check and output is None:
        raise click.UsageError("say what for: --check to compare, --output DIR to write the package")
    with opened_package(package) as old:
        base = settings_for(sources, config=config, isolated=isolated)
        runner = Runner(settings_of(old, base, base.catalogue()))
        try:
            if output is None:
                with TemporaryDirectory() as folder:
                    build_package(Path(folder), **_parts(old, sources, Path(folder), runner))
                    differing, why = _compare(old, Path(folder))
            else:
                publish(output, **_parts(old, sources, output, runner))
                with unpacked(output) as built:
                    differing, why = _compare(old, built)
        except OSError as error:
            raise WriteError(f"{error.filename or package}: {(error.strerror or str(error)).lower()}") from error
    for name, what in differing:
        click.echo(escape(f"{package.as_posix()}/{name}: {what}"))
    for reason in why:
        click.echo(escape(f"because: {reason}"))
    if differing and not why:
        click.echo("because: the files of the package were not made by this corpuslint from these sources")
    same = "the same bytes" if not differing else f"{len(differing)} files differ"
    written = f", at {output}" if output else ""
    click.echo(escape(f"{package}: {same}, built again from {', '.join(sources)}{written}"), err=bool(differing))
    raise SystemExit(1 if differing and check else 0)


def _parts(old: Package, paths: tuple[str, ...], output: Path, runner: Runner) -> dict[str, Any]:
    """What the package is built from, as the functions that build take it."""
    previous = old.lock.get("previous")
    sources = {
        shown: source
        for shown, source in sources_for(paths, output, runner).items()
        if old.root.resolve() not in Path(source.path).resolve().parents
    }
    return {
        "entries": make_entries(sources.items(), runner, allowed_fixes(runner), [], []),
        "metadata": metadata_of(old.properties),
        "lock": lock_for(runner, old.layout, previous),
        "layout": old.layout,
        "rules": describe_rules(runner.rules),
        "previous": KeptHistory(old) if previous else None,
    }


def _compare(old: Package, built: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """The files that differ, and why."""
    differing = list(differing_files(old.root, built))
    return differing, list(reasons(old, open_package(built))) if differing else []
