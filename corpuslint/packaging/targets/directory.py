"""A directory that keeps packages side by side, each in NAME-VERSION, or one zip file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpuslint.errors import PackageError, TargetError
from corpuslint.packaging.guard import HOSTING, list_files
from corpuslint.packaging.placing import new_directory
from corpuslint.packaging.reading import Package
from corpuslint.packaging.targets import TargetOptions
from corpuslint.packaging.targets.contents import (
    Item,
    Stored,
    count_files,
    items_of,
    read_pieces,
    require_proven,
    require_same,
    versioned_name,
)
from corpuslint.packaging.zipping import is_zip, unzipped, zipped


class DirectoryTarget:
    """NAME-VERSION below a directory."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def plan(self, package: Package) -> str:
        """See ``Target``."""
        return f"{count_files(items_of(package))} to {self._place(package)}"

    def holds(self, package: Package) -> bool:
        """See ``Target``."""
        place = self._place(package)
        with _told(place):
            if not os.path.lexists(place):
                return False
            if place.is_symlink() or not place.is_dir():
                raise TargetError(f"{place}: is no directory, and is in the way of the package")
            require_same(str(place), package, items_of(package), _stored(place))
        return True

    def send(self, package: Package) -> None:
        """See ``Target``."""
        items, place = items_of(package), self._place(package)
        with _told(place), new_directory(place) as stage:
            _copy(items, stage)
            require_proven(str(place), items, _stored(stage))

    def _place(self, package: Package) -> Path:
        return self._path / versioned_name(package)


class ZipTarget:
    """One zip file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def plan(self, package: Package) -> str:
        """See ``Target``."""
        return f"{count_files(items_of(package))} to {self._path}"

    def holds(self, package: Package) -> bool:
        """See ``Target``."""
        with _told(self._path):
            if not os.path.lexists(self._path):
                return False
            with unzipped(self._path) as found:
                require_same(str(self._path), package, items_of(package), _stored(found))
        return True

    def send(self, package: Package) -> None:
        """See ``Target``."""
        items = items_of(package)
        with _told(self._path), zipped(self._path, lambda whole: _prove(self._path, whole, items)) as stage:
            stage.mkdir()
            _copy(items, stage)


def open_target(address: str, options: TargetOptions) -> DirectoryTarget | ZipTarget:  # noqa: ARG001
    """The target of a plain path."""
    path = Path(address)
    return ZipTarget(path) if is_zip(path) else DirectoryTarget(path)


def _copy(items: list[Item], directory: Path) -> None:
    for item in items:
        target = directory / item.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(item.path, target)


def _prove(shown: Path, whole: Path, items: list[Item]) -> None:
    with unzipped(whole) as found:
        require_proven(str(shown), items, _stored(found))


def _stored(root: Path) -> Stored:
    for name in list_files(root):
        if name.split("/")[0] not in HOSTING:
            with (root / name).open("rb") as stream:
                yield name, read_pieces(stream)


@contextmanager
def _told(place: Path) -> Iterator[None]:
    """What goes wrong as an error of the target."""
    try:
        yield
    except PackageError as error:
        raise TargetError(str(error)) from error
    except OSError as error:
        raise TargetError(f"{error.filename or place}: {(error.strerror or str(error)).lower()}") from error
