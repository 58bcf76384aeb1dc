"""The referee judges by itself: it finds damage without our own checks, and its words are quoted, never rendered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from package_samples import build_sample

from corpuslint.packaging.problems import Problems
from corpuslint.packaging.referee import judge


def words_of_the_referee(package: Path) -> list[str]:
    problems = Problems()
    judge(package, 3, problems)
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("table", "old", "new", "words"),
    [
        ("documents", "", "", []),
        ("documents", "Besançon", "BesanÇon", ["documents.jsonl: frictionless: hash-count"]),
        ("fixes", "SPC002", "[/red]", ["fixes.jsonl:4: frictionless: constraint-error"]),
        ("blocks", '"doc_id":"d', '"doc_id":"daa', ["blocks.jsonl:1: frictionless: constraint-error"]),
        ("blocks", '"doc_id":"d1', '"doc_id":"d0', ["blocks.jsonl:1: frictionless: foreign-key"]),
        ("blocks", '"start":0', '"start":"x"', ["blocks.jsonl:1: frictionless: type-error"]),
    ],
)
def test_the_referee_finds_damage_alone(tmp_path: Path, table: str, old: str, new: str, words: list[str]) -> None:
    package = build_sample(tmp_path / "sample")
    path = package / "data" / f"{table}.jsonl"
    path.write_text(
        path.read_text(encoding="utf-8").replace(old, new, 1) if old else path.read_text(encoding="utf-8"), "utf-8"
    )
    found = words_of_the_referee(package)
    assert all(any(wanted in one for one in found) for wanted in words), found
    assert bool(found) == bool(words)


def test_a_descriptor_that_frictionless_cannot_read_is_one_problem(tmp_path: Path) -> None:
    package = build_sample(tmp_path / "sample")
    descriptor = json.loads((package / "datapackage.json").read_bytes())
    descriptor["resources"][0]["path"] = "../x"
    (package / "datapackage.json").write_text(json.dumps(descriptor))
    found = words_of_the_referee(package)
    assert len(found) == 1
    assert found[0].startswith("datapackage.json: frictionless: ")
