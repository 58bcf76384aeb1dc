"""Splits, shards and raw texts: how tables become files, and that the content does not depend on it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from package_samples import CLEAN, DAMAGED, LATIN, build_sample, outcome

from corpuslint.document import Document
from corpuslint.errors import ConfigurationError
from corpuslint.packaging.build import build_package
from corpuslint.packaging.canonical import json_document
from corpuslint.packaging.guard import list_files
from corpuslint.packaging.layout import DEFAULT_LAYOUT, Layout, part_path, read_layout, split_of_paths
from corpuslint.packaging.metadata import Metadata
from corpuslint.packaging.rows import Entry
from corpuslint.packaging.verify import verify_package

SPLITS = (("train", 0.5), ("test", 0.5))


def build(directory: Path, layout: Layout, count: int = 40) -> Path:
    """A package of many short documents, half of them the same."""
    documents = [Document(f"Une phrase, {number // 2}.\n", "fr", f"{number:02}.txt") for number in range(count)]
    entries = [Entry(document, outcome(document, [])) for document in documents]
    directory.mkdir()
    lock = {"format": 2, "layout": layout.as_table()}
    build_package(directory, entries, Metadata("p", "p"), lock, layout)
    return directory


def rows(package: Path, table: str) -> list[dict[str, Any]]:
    resources = json.loads((package / "datapackage.json").read_bytes())["resources"]
    path = next(one["path"] for one in resources if one["name"] == table)
    paths = path if isinstance(path, list) else [path]
    return [json.loads(line) for one in paths for line in (package / one).open(encoding="utf-8")]


def content(package: Path) -> object:
    return json.loads((package / "datapackage-digest.json").read_bytes())["content"]


def test_shards_hold_the_same_content(tmp_path: Path) -> None:
    whole = build(tmp_path / "whole", DEFAULT_LAYOUT)
    cut = build(tmp_path / "cut", Layout(shard_size=5_000))
    parts = [name for name in list_files(cut) if name.startswith("data/documents/")]
    assert parts[0] == f"data/documents/train-00000-of-{len(parts):05d}.jsonl"
    assert len(parts) > 2
    assert all((cut / name).stat().st_size <= 5_000 for name in parts)
    assert b"".join((cut / name).read_bytes() for name in parts) == (whole / "data/documents.jsonl").read_bytes()
    assert content(cut) == content(whole)
    assert verify_package(cut).problems == ()


def test_a_row_longer_than_a_shard_has_a_file_of_its_own(tmp_path: Path) -> None:
    package = build(tmp_path / "p", Layout(shard_size=1), 3)
    assert len([name for name in list_files(package) if name.startswith("data/documents/")]) == 3
    assert verify_package(package).problems == ()


def test_splits_are_files_of_their_own_and_equal_texts_stay_together(tmp_path: Path) -> None:
    package = build(tmp_path / "p", Layout(SPLITS, shard_size=4_000))
    assert verify_package(package).problems == ()
    found = rows(package, "documents")
    assert {row["split"] for row in found} == {"train", "test"}
    splits: dict[str, set[str]] = {}
    for row in found:
        splits.setdefault(row["sha256_raw"], set()).add(row["split"])
    assert all(len(names) == 1 for names in splits.values())
    card = (package / "README.md").read_text(encoding="utf-8")
    assert "      - split: test\n        path: data/documents/test-*\n" in card
    assert [row["doc_id"] for row in rows(package, "blocks")] == [row["doc_id"] for row in found]


def test_the_split_of_a_document_does_not_depend_on_the_others(tmp_path: Path) -> None:
    few, many = build(tmp_path / "few", Layout(SPLITS), 10), build(tmp_path / "many", Layout(SPLITS), 40)
    splits = {row["doc_id"]: row["split"] for row in rows(many, "documents")}
    assert all(splits[row["doc_id"]] == row["split"] for row in rows(few, "documents"))


def test_a_document_moved_to_the_other_split_is_found(tmp_path: Path) -> None:
    package = build(tmp_path / "p", Layout(SPLITS))
    lock = {"format": 2, "layout": Layout((("test", 0.5), ("train", 0.5))).as_table()}
    (package / "corpuslint.lock.json").write_bytes(json_document(lock))
    found = [str(problem) for problem in verify_package(package).problems]
    assert any(one.startswith("data/documents/") and '"split" is' in one for one in found), found


def test_raw_texts_come_along_and_are_held_to_the_fixes(tmp_path: Path) -> None:
    package = build_sample(tmp_path / "p", layout=replace(DEFAULT_LAYOUT, raw_text=True))
    assert [row["text"] for row in rows(package, "raw")] == [DAMAGED, CLEAN, LATIN]
    assert verify_package(package).problems == ()


@pytest.mark.parametrize(
    ("size", "count"), [(1, 1), ("1", 1), ("5kB", 5_000), ("500 MB", 500_000_000), ("2GB", 2_000_000_000)]
)
def test_sizes_are_read(size: object, count: int) -> None:
    assert read_layout({"shard-size": size}).shard_size == count


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"shard-size": "big"}, '"shard-size" in .package. must be a size'),
        ({"shard-size": 0}, '"shard-size"'),
        ({"shard-size": True}, '"shard-size"'),
        ({"splits": ["train"]}, '"splits" in .package. must be a table'),
        ({"splits": {"Train": 1}}, "must be named with small letters"),
        ({"splits": {"train": 0.9}}, "must sum to 1, not 0.9"),
        ({"splits": {"train": 2}}, "must lie above 0"),
        ({"splits": {"train": "1"}}, "must lie above 0"),
        ({"raw-text": "yes"}, '"raw-text" in .package. must be true or false'),
        ({"format": "xml"}, '"format" in .package. must be'),
    ],
)
def test_a_layout_that_cannot_be_is_refused_in_one_line(table: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        read_layout(table)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_the_names_of_parts_tell_their_splits(counts: list[int]) -> None:
    parts = [(f"s{split}", number, count) for split, count in enumerate(counts) for number in range(count)]
    paths = [part_path("documents", *part, "jsonl") for part in parts]
    assert split_of_paths("documents", paths, "jsonl") == [split for split, _, _ in parts]
    assert split_of_paths("documents", [*paths, paths[0]], "jsonl") is None
    assert split_of_paths("blocks", paths, "jsonl") is None
    if counts[0] > 1:  # a part is missing
        assert split_of_paths("documents", paths[1:], "jsonl") is None
