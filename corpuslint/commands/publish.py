"""``corpuslint publish``: fix a corpus and write the result as a verified data package."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from corpuslint.commands.given import settings_for
from corpuslint.commands.options import selection_options
from corpuslint.commands.output import with_progress
from corpuslint.commands.publishing import (
    allowed_fixes,
    lock_for,
    opened_package,
    refuse_corpus_rules,
    sources_for,
    use_little_memory,
)
from corpuslint.errors import PackageError, WriteError
from corpuslint.packaging.collect import make_entries
from corpuslint.packaging.layout import FORMATS, LAYERS, read_layout
from corpuslint.packaging.lock import describe_rules
from corpuslint.packaging.metadata import missing_keys, read_metadata
from corpuslint.packaging.planning import plan
from corpuslint.packaging.publish import publish
from corpuslint.packaging.versions import PreviousPackage
from corpuslint.packaging.zipping import is_zip
from corpuslint.reporters.terminal import escape
from corpuslint.runner import Runner


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "--output", required=True, type=click.Path(path_type=Path), metavar="DIR|ZIP", help="Where the package goes."
)
@click.option("--unsafe-fixes/--no-unsafe-fixes", default=None, help="Apply unsafe fixes too: probably right.")
@click.option("--name", help="Name of the package; made of the name of DIR if neither this nor [package] has one.")
@click.option("--title", help="Title of the package.")
@click.option("--version", help="Version of the package, such as 1.0.0.")
@click.option("--license", "licenses", multiple=True, metavar="SPDX", help="Licence of the texts, such as CC-BY-4.0.")
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="DIR|ZIP",
    help="The version before: the changelog tells what changed.",
)
@click.option("--format", "format_", type=click.Choice(FORMATS), help="Format of the tables; JSON lines by default.")
@click.option("--raw-text", is_flag=True, help="Add a table of the raw texts.")
@click.option("--shard-size", metavar="SIZE", help="Start another file of a table after this size; 500 MB by default.")
@click.option("--layer", "layers", multiple=True, type=click.Choice(LAYERS), help="Make the package this too.")
@click.option("--dry-run", is_flag=True, help="Tell what would be published, and what is missing; write nothing.")
@selection_options
def command(
    paths: tuple[str, ...],
    output: Path,
    unsafe_fixes: bool | None,
    name: str | None,
    title: str | None,
    version: str | None,
    licenses: tuple[str, ...],
    previous: Path | None,
    format_: str | None,
    raw_text: bool,
    shard_size: str | None,
    layers: tuple[str, ...],
    dry_run: bool,
    **options: Any,
) -> None:
    """Fix the texts in PATHS and publish the result as a data package; the files themselves stay as they are.

    Safe fixes are applied, and with --unsafe-fixes the unsafe ones. The package holds the clean texts, their blocks,
    the findings that are left, and every fix, so that the raw texts can be had back. It is verified before it appears
    at DIR, where it replaces only an earlier package of the same name, or at ZIP, where nothing may stand.

    Exit status: 0 published, or with --dry-run it would be; 2 an error, and nothing is written.
    """
    use_little_memory()
    settings = settings_for(paths, unsafe_fixes=unsafe_fixes, **options)
    given = {"name": name, "title": title, "version": version, "licenses": licenses, "raw-text": raw_text}
    given |= {"shard-size": shard_size, "format": format_, "layers": layers}
    table = {**settings.package, **{key: value for key, value in given.items() if value}}
    place = Path(os.path.realpath(output))
    default_name = place.stem if is_zip(place) else place.name
    metadata = read_metadata(table, default_name=default_name, epoch=os.environ.get("SOURCE_DATE_EPOCH"))
    layout = read_layout(table)
    before = _open_previous(previous, metadata.name) if previous else None
    runner = Runner(settings)
    refuse_corpus_rules(runner)
    lock = lock_for(runner, layout, before.identity if before else None)
    sources = sources_for(paths, output, runner)
    contradicted: list[str] = []
    broken: list[str] = []
    with with_progress(list(sources.values())) as watched:
        pairs = (pair for pair, _ in zip(sources.items(), watched, strict=True))
        entries = make_entries(pairs, runner, allowed_fixes(runner), contradicted, broken)
        try:
            rules = describe_rules(runner.rules)
            if dry_run:
                told = list(plan(output, entries, metadata, layout, rules).lines())
                told += [f"not compared with {previous}: that needs the tables"] if previous else []
            else:
                summary = publish(output, entries, metadata, lock, layout, rules, before)
                told = [
                    f"Published {metadata.name} {metadata.version} at {output}, verified "
                    f"(documents: {summary.documents}, fixes: {summary.fixes}, findings left: {summary.findings})."
                ]
                if missing := missing_keys(metadata):
                    told.append(f"Not said in [package]: {', '.join(missing)}.")
        except OSError as failure:
            raise WriteError(f"{output}: cannot write: {(failure.strerror or str(failure)).lower()}") from failure
    if before is not None and before.too_small:
        click.echo(escape(before.too_small), err=True)
    for problem in broken:
        click.echo(escape(f"{problem}; it is left out"), err=True)
    for path in contradicted:
        click.echo(escape(f"{path}: fixes contradict each other; this document is published as it is"), err=True)
    for line in told:
        click.echo(escape(line), err=not dry_run)


def _open_previous(previous: Path, name: str) -> PreviousPackage:
    package = click.get_current_context().with_resource(opened_package(previous))
    if package.properties["name"] != name:
        raise PackageError(f'{previous}: is the package "{package.properties["name"]}", not "{name}"')
    return PreviousPackage(package)
