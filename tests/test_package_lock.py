"""The lock names what decides a package besides its sources: whatever changes results changes it, and only that."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cli_support import run

RULE = """
code = "OWN001"
name = "own"
summary = "{summary}"
why = "{why}"
severity = "{severity}"
applicability = "safe"
[options.limit]
default = {limit}
description = "x"
"""
PATTERNS = """
[[patterns]]
find = "{find}"
replace = "y"
message = "x"
"""
PLAIN = {"summary": "x", "why": "x", "severity": "info", "limit": 1, "find": "abc"}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text("Une phrase.\n")
    (tmp_path / "own").mkdir()
    return folder


def lock_of(
    corpus: Path, configuration: str = "", *options: str, rule: dict[str, object] | None = None
) -> dict[str, Any]:
    text = (RULE + PATTERNS).format(**(PLAIN | (rule or {})))
    (corpus.parent / "own" / "OWN001-own.toml").write_text(text)
    (corpus / "corpuslint.toml").write_text(f'rule-paths = ["../own"]\n{configuration}')
    from corpuslint.catalogue import _load_directory

    _load_directory.cache_clear()
    done = run("publish", corpus, "--output", corpus.parent / "out", *options)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads((corpus.parent / "out" / "corpuslint.lock.json").read_bytes())
    return found


def test_the_lock_names_versions_rules_and_configuration(corpus: Path) -> None:
    lock = lock_of(corpus, "unsafe-fixes = true\n", "--language", "fr")
    assert lock["format"] == 2
    assert set(lock["libraries"]) == {"ftfy", "langdetect", "marisa-trie"}
    assert "OWN001" in lock["rules"]
    assert lock["configuration"]["language"] == "fr"
    assert lock["configuration"]["applied"] == ["safe", "unsafe"]


@pytest.mark.parametrize("rule", [{"severity": "error"}, {"limit": 2}, {"find": "abcd"}])
def test_a_rule_that_decides_otherwise_changes_the_hash(corpus: Path, rule: dict[str, object]) -> None:
    assert lock_of(corpus, rule=rule)["rules"]["OWN001"] != lock_of(corpus)["rules"]["OWN001"]


def test_the_prose_of_a_rule_does_not(corpus: Path) -> None:
    assert lock_of(corpus, rule={"summary": "another", "why": "another"}) == lock_of(corpus)


@pytest.mark.parametrize(
    ("configuration", "key", "value"),
    [
        ("min-confidence = 0.5\n", "min-confidence", 0.5),
        ('exclude = ["x"]\n', "exclude", ["x"]),
        ('extend-safe-fixes = ["OWN001"]\n', "extend-safe-fixes", ["OWN001"]),
        ('extend-unsafe-fixes = ["own"]\n', "extend-unsafe-fixes", ["OWN001"]),
        ('[per-file-ignores]\n"*.md" = ["OWN001"]\n', "per-file-ignores", {"*.md": ["OWN001"]}),
        ("[blocks]\ntitle-length = 90\n", "blocks", {"title_length": 90}),
        ("[rules.own]\nlimit = 3\n", "options", {"OWN001": {"limit": 3}}),
    ],
)
def test_what_the_configuration_changes_stands_in_the_lock(
    corpus: Path, configuration: str, key: str, value: object
) -> None:
    assert not lock_of(corpus)["configuration"][key]
    assert lock_of(corpus, configuration)["configuration"][key] == value


def test_a_vocabulary_stands_in_the_lock_by_its_hash(corpus: Path) -> None:
    (corpus / "words.tsv").write_text("Hanoï\t12\n", encoding="utf-8")
    lock = lock_of(corpus, 'vocabulary = ["words.tsv"]\n')
    assert lock["configuration"]["vocabulary"] == [hashlib.sha256("Hanoï\t12\n".encode()).hexdigest()]
