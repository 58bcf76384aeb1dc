"""Layers: files that make the directory of a package valid in one more world, beside what it is already.

Each file names hashes of files that were there before it, so that no two wait for each other: the crate describes the
tables and pages, the bag lists those and the crate, SHA256SUMS lists all, and the digest SHA256SUMS.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from corpuslint.errors import ConfigurationError
from corpuslint.packaging.canonical import sha256_hex
from corpuslint.packaging.descriptor import Written
from corpuslint.packaging.layers.bagit import BAG, bag_files
from corpuslint.packaging.layers.ro_crate import CRATE, crate_files
from corpuslint.packaging.metadata import Metadata

# The files of each layer.
LAYER_FILES = {"bagit": BAG, "ro-crate": CRATE}


def refuse_undated(layers: Collection[str], metadata: Metadata) -> None:
    """See that the metadata say what the layers must tell.

    Raises:
        ConfigurationError: they do not.
    """
    if "ro-crate" in layers and not metadata.created:
        raise ConfigurationError('layer "ro-crate" needs a date: set "created" in [package], or SOURCE_DATE_EPOCH')


def make_layers(
    layers: Collection[str], root: Path, metadata: Metadata, tables: Written, hashes: Mapping[str, str]
) -> dict[str, bytes]:
    """The files of the layers that are asked for, by path.

    Args:
        layers: names of layers, in any order.
        root: the directory of the package, which holds every other file.
        metadata: what a person says about the package.
        tables: the tables and the paths of their files.
        hashes: SHA-256 of every other file of the package by path, but of those that list hashes of all.

    Raises:
        OSError: a file cannot be looked at.
    """
    files: dict[str, bytes] = {}
    sizes = {name: (root / name).stat().st_size for name in hashes} if layers else {}
    if "ro-crate" in layers:
        files |= crate_files(metadata, tables, hashes, sizes)
    if "bagit" in layers:
        listed = {**hashes, **{name: sha256_hex(content) for name, content in files.items()}}
        files |= bag_files(metadata, listed, sizes)
    return files
