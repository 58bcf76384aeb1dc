"""Collecting the sources of a package: each under the path that the package shows, in an order of its own.

That path starts with the name of the folder that was named, so that a corpus gives the same package wherever it lies.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from corpuslint.errors import PackageError, ReadError
from corpuslint.findings import Applicability
from corpuslint.formats import ReadOptions, Source, digest_of_parts, is_remote
from corpuslint.formats.search import find_sources
from corpuslint.packaging.guard import unsafe_path
from corpuslint.packaging.rows import Entry, record_label
from corpuslint.runner import Runner


def collect_sources(
    paths: Sequence[str], output: Path, *, exclude: Sequence[str] = (), root: Path, options: ReadOptions | None = None
) -> tuple[dict[str, Source], list[ReadError]]:
    """Sources by the path that the package shows, in order of that path, and the errors of those that cannot be read.

    Args:
        paths: files and directories, as the command line names them.
        output: where the package goes; what lies in it is no source.
        exclude: patterns as in a ``.gitignore``, relative to ``root``.
        root: the directory of the configuration.
        options: how records are read.

    Raises:
        PackageError: two sources would have the same path.
    """
    found: dict[str, Source] = {}
    errors: list[ReadError] = []
    real_output = os.path.realpath(output)
    seen: set[str] = set()
    for path in paths:
        for source in find_sources([path], exclude, root, options):
            if isinstance(source, ReadError):
                errors.append(source)
                continue
            real = os.path.realpath(source.path)
            if real in seen or os.path.commonpath([real, real_output]) == real_output:
                continue
            seen.add(real)
            shown = shown_path(path, source.path)
            if reason := unsafe_path(shown):
                raise PackageError(
                    f'{source.path}: its path in the package, "{shown}", {reason}, so that nobody could write it back; '
                    "rename it, then publish again"
                )
            if shown in found:
                raise PackageError(
                    f"{source.path} and {found[shown].path} would both be {shown} in the package; "
                    "publish from a folder that holds both"
                )
            found[shown] = source
    return dict(sorted(found.items())), errors


def shown_path(named: str, path: str) -> str:
    """The path of a source below the folder that was named, led by the name of that folder if it has one."""
    if is_remote(path):
        top = named.rstrip("/")
        led_by = top if path.startswith(f"{top}/") else path
        return path[led_by.rindex("/") + 1 :]
    folder = Path(named)
    if not folder.is_dir():
        return Path(path).name
    inner = Path(path).relative_to(folder)
    name = Path(os.path.normpath(folder)).name
    return (inner if name in ("", ".", "..") else name / inner).as_posix()


def make_entries(
    sources: Iterable[tuple[str, Source]],
    runner: Runner,
    allowed: Collection[Applicability],
    contradicted: list[str],
    broken: list[str],
) -> Iterator[Entry]:
    """Read and fix one source after the other.

    Args:
        sources: the path that the package shows, and the source.
        runner: the settings of the run.
        allowed: the fixes to apply.
        contradicted: takes the paths of documents whose fixes contradict each other; these stay as they are.
        broken: takes the paths and problems of records that cannot be read; these are left out.

    Raises:
        ReadError: a source cannot be read.
        PackageError: a record lacks the id that it should have.
    """
    for shown, source in sources:
        for piece in source.pieces():
            for document, outcome in runner.fix(piece, allowed):
                if document.problem is not None:
                    place = ":".join(map(str, (document.record or {}).values()))
                    broken.append(f"{source.path}:{place}: this record {document.problem}")
                    continue
                if not outcome.converged:
                    contradicted.append(source.path)
                if document.record is not None and runner.settings.id_field and not document.identity:
                    label = record_label(document)
                    raise PackageError(
                        f'{source.path}:{label}: this record has no id in "{runner.settings.id_field}"; '
                        "give it one, or choose another --id-field"
                    )
                digest = digest_of_parts([piece.data]) if document.record is None else None
                yield Entry(replace(document, path=shown), outcome, digest)
