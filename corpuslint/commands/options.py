"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_CONFIGURATION = (
    click.option("--config", type=click.Path(path_type=Path), help="Use this configuration file."),
    click.option("--isolated", is_flag=True, help="Ignore every configuration file."),
)
_SELECTION = (
    click.option("--select", multiple=True, metavar="RULES", help="Rules to run: codes, names, prefixes or ALL."),
    click.option("--extend-select", multiple=True, metavar="RULES", help="Rules to run besides the others."),
    click.option("--ignore", multiple=True, metavar="RULES", help="Rules to leave out."),
    click.option("--per-file-ignores", multiple=True, metavar="PATTERN:RULE", help="Leave a rule out in some files."),
    click.option("--preview/--no-preview", default=None, help="Let rules run that are still on trial."),
    click.option("--language", metavar="CODE", help="Language of the documents, such as fr; otherwise detected."),
    click.option(
        "--text-field", multiple=True, metavar="FIELD", help="Field of records with text; else text, content or body."
    ),
    click.option("--id-field", metavar="FIELD", help="Field of records that holds their id."),
    click.option("--min-confidence", type=click.FloatRange(0, 1), help="Drop findings that are less sure."),
)


jobs_option = click.option(
    "--jobs", type=click.IntRange(1), metavar="N", help="Processes to work in; by default one for each core."
)


def configuration_options(command: F) -> F:
    """Add ``--config`` and ``--isolated``."""
    return _decorate(command, _CONFIGURATION)


def selection_options(command: F) -> F:
    """Add the options that choose rules and documents, and those of the configuration."""
    return _decorate(command, (*_SELECTION, *_CONFIGURATION))


def _decorate(command: F, options: Sequence[Callable[[F], F]]) -> F:
    for option in reversed(options):
        command = option(command)
    return command
