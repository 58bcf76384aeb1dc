"""Options that several commands share, and the settings that come of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from corpuslint.commands import say_note
from corpuslint.config import Settings, load_settings
from corpuslint.errors import ReadError
from corpuslint.formats import ReadOptions, Source
from corpuslint.formats.search import find_sources

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


def settings_for(
    paths: Sequence[str],
    *,
    config: Path | None,
    isolated: bool,
    select: Sequence[str] = (),
    extend_select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    per_file_ignores: Sequence[str] = (),
    text_field: Sequence[str] = (),
    **others: Any,
) -> Settings:
    """The settings under these options; the configuration is looked for from the first path upward.

    Raises:
        ConfigurationError: the configuration cannot be used.
    """
    settings = load_settings(Path(paths[0]) if paths else None, config=config, isolated=isolated)
    return settings.overridden(
        select=_split(select) or None,
        extend_select=_split(extend_select),
        ignore=_split(ignore),
        per_file_ignores=_pairs(per_file_ignores),
        text_field=_split(text_field) or None,
        **others,
    )


def sources_of(paths: Sequence[str], settings: Settings) -> list[Source | ReadError]:
    """The sources that paths name, those of the working directory if there are none."""
    options = ReadOptions(text_fields=settings.text_field)
    return list(find_sources(paths or (".",), settings.exclude, settings.root, options, say_note))


def _split(values: Sequence[str]) -> tuple[str, ...]:
    """Values that were given one by one, or with commas between them."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _pairs(values: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for value in values:
        pattern, separator, selector = value.rpartition(":")
        if not separator or not pattern or not selector:
            raise click.BadParameter(f'"{value}" is not PATTERN:RULE', param_hint="--per-file-ignores")
        found[pattern] = (*found.get(pattern, ()), selector)
    return found
