"""``corpuslint revert``: undo the changes that a fix log tells of."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from corpuslint.commands.options import configuration_options, settings_for
from corpuslint.errors import ReadError
from corpuslint.fixlog import FixLog, Step, read_log
from corpuslint.formats import unreadable
from corpuslint.formats.replace import prepare
from corpuslint.revert import Reverted, revert_file
from corpuslint.ruleset import match_rules


@click.command()
@click.argument("log", type=click.Path(path_type=Path))
@click.option("--rule", "rules", multiple=True, metavar="RULE", help="Undo only the changes of this rule.")
@configuration_options
def command(log: Path, rules: tuple[str, ...], config: Path | None, isolated: bool) -> None:
    """Undo the changes that LOG, written by check --fix-log, tells of, and give the files their bytes back.

    Nothing is written if any file is not what the log says. What is undone is added to the log, which so still tells
    the whole story.
    """
    codes: frozenset[str] | None = None
    if rules:
        catalogue = settings_for([], config=config, isolated=isolated).catalogue()
        codes = frozenset(code for rule in rules for code in match_rules(catalogue, rule))
    steps: dict[str, list[Step]] = {}
    for step in read_log(log):
        steps.setdefault(step.path, []).append(step)
    plans = [plan for path in steps if (plan := revert_file(steps[path], _content(path), codes))]
    _write(plans, FixLog(log))
    click.echo(f"Reverted {len(plans)} of {len(steps)} {'file' if len(steps) == 1 else 'files'}.", err=True)


def _content(path: str) -> bytes:
    if path == "-":
        raise ReadError("the log tells of standard input, which cannot be reverted")
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


def _write(plans: list[Reverted], log: FixLog) -> None:
    """Replace the files once all of them are ready on disk."""
    with ExitStack() as stack:
        ready = [(plan, stack.enter_context(prepare(plan.path, [plan.content]))) for plan in plans]
        for plan, replacement in ready:
            with log.entry(plan.rows):
                replacement.commit(plan.expected)
