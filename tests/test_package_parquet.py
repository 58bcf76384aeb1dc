"""Tables as Parquet: same content, raw texts by the card alone, and every damage found."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from cli_support import run
from package_samples import CLEAN, DAMAGED, LATIN, build_sample
from test_package_verify import reseal_sums

from corpuslint.packaging.canonical import json_document, sha256_file
from corpuslint.packaging.layout import DEFAULT_LAYOUT
from corpuslint.packaging.verify import verify_package

pyarrow = pytest.importorskip("pyarrow")
from pyarrow import parquet  # noqa: E402


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    layout = replace(DEFAULT_LAYOUT, format="parquet", splits=(("train", 0.5), ("test", 0.5)))
    return build_sample(tmp_path_factory.mktemp("package") / "sample", layout=layout)


@pytest.fixture
def package(sample: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample, tmp_path / "sample"))


def problems_of(package: Path) -> list[str]:
    return [str(problem) for problem in verify_package(package).problems]


def reseal(package: Path) -> None:
    """Make the hashes right again that anybody can make right; the content hash is left as it was."""
    descriptor = json.loads((package / "datapackage.json").read_bytes())
    for resource in descriptor["resources"]:
        resource["hash"] = f"sha256:{sha256_file(package / resource['path'])}"
    (package / "datapackage.json").write_bytes(json_document(descriptor))
    reseal_sums(package)


def test_splits_are_a_column_and_tables_one_file(sample: Path) -> None:
    assert problems_of(sample) == []
    assert sorted(path.name for path in (sample / "data").iterdir()) == [
        f"{name}.parquet" for name in ("blocks", "documents", "findings", "fixes", "rules")
    ]
    assert set(parquet.read_table(sample / "data/documents.parquet")["split"].to_pylist()) <= {"train", "test"}


def test_the_raw_text_comes_back_as_the_card_says(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = (sample / "README.md").read_text(encoding="utf-8")
    code = card.partition("## Get the raw text back")[2].partition("```python\n")[2].partition("```")[0]
    monkeypatch.chdir(sample)
    names: dict[str, dict[str, bytes]] = {}
    exec(code, names)
    assert list(names["raw"].values()) == [DAMAGED.encode(), CLEAN.encode(), LATIN.encode("cp1252")]


@pytest.mark.parametrize(
    ("table", "column", "value", "place"),
    [
        ("documents", "text", "x", "documents.parquet:1: "),
        ("documents", "words", 1, "documents.parquet:1: "),
        ("blocks", "start", 3, "blocks.parquet:1: "),
        ("fixes", "before", None, "fixes.parquet:1: "),
        ("fixes", "rules", "fused words", "fixes.parquet:1: "),
    ],
)
def test_a_changed_cell_is_found_though_hashes_are_right(
    package: Path, table: str, column: str, value: object, place: str
) -> None:
    path = package / "data" / f"{table}.parquet"
    found = parquet.read_table(path)
    rows = found.to_pylist()
    rows[0][column] = value
    parquet.write_table(pyarrow.Table.from_pylist(rows, schema=found.schema), path)
    reseal(package)
    assert any(one.startswith(f"data/{place}") for one in problems_of(package)), problems_of(package)


@pytest.mark.parametrize("damage", ["cut", "none", "columns", "text"])
def test_files_that_are_no_tables_are_found(package: Path, damage: str) -> None:
    path = package / "data/blocks.parquet"
    if damage == "columns":
        parquet.write_table(pyarrow.table({"x": [1]}), path)
    else:
        content = {"cut": path.read_bytes()[:-20], "none": b"", "text": b"PAR1 hello PAR1"}[damage]
        path.write_bytes(content)
    reseal(package)
    assert any(one.startswith("data/blocks.parquet: ") for one in problems_of(package))


@pytest.mark.parametrize("place", [4, 500, -1])
def test_a_flipped_bit_is_found(package: Path, place: int) -> None:
    path = package / "data/documents.parquet"
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    assert any(one.startswith("data/documents.parquet: ") for one in problems_of(package))


def test_publish_verify_rebuild_revert_and_compare(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "a.txt").write_text("Une  phrase.\n")
    base = ("publish", tmp_path / "c", "--isolated", "--name", "p", "--output")
    assert run(*base, tmp_path / "one", "--format", "parquet").exit_code == 0
    assert run(*base, tmp_path / "two").exit_code == 0
    assert run("verify", tmp_path / "one").exit_code == 0
    assert run("rebuild", "--check", tmp_path / "one", tmp_path / "c", "--isolated").exit_code == 0
    assert run("diff", tmp_path / "one", tmp_path / "two").exit_code == 0
    assert run("revert", tmp_path / "one", "--output", tmp_path / "raw").exit_code == 0
    assert (tmp_path / "raw/c/a.txt").read_text() == "Une  phrase.\n"
    lock = json.loads((tmp_path / "one" / "corpuslint.lock.json").read_bytes())
    assert lock["libraries"]["pyarrow"] == pyarrow.__version__
