"""One directory for five worlds: frictionless without our plugin, Croissant, Hugging Face datasets, BagIt and RO-Crate.

All but the first are tested where they are installed (dependency group ``interop``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from package_samples import CLEAN, DAMAGED, FULL, LATIN, build_sample

from corpuslint.catalogue import load_catalogue
from corpuslint.packaging.canonical import sha256_file
from corpuslint.packaging.guard import list_files
from corpuslint.packaging.layout import DEFAULT_LAYOUT, FORMATS, LAYERS, Layout
from corpuslint.packaging.lock import describe_rules
from corpuslint.packaging.verify import verify_package
from corpuslint.ruleset import build_ruleset

if find_spec("pyarrow") is None:
    FORMATS = tuple(name for name in FORMATS if name != "parquet")
COUNTS = {
    "documents": 3,
    "blocks": 9,
    "findings": 2,
    "fixes": 5,
    "rules": len(describe_rules(build_ruleset(load_catalogue()))),
    "raw": 3,
}
LAYOUTS = {
    **{name: replace(DEFAULT_LAYOUT, format=name, raw_text=True, layers=LAYERS) for name in FORMATS},
    "split and cut": Layout((("train", 0.5), ("test", 0.5)), 600, raw_text=True, layers=LAYERS),
}
STOCK = """
import json, pkgutil
found = pkgutil.iter_modules
pkgutil.iter_modules = lambda *a, **k: (one for one in found(*a, **k) if one.name != "frictionless_corpuslint")
from frictionless import Package, system
assert "corpuslint" not in system.plugins
report = Package("datapackage.json").validate()
print(json.dumps([report.valid, report.flatten(["type", "note"])]))
"""
CROISSANT = """
import json, sys
import mlcroissant
dataset = mlcroissant.Dataset("croissant.json")
print(json.dumps({one.id: sum(1 for _ in dataset.records(one.id)) for one in dataset.metadata.record_sets}))
"""
LOADER = """
import json, os, sys
from datasets import get_dataset_config_names, load_dataset
root = os.getcwd()
counts = {name: sum(len(part) for part in load_dataset(root, name, cache_dir=sys.argv[1]).values())
          for name in get_dataset_config_names(root)}
texts = [row["text"] for part in load_dataset(root, "raw", cache_dir=sys.argv[1]).values() for row in part]
print(json.dumps([counts, texts]))
"""


@pytest.fixture(scope="module", params=LAYOUTS)
def package(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("interop")
    return build_sample(folder / "sample", layout=LAYOUTS[request.param], metadata=FULL)


def answer(program: str, package: Path, *arguments: object) -> Any:
    """What a program prints that runs in the package, without a network."""
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=package,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(package.parent / "home")},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_our_own_verification_accepts_it(package: Path) -> None:
    verdict = verify_package(package)
    assert verdict.problems == ()
    assert verdict.rows == COUNTS


def test_frictionless_accepts_it_without_our_plugin(package: Path) -> None:
    if (package / "data" / "documents.parquet").exists():
        pytest.importorskip("pandas")
    assert answer(STOCK, package) == [True, []]


@pytest.mark.slow
def test_croissant_readers_load_every_table(package: Path) -> None:
    pytest.importorskip("mlcroissant")
    assert answer(CROISSANT, package) == COUNTS


@pytest.mark.slow
def test_datasets_load_every_table(package: Path, tmp_path: Path) -> None:
    pytest.importorskip("datasets")
    counts, texts = answer(LOADER, package, tmp_path)
    assert counts == COUNTS
    assert sorted(texts) == sorted([DAMAGED, CLEAN, LATIN])


def test_bagit_accepts_it(package: Path) -> None:
    bagit = pytest.importorskip("bagit")
    bagit.Bag(str(package)).validate()


def test_a_reader_of_ro_crates_finds_every_table(package: Path) -> None:
    rocrate = pytest.importorskip("rocrate.rocrate")
    crate = rocrate.ROCrate(str(package))
    tables = [path for path in list_files(package) if path.startswith("data/")]
    assert [one["sha256"] for one in map(crate.get, tables)] == [sha256_file(package / path) for path in tables]


def test_content_is_the_same_in_every_format(tmp_path: Path) -> None:
    contents = []
    for name in FORMATS:
        package = build_sample(tmp_path / name, layout=replace(DEFAULT_LAYOUT, format=name))
        contents.append(json.loads((package / "datapackage-digest.json").read_bytes())["content"])
    assert all(content == contents[0] for content in contents)
