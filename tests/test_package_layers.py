"""Layers: the directory of a package is a BagIt bag and an RO-Crate too, for the readers of these worlds."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import pytest
from cli_support import run
from package_samples import build_sample
from test_package_verify import reseal, reseal_sums

from corpuslint.errors import ConfigurationError
from corpuslint.packaging.build import SUMS
from corpuslint.packaging.guard import list_files
from corpuslint.packaging.layers import LAYER_FILES
from corpuslint.packaging.layout import DEFAULT_LAYOUT, LAYERS, Layout, read_layout
from corpuslint.packaging.verify import verify_package

BOTH = replace(DEFAULT_LAYOUT, layers=LAYERS)
SAID = {
    "created": "2026-01-31",
    "title": "Nouvelles : « été » #1",
    "description": "Une ligne.\nBagging-Date: 1999-01-01\n  une autre.",
    "licenses": ["CC-BY-4.0", {"name": "CC-BY-4.0", "path": "https://spdx.org/licenses/CC-BY-4.0"}],
    "sources": [{"title": "A", "path": "https://a.example"}, {"title": "B", "path": "https://a.example"}],
    "contributors": [{"title": "A. Person", "path": "https://a.example"}, {"title": "Nobody"}],
    "keywords": ["news"],
    "homepage": "https://a.example",
}
LAYOUTS = {"jsonl": BOTH, "split and cut": Layout((("train", 0.5), ("test", 0.5)), 600, raw_text=True, layers=LAYERS)}


@pytest.fixture(scope="session", params=LAYOUTS)
def layered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    layout = LAYOUTS[request.param]
    return build_sample(tmp_path_factory.mktemp("layered") / "sample", layout=layout, metadata=SAID)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of one layout that a test may damage."""
    return build_sample(tmp_path / "sample", layout=BOTH, metadata=SAID)


def problems_of(package: Path) -> list[str]:
    return [str(problem) for problem in verify_package(package).problems]


def test_our_own_verification_accepts_it(layered: Path) -> None:
    assert problems_of(layered) == []


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_sha256sum_covers_the_layers_too(layered: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", SUMS], cwd=layered, check=True)
    listed = {line.split("  ")[1] for line in (layered / SUMS).read_text().splitlines()}
    assert listed >= {name for names in LAYER_FILES.values() for name in names}


def test_bagit_accepts_the_bag(layered: Path) -> None:
    bagit = pytest.importorskip("bagit")
    bag = bagit.Bag(str(layered))
    bag.validate()
    assert bag.info["Bagging-Date"] == "2026-01-31"
    assert bag.info["External-Description"] == "Une ligne. Bagging-Date: 1999-01-01 une autre."
    assert bag.info["Payload-Oxum"].endswith(f".{len(list_files(layered / 'data'))}")
    done = subprocess.run([sys.executable, bagit.__file__, "--validate", "."], cwd=layered, check=False)
    assert done.returncode == 0
    # What the bag does not list is listed by none but those that list the bag.
    unlisted = set(list_files(layered)) - set(bag.entries)
    assert unlisted == {"tagmanifest-sha256.txt", SUMS, "datapackage-digest.json"}


@pytest.mark.parametrize("name", ["data/documents.jsonl", "README.md", "ro-crate-metadata.json"])
def test_bagit_sees_what_changed(package: Path, name: str) -> None:
    bagit = pytest.importorskip("bagit")
    with (package / name).open("ab") as stream:
        stream.write(b"\n")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(package)).validate()


def test_a_reader_of_ro_crates_reads_the_crate(layered: Path, tmp_path: Path) -> None:
    rocrate = pytest.importorskip("rocrate.rocrate")
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        crate = rocrate.ROCrate(str(layered))
        crate.write(tmp_path / "copy")  # fails where a file of the crate is missing
    assert crate.version == "1.2"
    assert (crate.name, str(crate.datePublished)[:10]) == (SAID["title"], "2026-01-31")
    assert [one["name"] for one in crate.root_dataset["author"]] == ["A. Person", "Nobody"]
    assert [one["url"] for one in crate.license] == ["https://spdx.org/licenses/CC-BY-4.0"] * 2
    outside = {"ro-crate-metadata.json", SUMS, "datapackage-digest.json", *LAYER_FILES["bagit"]}
    assert {one.id for one in crate.data_entities} == set(list_files(layered)) - outside


def test_every_id_of_the_crate_is_one_and_every_reference_leads_somewhere(layered: Path) -> None:
    graph = json.loads((layered / "ro-crate-metadata.json").read_bytes())["@graph"]
    ids = [node["@id"] for node in graph]
    assert len(ids) == len(set(ids))

    def references(value: object) -> list[str]:
        if isinstance(value, list):
            return [one for part in value for one in references(part)]
        if isinstance(value, dict):
            return [value["@id"]] if list(value) == ["@id"] else references(list(value.values()))
        return []

    wanted = [one for node in graph for one in references(list(node.values()))]
    assert set(wanted) - set(ids) == {"https://w3id.org/ro/crate/1.2"}


def test_without_a_licence_the_crate_says_so(tmp_path: Path) -> None:
    layout = replace(DEFAULT_LAYOUT, layers=("ro-crate",))
    package = build_sample(tmp_path / "sample", layout=layout, metadata={"created": "2026-01-31"})
    graph = json.loads((package / "ro-crate-metadata.json").read_bytes())["@graph"]
    assert graph[1]["license"].startswith("No licence is stated")
    assert problems_of(package) == []


def test_a_crate_without_a_date_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match='layer "ro-crate" needs a date: set "created"'):
        build_sample(tmp_path / "sample", layout=BOTH)
    bag = build_sample(tmp_path / "bag", layout=replace(DEFAULT_LAYOUT, layers=("bagit",)))
    assert "Bagging-Date" not in (bag / "bag-info.txt").read_text()
    assert problems_of(bag) == []


@pytest.mark.parametrize("name", [name for names in LAYER_FILES.values() for name in names])
def test_a_layer_file_that_is_missing_or_changed_is_found(package: Path, name: str) -> None:
    original = (package / name).read_bytes()
    (package / name).write_bytes(original[:-1] + b" \n")
    assert any(problem.startswith(f"{name}: is not the file that SHA256SUMS lists") for problem in problems_of(package))
    reseal_sums(package)
    assert any(problem.startswith(f"{name}: does not say what") for problem in problems_of(package))
    (package / name).unlink()
    assert any(problem.startswith(f"{name}: is missing, though SHA256SUMS") for problem in problems_of(package))
    reseal_sums(package)
    assert any(problem.startswith(f"{name}: is missing, though") for problem in problems_of(package))


def test_a_layer_that_the_lock_does_not_name_is_found(tmp_path: Path, package: Path) -> None:
    plain = build_sample(tmp_path / "plain", metadata=SAID)
    shutil.copy(package / "bag-info.txt", plain)
    reseal_sums(plain)
    assert [line.split(";")[0] for line in problems_of(plain)] == [
        'bag-info.txt: belongs to the layer "bagit", which corpuslint.lock.json does not name'
    ]


def test_layers_that_speak_of_other_tables_are_found(package: Path) -> None:
    path = package / "data" / "rules.jsonl"
    path.write_bytes(path.read_bytes().replace(b"spaces", b"Spaces", 1))
    reseal(package)
    found = problems_of(package)
    assert any(line.startswith("manifest-sha256.txt: does not say") for line in found)
    assert any(line.startswith("ro-crate-metadata.json: does not say") for line in found)


@pytest.mark.parametrize("value", ["bagit", ["ocfl"], [1], {"bagit": True}, [["bagit"]]])
def test_layers_that_there_are_not_are_refused(value: object) -> None:
    with pytest.raises(ConfigurationError, match=r'"layers" in \[package\] must be'):
        read_layout({"layers": value})


def test_the_order_in_which_layers_are_named_does_not_matter() -> None:
    assert read_layout({"layers": ["ro-crate", "bagit", "bagit"]}).layers == LAYERS


def test_publish_asks_for_layers_and_rebuild_makes_them_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("Une phrase  claire.\n", encoding="utf-8")
    (tmp_path / "corpuslint.toml").write_text('[package]\ncreated = "2026-01-31"\nlayers = ["bagit"]\n')
    monkeypatch.chdir(tmp_path)
    for out, options, layers in (("bag", (), ["bagit"]), ("crate", ("--layer", "ro-crate"), ["ro-crate"])):
        done = run("publish", "corpus", "--output", out, *options)
        assert done.exit_code == 0, done.stderr
        names = {name for layer in layers for name in LAYER_FILES[layer]}
        assert names <= set(list_files(Path(out)))
        assert json.loads(Path(out, "corpuslint.lock.json").read_bytes())["layout"]["layers"] == layers
        rebuilt = run("rebuild", "--check", out, "corpus", "--isolated")
        assert (rebuilt.exit_code, rebuilt.stdout) == (0, f"{out}: the same bytes, built again from corpus\n")
    refused = run("publish", "corpus", "--output", "out", "--layer", "ro-crate", "--isolated")
    assert refused.exit_code == 2
    assert refused.stderr.startswith('corpuslint: error: layer "ro-crate" needs a date: set "created"')
    assert not Path("out").exists()
