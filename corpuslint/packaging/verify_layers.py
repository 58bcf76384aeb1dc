"""Verification of the layers of a package: each of their files says what the tables, pages and metadata give."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpuslint.errors import ConfigurationError
from corpuslint.packaging.build import DESCRIPTOR, LOCK, SUMS
from corpuslint.packaging.descriptor import metadata_of
from corpuslint.packaging.files import TableFacts
from corpuslint.packaging.guard import read_sums
from corpuslint.packaging.layers import LAYER_FILES, make_layers, refuse_undated
from corpuslint.packaging.layout import Layout
from corpuslint.packaging.problems import Problems
from corpuslint.packaging.tables import Table
from corpuslint.packaging.verify_files import REPUBLISH, read_object


def verify_layers(root: Path, layout: Layout, tables: Sequence[tuple[Table, TableFacts]], problems: Problems) -> None:
    """Make the files of the layers again, and compare. Only for a package whose files have the hashes it lists.

    Raises:
        PackageError: the descriptor cannot be read.
        OSError: a file cannot be read.
    """
    for layer, names in LAYER_FILES.items():
        for name in names:
            if layer not in layout.layers and (root / name).exists():
                problems.add(name, None, f'belongs to the layer "{layer}", which {LOCK} does not name', REPUBLISH)
    if not layout.layers:
        return
    own = {name for layer in layout.layers for name in LAYER_FILES[layer]}
    sums, _ = read_sums((root / SUMS).read_bytes())
    try:
        metadata = metadata_of(read_object(root / DESCRIPTOR))
        refuse_undated(layout.layers, metadata)
    except ConfigurationError as error:
        problems.add(DESCRIPTOR, None, str(error).replace(" in [package]", ""), REPUBLISH)
        return
    others = {name: value for name, value in sums.items() if name not in own}
    for name, content in make_layers(layout.layers, root, metadata, tables, others).items():
        if not (root / name).is_file():
            problems.add(name, None, f"is missing, though {LOCK} names its layer", REPUBLISH)
        elif (root / name).read_bytes() != content:
            problems.add(name, None, "does not say what the rest of the package gives", REPUBLISH)
