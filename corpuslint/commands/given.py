"""What is given on the command line: the settings and the sources that come of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpuslint.commands import say_note
from corpuslint.config import Settings, load_settings
from corpuslint.errors import ReadError
from corpuslint.formats import ReadOptions, Source, format_of
from corpuslint.formats.search import as_path, find_sources


def settings_for(
    paths: Sequence[str],
    *,
    stdin_filename: str | None = None,
    config: Path | None = None,
    isolated: bool = False,
    select: Sequence[str] = (),
    extend_select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    per_file_ignores: Sequence[str] = (),
    text_field: Sequence[str] = (),
    **others: Any,
) -> Settings:
    """The settings under these options; the configuration is looked for from the first path upward.

    Args:
        paths: as the command line names them.
        stdin_filename: from where to look if the first path is "-".

    Raises:
        ConfigurationError: the configuration cannot be used.
    """
    first = paths[0] if paths else None
    start = stdin_filename if first == "-" else first
    settings = load_settings(Path(as_path(start)) if start else None, config=config, isolated=isolated)
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


def source_of_stdin(paths: Sequence[str], name: str | None) -> Source | None:
    """Standard input as a source, if "-" is the path.

    Args:
        paths: as the command line names them.
        name: the name of the file that "-" stands for, if one was given.
    """
    if "-" not in paths:
        if name:
            raise _usage('--stdin-filename needs "-" as the path')
        return None
    if len(paths) > 1:
        raise _usage('"-" cannot be combined with other paths')
    shown = name or "-"
    return Source(shown, format_of(shown), sys.stdin.buffer)


def _usage(mistake: str) -> Exception:
    from click import UsageError

    return UsageError(mistake)


def _split(values: Sequence[str]) -> tuple[str, ...]:
    """Values that were given one by one, or with commas between them."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _pairs(values: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for value in values:
        pattern, separator, selector = value.rpartition(":")
        if not separator or not pattern or not selector:
            from click import BadParameter

            raise BadParameter(f'"{value}" is not PATTERN:RULE', param_hint="--per-file-ignores")
        found[pattern] = (*found.get(pattern, ()), selector)
    return found
