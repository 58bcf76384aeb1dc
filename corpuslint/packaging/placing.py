"""Putting a finished directory in its place: all of it or nothing, and never over something else."""

from __future__ import annotations

import ctypes
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpuslint.errors import PackageError
from corpuslint.packaging.build import DESCRIPTOR, DIGEST, LOCK, SUMS
from corpuslint.packaging.guard import list_files, read_sums
from corpuslint.packaging.staging import beside

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def staged(output: Path, name: str) -> Iterator[Path]:
    """A new directory beside ``output`` that takes its place when the block ends well, and vanishes otherwise.

    Args:
        output: where the package belongs.
        name: name of the package; a package of another name is not replaced.

    Raises:
        PackageError: something stands at ``output`` that must not be replaced.
        OSError: the directory beside it cannot be written.
    """
    with _placed(output, lambda place: _refuse_foreign(place, output, name)) as stage:
        yield stage


@contextmanager
def new_directory(output: Path) -> Iterator[Path]:
    """A new directory that appears at ``output``, where nothing may stand, when the block ends well.

    Raises:
        PackageError: something stands at ``output``.
        OSError: the directory beside it cannot be written.
    """

    def refuse(place: Path) -> None:
        if place.exists() and not (place.is_dir() and not any(place.iterdir())):
            raise PackageError(f"{output}: exists; choose another --output")
        _refuse_below_file(place, output)

    with _placed(output, refuse) as stage:
        yield stage


@contextmanager
def _placed(output: Path, refuse: Callable[[Path], None]) -> Iterator[Path]:
    """A directory beside ``output`` that takes its place when the block ends well; ``refuse`` raises if it must not."""
    place = Path(os.path.realpath(output))
    refuse(place)
    made = [parent for parent in place.parents if not parent.exists()]
    try:
        with beside(place) as stage:
            yield stage
            refuse(place)
            _flush(stage)
            _swap(stage, place)
    finally:
        for parent in made:
            with suppress(OSError):  # the package stands in it: all went well
                parent.rmdir()


def describe_place(output: Path, name: str) -> str:
    """What stands where a package of this name would go, if it may go there.

    Raises:
        PackageError: something stands at ``output`` that must not be replaced.
        OSError: it cannot be looked at.
    """
    place = Path(os.path.realpath(output))
    _refuse_foreign(place, output, name)
    if not place.exists() or not any(place.iterdir()):
        return "free"
    version = json.loads((place / DESCRIPTOR).read_bytes()).get("version")
    return f"holds version {version} of it, which would be replaced"


def _refuse_foreign(place: Path, shown: Path, name: str) -> None:
    """Let nothing be replaced but an empty directory and a package of the same name that holds only its own files."""
    _refuse_below_file(place, shown)
    if not place.exists():
        return
    if not place.is_dir():
        raise PackageError(f"{shown}: is a file, not a directory; choose another --output")
    if not any(place.iterdir()):
        return
    if not (place / LOCK).is_file() or not (place / DESCRIPTOR).is_file():
        raise PackageError(f"{shown}: exists and is not a package of corpuslint; choose another --output")
    try:
        descriptor = json.loads((place / DESCRIPTOR).read_bytes())
        sums, _ = read_sums((place / SUMS).read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise PackageError(f"{shown}: holds a broken package; move it away or choose another --output") from error
    found = descriptor.get("name") if isinstance(descriptor, dict) else None
    if found != name:
        raise PackageError(f'{shown}: holds the package "{found}", not "{name}"; choose another --output')
    own = {*sums, SUMS, DIGEST}
    foreign = sorted(file for file in list_files(place) if file not in own)
    if foreign:
        raise PackageError(
            f"{shown}: holds {foreign[0]!r}, which is not part of the package and would be lost; "
            "move it away or choose another --output"
        )


def _refuse_below_file(place: Path, shown: Path) -> None:
    nearest = next(parent for parent in place.parents if parent.exists())
    if not nearest.is_dir():
        raise PackageError(f"{shown}: {nearest.name} is a file, not a directory; choose another --output")


def _flush(directory: Path) -> None:
    """Make files and directories durable before they get their name."""
    if not hasattr(os, "O_DIRECTORY"):
        return  # a system that cannot open directories, or sync what is open for reading
    for folder, _, files in os.walk(directory):
        for name in (*files, "."):
            handle = os.open(Path(folder) / name, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _swap(stage: Path, place: Path) -> None:
    """Give ``stage`` the name ``place``; what stood there takes the name ``stage``."""
    if not place.exists():
        stage.rename(place)
        return
    if _exchange(stage, place):
        return
    # No exchange on this system: between the two renames there is no package, and a failure puts the old one back.
    aside = place.parent / f".{place.name}.{secrets.token_hex(6)}"
    place.rename(aside)
    try:
        stage.rename(place)
    except BaseException:
        aside.rename(place)
        raise
    aside.rename(stage)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two names in one step, as Linux can; False where the system or the file system cannot."""
    with suppress(OSError, AttributeError, TypeError):
        rename = ctypes.CDLL(None, use_errno=True).renameat2
        result = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
        return bool(result == 0)
    return False
