"""Publishing: build beside the target, verify, and only then let it appear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpuslint.errors import PackageError
from corpuslint.packaging.build import Previous, build_package
from corpuslint.packaging.layout import DEFAULT_LAYOUT, Layout
from corpuslint.packaging.metadata import Metadata
from corpuslint.packaging.placing import staged
from corpuslint.packaging.rows import Entry, Row
from corpuslint.packaging.summary import Summary
from corpuslint.packaging.verify import verify_package
from corpuslint.packaging.zipping import is_zip, zipped


def publish(
    output: Path,
    entries: Iterable[Entry],
    metadata: Metadata,
    lock: Mapping[str, Any],
    layout: Layout = DEFAULT_LAYOUT,
    rules: Sequence[Row] = (),
    previous: Previous | None = None,
) -> Summary:
    """Write a verified package at ``output``, in one step, or nothing at all.

    Args:
        output: a directory that does not exist, is empty, or holds an earlier package of the same name; or the name
            of a zip file that does not exist.
        entries: the documents, in the order of the package.
        metadata: what a person says about the package.
        lock: what decided the result, from :func:`corpuslint.packaging.lock.build_lock`.
        layout: how tables are laid out in files.
        rules: the rules that looked, from :func:`corpuslint.packaging.lock.describe_rules`.
        previous: the version before, if there is one.

    Raises:
        PackageError: nothing to publish, a document that cannot be published, something else at ``output``, or a
            package that does not verify.
        OSError: the system refuses to write.
    """
    with _target(output, metadata.name) as stage:
        summary = build_package(stage, entries, metadata, lock, layout, rules, previous)
        verdict = verify_package(stage)
        if not verdict.valid:
            raise PackageError(f"the package does not verify, nothing was published: {verdict.problems[0]}")
    return summary


@contextmanager
def _target(output: Path, name: str) -> Iterator[Path]:
    if not is_zip(output):
        with staged(output, name) as stage:
            yield stage
        return
    with zipped(output) as stage:
        stage.mkdir()
        yield stage
