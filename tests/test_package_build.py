"""What a built package holds, and that independent readers take it."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from package_samples import CLEAN, DAMAGED, FULL, LATIN, build_sample, outcome, sample_entries

from corpuslint.document import Document, EncodingFacts
from corpuslint.errors import PackageError
from corpuslint.packaging.build import build_package
from corpuslint.packaging.citation import build_citation
from corpuslint.packaging.guard import list_files
from corpuslint.packaging.markup import yaml_text
from corpuslint.packaging.metadata import Metadata, read_metadata
from corpuslint.packaging.rows import Entry
from corpuslint.packaging.verify import verify_package

yaml = pytest.importorskip("yaml")  # comes with frictionless


def build(directory: Path, entries: list[Entry], metadata: Metadata) -> Path:
    directory.mkdir()
    build_package(directory, entries, metadata, {"format": 2})
    return directory


def header(package: Path) -> dict[str, object]:
    _, head, _ = (package / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    found: dict[str, object] = yaml.safe_load(head)
    return found


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return build(tmp_path / "news", sample_entries(), read_metadata(FULL, default_name="news"))


def test_a_package_with_all_metadata_is_valid(package: Path) -> None:
    assert verify_package(package).problems == ()
    descriptor = json.loads((package / "datapackage.json").read_bytes())
    assert list(descriptor)[:7] == ["$schema", "name", "id", "title", "version", "description", "created"]
    assert descriptor["id"] == "https://doi.org/10.5281/zenodo.1234"
    assert descriptor["sources"][0]["licenses"] == [{"name": "CC0-1.0"}, {"name": "MIT"}]
    assert descriptor["created"] == "2026-01-31T00:00:00Z"
    assert descriptor["licenses"][0] == {"name": "CC-BY-4.0"}


def test_the_frictionless_command_accepts_it(package: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"],
        cwd=package,
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(run.stdout)
    assert (run.returncode, report["valid"], report["stats"]["tasks"]) == (0, True, 4), run.stdout


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_sha256sum_accepts_it(package: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=package, check=True)


def test_the_card_names_every_table_for_loaders(package: Path) -> None:
    found = header(package)
    assert found["configs"] == [
        {"config_name": "documents", "data_files": "data/documents.jsonl", "default": True},
        {"config_name": "blocks", "data_files": "data/blocks.jsonl"},
        {"config_name": "findings", "data_files": "data/findings.jsonl"},
        {"config_name": "fixes", "data_files": "data/fixes.jsonl"},
    ]
    assert found["pretty_name"] == FULL["title"]
    assert found["language"] == ["fr"]
    assert found["license"] == ["cc-by-4.0", "odbl-1.0"]
    assert found["tags"] == ["datapackage", "croissant", "news", "no", "français"]


def test_the_raw_text_comes_back_as_the_card_says(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = (package / "README.md").read_text(encoding="utf-8")
    code = card.partition("## Get the raw text back")[2].partition("```python\n")[2].partition("```")[0]
    monkeypatch.chdir(package)
    names: dict[str, dict[str, bytes]] = {}
    exec(code, names)
    assert list(names["raw"].values()) == [DAMAGED.encode(), CLEAN.encode(), LATIN.encode("cp1252")]


def test_without_a_licence_the_card_says_so_and_no_file_invents_one(tmp_path: Path) -> None:
    package = build_sample(tmp_path / "sample")
    assert "No licence is stated" in (package / "README.md").read_text(encoding="utf-8")
    assert "license" not in header(package)
    for name in ("datapackage.json", "croissant.json", "CITATION.cff"):
        assert "license" not in (package / name).read_text(encoding="utf-8").lower()


def test_the_citation_is_yaml_of_the_metadata(package: Path) -> None:
    found = yaml.safe_load((package / "CITATION.cff").read_text(encoding="utf-8"))
    assert found["cff-version"] == "1.2.0"
    assert found["title"] == FULL["title"]
    assert found["abstract"] == FULL["description"]
    assert found["message"] == "If you use this dataset, please cite it: A. Person (2026): Nouvelles."
    assert found["doi"] == "10.5281/zenodo.1234"
    assert found["authors"] == [
        {"family-names": "Person", "given-names": "A.", "affiliation": "O"},
        {"given-names": "B", "orcid": "https://orcid.org/0000-0002-1825-0097", "email": "b@example.org"},
        {"name": "The Office", "website": "https://example.org/office"},
    ]
    assert found["date-released"] == "2026-01-31"
    nameless = yaml.safe_load(build_citation(read_metadata({}, default_name="x")))
    assert nameless["authors"] == [{"name": "The makers of x"}]


@pytest.mark.parametrize("text", ["no", "1.0", "a: b", "# x", "'\"\\", "é\u200e\ufeffả🙂", "a\nb", "- x", "", "null"])
def test_yaml_text_reads_back(text: str) -> None:
    assert yaml.safe_load(f"key: {yaml_text(text)}\n") == {"key": text}


def test_licences_of_sources_and_the_citation_stand_where_people_and_programs_look(package: Path) -> None:
    card = (package / "README.md").read_text(encoding="utf-8")
    assert "- [The \\| source](https://example.org/): CC0-1.0, MIT\n- Another\n" in card
    assert "## Cite it\n\nA. Person (2026): Nouvelles.\n\n" in card
    croissant = json.loads((package / "croissant.json").read_bytes())
    assert croissant["citeAs"] == "A. Person (2026): Nouvelles."
    assert croissant["isBasedOn"][0]["license"] == [f"https://spdx.org/licenses/{name}" for name in ("CC0-1.0", "MIT")]
    kinds = [(one["name"], one["@type"]) for one in croissant["creator"]]
    assert kinds == [("A. Person", "sc:Person"), ("B", "sc:Person"), ("The Office", "sc:Organization")]


def test_croissant_describes_every_table_with_its_hash(package: Path) -> None:
    croissant = json.loads((package / "croissant.json").read_bytes())
    assert croissant["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    assert croissant["license"] == ["https://spdx.org/licenses/CC-BY-4.0", "https://example.org/odbl"]
    assert [one["contentUrl"] for one in croissant["distribution"]] == [
        "data/documents.jsonl",
        "data/blocks.jsonl",
        "data/findings.jsonl",
        "data/fixes.jsonl",
    ]
    for one in croissant["distribution"]:
        assert one["encodingFormat"] == "application/jsonlines"
        assert one["sha256"] == hashlib.sha256((package / one["contentUrl"]).read_bytes()).hexdigest()
    blocks = croissant["recordSet"][1]
    assert blocks["field"][1]["references"] == {"field": {"@id": "documents/doc_id"}}


def test_tables_without_rows_are_left_out(tmp_path: Path) -> None:
    document = Document("Rien à redire.\n", "fr", "a.txt")
    package = build(tmp_path / "p", [Entry(document, outcome(document, []))], Metadata("p", "p"))
    assert sorted(path.name for path in (package / "data").iterdir()) == ["blocks.jsonl", "documents.jsonl"]
    assert verify_package(package).problems == ()


def test_an_empty_document_is_published(tmp_path: Path) -> None:
    document = Document("", None, "a.txt")
    package = build(tmp_path / "p", [Entry(document, outcome(document, []))], Metadata("p", "p"))
    assert list_files(package / "data") == ["documents.jsonl"]
    assert verify_package(package).problems == ()


def test_two_equal_documents_are_published_apart(tmp_path: Path) -> None:
    entries = [
        replace(one, document=replace(one.document, path=f"{folder}/{one.document.path}"))
        for folder in "ab"
        for one in sample_entries()
    ]
    package = build(tmp_path / "p", entries, Metadata("p", "p"))
    assert verify_package(package).problems == ()


def test_hostile_text_does_not_leave_its_cell(tmp_path: Path) -> None:
    text = 'x"},\n{"doc_id":"\u2028\x85\r\n[/red]\x1b[31m=cmd|\' /C calc\'!A0 \u202e\ufeff ---\n\tñ\x00'[:-1]
    document = Document(text, "fr", "a [/red] \u2028.txt")
    package = build(tmp_path / "p", [Entry(document, outcome(document, []))], Metadata("p", "p"))
    assert verify_package(package).problems == ()
    lines = (package / "data" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["text"] for line in lines] == [text]


def test_no_documents_are_no_package(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="no documents"):
        build(tmp_path / "p", [], Metadata("p", "p"))


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = build_sample(tmp_path / "one"), build_sample(tmp_path / "deep" / "er" / "other")
    assert list_files(one) == list_files(other)
    assert all((one / name).read_bytes() == (other / name).read_bytes() for name in list_files(one))


@pytest.mark.parametrize("encoding", ["viscii", "tcvn", "utf-16-be", "gb18030"])
def test_documents_in_other_encodings_are_published_and_verified(tmp_path: Path, encoding: str) -> None:
    import corpuslint.charsets  # noqa: F401

    text = "Hà Nội, thủ đô của Việt Nam.\n"
    document = Document(text, "vi", "a.txt", None, EncodingFacts(encoding))
    digest = hashlib.sha256(text.encode(encoding)).hexdigest()
    package = build(tmp_path / "p", [Entry(document, outcome(document, []), digest)], Metadata("p", "p"))
    assert verify_package(package).problems == ()
