"""Tampering is found, whatever the format: a byte of any file, and with every hash made right again, rows and spans.

What nothing else in a package proves, such as the message of a finding, only the hashes hold: whoever keeps the hash of
``datapackage-digest.json`` finds that too.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cli_support import run
from package_samples import build_sample
from test_package_verify import problems_of

from corpuslint.packaging.build import DIGEST, SUMS, digest_document
from corpuslint.packaging.canonical import json_document, json_line, sha256_file
from corpuslint.packaging.guard import list_files
from corpuslint.packaging.layout import DEFAULT_LAYOUT, FORMATS, Layout
from corpuslint.packaging.tables import TABLES, Table
from corpuslint.packaging.zipping import write_zip

LAYOUTS = {
    **{name: replace(DEFAULT_LAYOUT, format=name, raw_text=True) for name in FORMATS},
    "split and cut": Layout((("train", 0.5), ("test", 0.5)), 600, raw_text=True),
    "layers": replace(DEFAULT_LAYOUT, layers=("bagit", "ro-crate")),
}
KNOWN = {table.name: table for table in TABLES}
# Columns that tell where something stands, or what stands there.
SPANS = {
    "documents": ("characters", "words", "text"),
    "blocks": ("start", "end", "text"),
    "findings": ("start", "end", "line", "column", "end_line", "end_column", "text"),
    "fixes": ("start", "end", "start_clean", "end_clean", "before", "after"),
    "rules": ("fixes", "findings", "sha256"),
    "raw": ("text",),
}


@pytest.fixture(scope="module", params=LAYOUTS)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "parquet":
        pytest.importorskip("pyarrow")
    root = tmp_path_factory.mktemp("package") / "sample"
    return build_sample(root, layout=LAYOUTS[request.param], metadata={"created": "2026-01-31"})


@pytest.fixture
def package(sample: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(sample, tmp_path / "sample"))


def read(path: Path, table: Table) -> list[dict[str, Any]]:
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_bytes().splitlines()]
    from corpuslint.packaging.storage import read_file

    return list(read_file(path, table))


def write(path: Path, table: Table, rows: list[dict[str, Any]]) -> None:
    if path.suffix == ".jsonl":
        path.write_bytes(b"".join(map(json_line, rows)))
        return
    from corpuslint.packaging.storage import new_file

    path.unlink()
    file = new_file(path, table, path.suffix[1:])
    for row in rows:
        file.write(row, json_line(row))
    file.close()


def parts(package: Path) -> Iterator[tuple[Table, Path]]:
    """Each file of each table."""
    for resource in json.loads((package / "datapackage.json").read_bytes())["resources"]:
        paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
        for path in paths:
            yield KNOWN[resource["name"]], package / path


def numbers(table: Table, rows: list[dict[str, Any]]) -> range:
    """The rows to try: each, but of the many rules, which are all alike, some."""
    return range(0, len(rows), 9 if table.name == "rules" else 1)


def reseal(package: Path) -> None:
    """Make every hash and count right again, those of the content too."""
    descriptor = json.loads((package / "datapackage.json").read_bytes())
    contents = {}
    for resource in descriptor["resources"]:
        places = [path for table, path in parts(package) if table.name == resource["name"]]
        rows = [row for path in places for row in read(path, KNOWN[resource["name"]])]
        resource.update(rows=len(rows), hash=f"sha256:{sha256_file(*places)}")
        if "bytes" in resource:
            resource["bytes"] = sum(path.stat().st_size for path in places)
        contents[resource["name"]] = hashlib.sha256(b"".join(map(json_line, rows))).hexdigest()
    (package / "datapackage.json").write_bytes(json_document(descriptor))
    names = sorted(name for name in list_files(package) if name not in (SUMS, DIGEST))
    (package / SUMS).write_text("".join(f"{sha256_file(package / name)}  {name}\n" for name in names))
    (package / DIGEST).write_bytes(digest_document(package, contents))


def test_resealing_alone_is_seen_as_nothing(package: Path) -> None:
    for table, path in parts(package):
        write(path, table, read(path, table))
    reseal(package)
    assert problems_of(package) == []


def test_a_byte_of_any_file_is_found_in_directories_and_zip_files(package: Path, tmp_path: Path) -> None:
    for name in list_files(package):
        content = (package / name).read_bytes()
        for place in {0, len(content) // 3, len(content) // 2, len(content) - 1}:
            changed = bytearray(content)
            changed[place] ^= 1
            (package / name).write_bytes(changed)
            assert problems_of(package), (name, place)
        write_zip(package, tmp_path / "p.zip")
        done = run("verify", tmp_path / "p.zip")
        assert done.exit_code == 1, (name, done.output)
        (tmp_path / "p.zip").unlink()
        (package / name).write_bytes(content)
    assert problems_of(package) == []


def test_a_dropped_row_is_found_in_every_table(package: Path) -> None:
    for table, path in list(parts(package)):
        content, rows = path.read_bytes(), read(path, table)
        before = (package / "datapackage.json").read_bytes()
        for number in numbers(table, rows) if len(rows) > 1 else ():
            write(path, table, rows[:number] + rows[number + 1 :])
            reseal(package)
            assert problems_of(package), (table.name, number)
        path.write_bytes(content)
        (package / "datapackage.json").write_bytes(before)


def test_swapped_ids_and_swapped_and_doubled_rows_are_found_in_every_table(package: Path) -> None:
    for table, path in list(parts(package)):
        content, rows = path.read_bytes(), read(path, table)
        for number in numbers(table, rows[1:]):
            one, other = rows[number], rows[number + 1]
            swapped = [{**one, table.key: other[table.key]}, {**other, table.key: one[table.key]}]
            for changed in (swapped, [one, one, other]):
                write(path, table, [*rows[:number], *changed, *rows[number + 2 :]])
                reseal(package)
                assert problems_of(package), (table.name, number)
            if table.name not in ("rules", "documents"):  # their order means nothing to a row
                write(path, table, [*rows[:number], other, one, *rows[number + 2 :]])
                reseal(package)
                assert problems_of(package), (table.name, number)
        path.write_bytes(content)


def test_a_changed_span_is_found_in_every_row(package: Path) -> None:
    for table, path in list(parts(package)):
        content, rows = path.read_bytes(), read(path, table)
        for number in numbers(table, rows):
            row = rows[number]
            for name in SPANS[table.name]:
                value = row[name]
                changed = value + 1 if isinstance(value, int) else f"{value[:-1]}0" if value[-1:] != "0" else "1"
                write(path, table, [*rows[:number], {**row, name: changed}, *rows[number + 1 :]])
                reseal(package)
                assert problems_of(package), (table.name, number, name)
        path.write_bytes(content)
