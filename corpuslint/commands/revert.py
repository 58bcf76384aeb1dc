"""``corpuslint revert``: undo the changes that a fix log or a package tells of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpuslint.commands.given import settings_for
from corpuslint.commands.options import configuration_options
from corpuslint.errors import ReadError, WriteError
from corpuslint.fixlog import FixLog, Step, read_log
from corpuslint.formats import Source, digest_of, format_of
from corpuslint.formats.replace import replacement_of
from corpuslint.packaging.zipping import is_zip
from corpuslint.reporters.terminal import escape
from corpuslint.revert import Reverted, revert_source
from corpuslint.ruleset import match_rules

if TYPE_CHECKING:
    from corpuslint.formats.remote import RemoteReplacement
    from corpuslint.formats.replace import Replacement


@click.command()
@click.argument("log", metavar="LOG|PACKAGE", type=click.Path(path_type=Path))
@click.option("--rule", "rules", multiple=True, metavar="RULE", help="Undo only the changes of this rule.")
@click.option("--fix", "fixes", multiple=True, metavar="ID", help="Undo only this fix of the package.")
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help="Where the texts of the package go.")
@configuration_options
def command(
    log: Path, rules: tuple[str, ...], fixes: tuple[str, ...], output: Path | None, config: Path | None, isolated: bool
) -> None:
    """Undo the changes that LOG, written by check --fix-log, tells of, and give the files their bytes back.

    Nothing is written if any file is not what the log says. What is undone is added to the log, which so still tells
    the whole story.

    Of a PACKAGE, write the texts to DIR without its fixes, or without those of --rule and --fix. A whole file has its
    path and, without any fix, its bytes back; records become JSON lines. The package, a directory or a zip file, stays
    as it is.
    """
    if log.is_dir() or is_zip(log):
        _revert_package(log, rules, fixes, output)
        return
    if fixes or output:
        raise click.UsageError("--fix and --output are for packages; LOG is a file")
    codes: frozenset[str] | None = None
    if rules:
        catalogue = settings_for([], config=config, isolated=isolated).catalogue()
        codes = frozenset(code for rule in rules for code in match_rules(catalogue, rule))
    steps: dict[str, list[Step]] = {}
    for step in read_log(log):
        steps.setdefault(step.path, []).append(step)
    with ExitStack() as stack:
        plans = [plan for path in steps if (plan := _prepare(stack, steps[path], codes))]
        for reverted, replacement, expected in plans:  # once all of them are ready on disk
            with FixLog(log).entry(reverted.rows):
                replacement.commit(expected)
    said = _summary(len(plans), len(steps), rules) if steps else f"{log}: empty; there is nothing to undo"
    click.echo(escape(said), err=True)


def _summary(reverted: int, known: int, rules: Sequence[str]) -> str:
    """What was done, and why the rest was not."""
    left = known - reverted
    said = f"Reverted {reverted} of {known} file{'' if known == 1 else 's'}"
    if not left:
        return f"{said}."
    where = ("it" if left == 1 else "them") if not reverted else "the other" if left == 1 else "the others"
    what = f"no change of {', '.join(rules)}" if rules else "nothing"
    return f"{said}; in {where} {what} is left to undo."


def _prepare(
    stack: ExitStack, steps: Sequence[Step], codes: Collection[str] | None
) -> tuple[Reverted, Replacement | RemoteReplacement, str] | None:
    """What a source will be, that on disk beside it, and the SHA-256 of what it holds now; None if nothing changes."""
    path = steps[0].path
    if path == "-":
        raise ReadError("the log tells of standard input, which cannot be reverted")
    source = Source(path, format_of(path))
    with source.open() as stored:
        expected = digest_of(stored)
        stored.seek(0)
        reverted = revert_source(steps, list(source.cut(stored)), codes)
    if reverted is None:
        return None
    joiner, replacement = source.joiner(), replacement_of(path)
    stack.callback(replacement.discard)
    for content in reverted.contents:
        replacement.write(joiner.add(content))
    replacement.write(joiner.end())
    replacement.finish()
    return replace(reverted, contents=()), replacement, expected


def _revert_package(path: Path, rules: Sequence[str], fixes: Sequence[str], output: Path | None) -> None:
    from corpuslint.commands.publishing import opened_package
    from corpuslint.packaging.placing import new_directory
    from corpuslint.packaging.reverting import chosen_by_rule, messages, revert_package

    if output is None:
        raise click.UsageError("name a directory for the texts with --output")
    with opened_package(path) as package:
        codes = chosen_by_rule(package, rules)
        try:
            with new_directory(output) as stage:
                counts = revert_package(package, stage, codes, fixes)
        except OSError as error:
            raise WriteError(f"{output}: cannot write: {(error.strerror or str(error)).lower()}") from error
    for message in messages(counts):
        click.echo(escape(message), err=True)
    click.echo(
        escape(f"Undid {counts.undone} of {counts.fixes} fixes; wrote {counts.documents} documents to {output}."),
        err=True,
    )
