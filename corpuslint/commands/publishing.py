"""What ``publish``, ``rebuild`` and ``push`` share: the lock of a run, its sources, packages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corpuslint.commands import say_error
from corpuslint.errors import ReadError
from corpuslint.findings import Applicability
from corpuslint.formats import ReadOptions, Source
from corpuslint.packaging.canonical import sha256_file
from corpuslint.packaging.collect import collect_sources
from corpuslint.packaging.layout import Layout
from corpuslint.packaging.lock import build_lock
from corpuslint.packaging.reading import Package, open_package
from corpuslint.runner import Runner


def allowed_fixes(runner: Runner) -> set[Applicability]:
    """The fixes that a run applies."""
    return {Applicability.SAFE, *([Applicability.UNSAFE] if runner.settings.unsafe_fixes else [])}


def lock_for(runner: Runner, layout: Layout, previous: Mapping[str, str] | None) -> dict[str, Any]:
    """The lock of a run."""
    settings = runner.settings
    return build_lock(
        runner.rules,
        allowed_fixes(runner),
        language=settings.language,
        profile=settings.blocks,
        vocabulary=[sha256_file(path) for path in settings.vocabulary],
        exclude=settings.exclude,
        per_file_ignores=settings.per_file_ignores,
        text_field=settings.text_field,
        id_field=settings.id_field,
        layout=layout,
        previous=previous,
    )


def sources_for(paths: Sequence[str], output: Path, runner: Runner) -> dict[str, Source]:
    """The sources of a package by the path that it shows.

    Raises:
        ReadError: one of them cannot be used; the others that cannot are told before.
    """
    settings = runner.settings
    wanted = ReadOptions(text_fields=settings.text_field)
    sources, errors = collect_sources(paths, output, exclude=settings.exclude, root=settings.root, options=wanted)
    for error in errors[1:]:
        say_error(error)
    if errors:
        raise errors[0]
    return sources


def open_or_fail(path: Path) -> Package:
    """An existing package.

    Raises:
        PackageError: it is no package, or not the one that its hashes tell of.
        ReadError: the system refuses.
    """
    try:
        return open_package(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ReadError(f"{error.filename or path}: cannot read: {reason}") from error
