"""Fetching packages: beside their place, verified, and only then there."""

from __future__ import annotations

from pathlib import Path

from corpuslint.errors import PackageError
from corpuslint.packaging.build import DESCRIPTOR
from corpuslint.packaging.guard import unsafe_path
from corpuslint.packaging.placing import new_directory
from corpuslint.packaging.targets import Source
from corpuslint.packaging.verify import Verdict, verify_package


def pull(source: Source, output: Path, shown: str) -> Verdict:
    """Fetch a package into a directory that appears once the package is proven sound; or nothing at all.

    Args:
        source: where the package is.
        output: a directory that does not exist, or is empty.
        shown: name of the source in messages.

    Raises:
        PackageError: what is there is no sound package, or something stands at ``output``.
        TargetError: it cannot be fetched.
        OSError: the directory cannot be written.
    """
    with new_directory(output) as stage:
        with source.files() as files:
            for name, pieces in files:
                reason = unsafe_path(name)
                if reason:
                    raise PackageError(f'{shown}: path "{name}" {reason}; do not trust this package')
                target = stage / name
                try:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with target.open("xb") as stream:
                        stream.writelines(pieces)
                except (FileExistsError, NotADirectoryError) as error:
                    raise PackageError(f'{shown}: path "{name}" stands twice; do not trust this package') from error
        if not (stage / DESCRIPTOR).is_file():
            raise PackageError(f"{shown}: holds no package")
        verdict = verify_package(stage)
        for problem in verdict.problems:
            raise PackageError(f"{shown}: {problem}; nothing was kept")
    return verdict
