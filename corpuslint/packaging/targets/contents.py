"""The files of a package as targets send them, and what was read back held to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from corpuslint.errors import TargetError
from corpuslint.packaging.build import DESCRIPTOR, DIGEST, LOCK, SUMS
from corpuslint.packaging.canonical import sha256_file
from corpuslint.packaging.descriptor import metadata_of, metadata_properties
from corpuslint.packaging.guard import read_sums
from corpuslint.packaging.reading import Package
from corpuslint.packaging.verify_files import read_object

_PIECE = 1 << 20
# Sent last, and the marker at the very end: without them nothing reads as a package.
MARKER = DIGEST
_LAST = (SUMS, DESCRIPTOR, MARKER)
_MEDIA_TYPES = {
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".csv": "text/csv; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".html": "text/html; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
}

# A file that was read back: its path in the package, and its content in pieces, which must be used up before the next.
Stored = Iterable[tuple[str, Iterable[bytes]]]


@dataclass(frozen=True, slots=True)
class Item:
    """One file of a package: its path there, where it lies, its size and hash."""

    name: str
    path: Path
    size: int
    sha256: str


def items_of(package: Package) -> list[Item]:
    """The files of an opened package in the order of sending: what makes a package of them comes last.

    Raises:
        OSError: a file cannot be read.
    """
    root = package.root
    sums, _ = read_sums((root / SUMS).read_bytes())
    sums |= {name: sha256_file(root / name) for name in (SUMS, DIGEST)}
    names = [*sorted(sums.keys() - set(_LAST)), *_LAST]
    return [Item(name, root / name, (root / name).stat().st_size, sums[name]) for name in names]


def versioned_name(package: Package) -> str:
    """NAME-VERSION, which tells the versions in one place apart."""
    return f"{package.properties['name']}-{package.version}"


def package_row(package: Package) -> dict[str, Any]:
    """What a database tells of the package that its tables are of, in the order of the columns of that table.

    Metadata are properties of the package; descriptor, digest and lock are the texts of these files.

    Raises:
        PackageError: the digest is no JSON.
        OSError: a file cannot be read.
    """
    files = {"descriptor": DESCRIPTOR, "digest": DIGEST, "lock": LOCK}
    return {
        "name": package.properties["name"],
        "version": package.version,
        "content": read_object(package.root / DIGEST)["content"]["hash"],
        "metadata": metadata_properties(metadata_of(package.properties)),
        **{key: (package.root / file).read_text(encoding="utf-8") for key, file in files.items()},
    }


def media_type(name: str) -> str:
    """The media type of a file of a package."""
    return _MEDIA_TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")


def read_pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """What is left of a stream, in pieces.

    Raises:
        OSError: it cannot be read.
    """
    while piece := stream.read(_PIECE):
        yield piece


def count_files(items: Iterable[Item]) -> str:
    """How much it is, such as ``14 files, 123,456 bytes``."""
    sizes = [item.size for item in items]
    return f"{len(sizes)} files, {sum(sizes):,} bytes"


def first_difference(items: Iterable[Item], stored: Stored) -> str | None:
    """What of the stored files is not as in the package, or None if every byte is."""
    missing = {item.name: item for item in items}
    for name, pieces in stored:
        item = missing.pop(name, None)
        if item is None:
            return f"{name} is not in this package"
        digest = hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
        if digest.hexdigest() != item.sha256:
            return f"{name} differs"
    return f"{next(iter(missing))} is missing" if missing else None


def require_same(shown: str, package: Package, items: Iterable[Item], stored: Stored) -> None:
    """Hold a version that was found to the package.

    Raises:
        TargetError: it has other content.
    """
    difference = first_difference(items, stored)
    if difference:
        raise other_content(shown, package, difference)


def other_content(shown: str, package: Package, what: str) -> TargetError:
    """The error for a version that is there, and is not the one to send."""
    return TargetError(
        f"{shown}: version {package.version} of {package.properties['name']} is there with other content ({what}); "
        "a version is never overwritten: publish a new one"
    )


def require_proven(shown: str, items: Iterable[Item], stored: Stored) -> None:
    """Hold what was read back after sending to what was sent.

    Raises:
        TargetError: it is something else.
    """
    difference = first_difference(items, stored)
    if difference:
        raise TargetError(f"{shown}: what was read back is not what was sent: {difference}; send it again")
