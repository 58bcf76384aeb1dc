"""Packages as one zip file: the same bytes for the same package, and unpacked only if nothing in it is a trap."""

from __future__ import annotations

import os
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from corpuslint.errors import PackageError
from corpuslint.packaging.guard import list_files, unsafe_path
from corpuslint.packaging.staging import new_file

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_ENCRYPTED = 0x1


def is_zip(path: Path) -> bool:
    """Whether a path names a zip file."""
    return path.suffix.lower() == ".zip"


@contextmanager
def zipped(output: Path, prove: Callable[[Path], None] = lambda _: None) -> Iterator[Path]:
    """A directory whose files become a zip file at ``output``, in one step, when the block ends well.

    Args:
        output: where it goes.
        prove: looks at the finished file before it appears, and raises if it is not right.

    Raises:
        PackageError: something stands at ``output``.
        OSError: it cannot be written.
    """
    describe_zip_place(output)
    with new_file(output, lambda place: _refuse(place, output)) as whole:
        directory = whole.with_name("package")
        yield directory
        write_zip(directory, whole)
        prove(whole)


def describe_zip_place(output: Path) -> str:
    """What stands where a zip file would go: nothing, or it may not go there.

    Raises:
        PackageError: something stands at ``output``.
    """
    _refuse(Path(os.path.realpath(output)), output)
    return "free"


def _refuse(place: Path, shown: Path) -> None:
    if os.path.lexists(place):
        raise PackageError(f"{shown}: exists; a version is never overwritten, choose another --output")


def write_zip(directory: Path, target: Path) -> None:
    """Write the files of a directory into a zip file, stored as they are: compressors differ between systems.

    Raises:
        OSError: a file cannot be read or written.
    """
    with zipfile.ZipFile(target, "x", zipfile.ZIP_STORED) as archive:
        for name in list_files(directory):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = 3  # the one that has permissions, whatever the system is
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.file_size = (directory / name).stat().st_size
            with (directory / name).open("rb") as source, archive.open(entry, "w") as stored:
                shutil.copyfileobj(source, stored, 1 << 20)


@contextmanager
def unzipped(path: Path) -> Iterator[Path]:
    """The package of a zip file, in a directory that is there during the block.

    Raises:
        PackageError: it is no zip file, or one that :func:`write_zip` does not write: files that are compressed, so
            that a small one may become a huge one, that share bytes, that lead elsewhere, or that are no files.
        OSError: it cannot be read, or the directory cannot be written.
    """
    with TemporaryDirectory(prefix="corpuslint-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                entries = archive.infolist()
                _guard(entries, path)
                for entry in entries:
                    target = Path(folder) / entry.filename
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with archive.open(entry) as stored, target.open("xb") as stream:
                        shutil.copyfileobj(stored, stream, 1 << 20)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
            raise PackageError(f"{path}: is not a sound zip file: {error}") from error
        except FileExistsError as error:  # two names that this system does not tell apart
            raise PackageError(f"{path}: holds two files of one name; do not trust this package") from error
        yield Path(folder)


def _guard(entries: list[zipfile.ZipInfo], path: Path) -> None:
    names = set()
    for entry in entries:
        name, mode = entry.filename, entry.external_attr >> 16
        reason = unsafe_path(name)
        if entry.orig_filename != name:
            reason = "holds a control character"  # what follows a NUL is cut off
        elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            reason = "is no plain file"
        elif entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & _ENCRYPTED:
            reason = "is compressed or encrypted, which corpuslint does not do"
        elif name in names:
            reason = "stands twice"
        if reason:
            raise PackageError(f'{path}: path "{name}" {reason}; do not trust this package')
        names.add(name)
    if sum(entry.file_size for entry in entries) > path.stat().st_size:
        raise PackageError(f"{path}: its files are larger than itself; do not trust this package")
