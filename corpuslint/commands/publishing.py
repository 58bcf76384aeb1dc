"""What ``publish``, ``rebuild`` and ``push`` share: the lock of a run, its sources, packages."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from corpuslint.commands import say_error
from corpuslint.errors import PackageError, ReadError
from corpuslint.findings import Applicability
from corpuslint.formats import ReadOptions, Source
from corpuslint.packaging.canonical import sha256_file
from corpuslint.packaging.collect import collect_sources
from corpuslint.packaging.layout import Layout
from corpuslint.packaging.lock import build_lock
from corpuslint.packaging.reading import Package, open_package
from corpuslint.packaging.zipping import is_zip, unzipped
from corpuslint.runner import Runner


def allowed_fixes(runner: Runner) -> set[Applicability]:
    """The fixes that a run applies."""
    return {Applicability.SAFE, *([Applicability.UNSAFE] if runner.settings.unsafe_fixes else [])}


def refuse_corpus_rules(runner: Runner) -> None:
    """Refuse rules that compare documents: a package is written document by document, and tells of each by itself.

    Raises:
        PackageError: such a rule is selected.
    """
    for code in sorted(runner.rules.corpus):
        raise PackageError(
            f"{code} compares documents with each other, which publish does not do: add --ignore {code}, "
            f"and see what corpuslint check --select {code} finds"
        )


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


def use_little_memory() -> None:
    """Let pyarrow, which is not loaded yet, give back what it no longer needs; its own allocators keep tens of MB."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The directory of a package: the path itself, or during the block that of a zip file.

    Raises:
        PackageError: the zip file is none that is safe to unpack.
        ReadError: the system refuses.
    """
    use_little_memory()
    with ExitStack() as stack:
        root = path
        if is_zip(path) and not path.is_dir():
            with readable(path):
                root = stack.enter_context(unzipped(path))
        yield root


@contextmanager
def opened_package(path: Path) -> Iterator[Package]:
    """An existing package, a directory or a zip file, during the block.

    Raises:
        PackageError: it is no package, or not the one that its hashes tell of.
        ReadError: the system refuses.
    """
    with unpacked(path) as root:
        with readable(path):
            package = open_package(root, path.as_posix())
        yield package


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what the system refuses during the block into an error that names the file.

    Raises:
        ReadError: the system refuses.
    """
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ReadError(f"{error.filename or path}: cannot read: {reason}") from error
