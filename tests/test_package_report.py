"""The report of ``verify``, and the referee: which rows it reads, and that a sample of them is enough to be refused."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cli_support import run
from package_samples import build_sample

from corpuslint.packaging import verify as verify_module
from corpuslint.packaging.layout import DEFAULT_LAYOUT, Layout
from corpuslint.packaging.problems import Problems
from corpuslint.packaging.referee import judge
from corpuslint.packaging.sampling import Sample
from corpuslint.packaging.verify import verify_package
from corpuslint.packaging.zipping import write_zip

LAYOUTS = {
    "jsonl": replace(DEFAULT_LAYOUT, raw_text=True),
    "split": Layout((("train", 0.5), ("test", 0.5)), 600),
    "parquet": replace(DEFAULT_LAYOUT, format="parquet"),
}


@pytest.fixture(scope="module", params=LAYOUTS)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "parquet":
        pytest.importorskip("pyarrow")
    return build_sample(tmp_path_factory.mktemp("package") / "sample", layout=LAYOUTS[request.param])


def report_of(package: Path, tmp_path: Path, *options: str) -> dict[str, Any]:
    done = run("verify", package, "--report", tmp_path / "report.json", *options)
    assert done.exit_code in (0, 1), done.output
    return dict(json.loads((tmp_path / "report.json").read_bytes()))


def test_the_report_tells_who_checked_what(sample: Path, tmp_path: Path) -> None:
    found = report_of(sample, tmp_path)
    assert list(found) == ["valid", "digest", "rows", "problems", "corpuslint", "frictionless"]
    assert (found["valid"], found["problems"], found["rows"]["documents"]) == (True, [], 3)
    assert found["frictionless"]["documents"] == found["corpuslint"]["documents"] == 3
    assert found["frictionless"]["report"]["valid"] is True
    assert [task["name"] for task in found["frictionless"]["report"]["tasks"]] == list(found["rows"])


def test_the_report_is_the_same_wherever_and_whenever(sample: Path, tmp_path: Path) -> None:
    other = shutil.copytree(sample, tmp_path / "elsewhere" / "copy")
    write_zip(sample, tmp_path / "p.zip")
    reports = []
    for package in (sample, other, tmp_path / "p.zip"):
        report_of(package, tmp_path)
        reports.append((tmp_path / "report.json").read_bytes())
    assert reports[0] == reports[1] == reports[2]
    assert str(tmp_path).encode() not in reports[0]
    assert b"seconds" not in reports[0]


def test_the_referee_reads_a_sample_of_a_larger_package(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_module, "SAMPLE", 2)
    done = run("verify", sample)
    assert (done.exit_code, "frictionless agrees on 2 documents)" in done.stdout) == (0, True), done.output
    found = report_of(sample, tmp_path)["frictionless"]
    assert found["documents"] == 2
    assert "2 documents from all over the package" in found["checked"][1]
    rows = {task["name"]: task["stats"]["rows"] for task in found["report"]["tasks"]}
    assert rows["documents"] == 2
    assert rows["blocks"] < 9


def test_the_referee_reads_everything_when_asked(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_module, "SAMPLE", 2)
    found = report_of(sample, tmp_path, "--referee", "full")["frictionless"]
    assert found["documents"] == 3
    assert {task["stats"]["rows"] for task in found["report"]["tasks"] if task["name"] == "blocks"} == {9}


def test_the_sample_holds_the_first_of_so_many_documents_with_all_their_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: dict[str, bytes] = {}

    def look(root: Path, _: int, problems: Problems, part: Sample | None) -> None:
        assert part is not None
        part.finish()
        taken.update({path.name: path.read_bytes() for path in (part.directory / "data").iterdir()})

    package = build_sample(tmp_path / "sample")
    monkeypatch.setattr(verify_module, "SAMPLE", 2)
    monkeypatch.setattr(verify_module, "judge", look)
    assert verify_package(package).valid
    for name, rows in taken.items():
        whole = (package / "data" / name).read_bytes().splitlines()
        kept = ("000.txt", "latin.txt")
        ids = [json.loads(line)["doc_id"] for line in rows.splitlines()] if name != "rules.jsonl" else []
        documents = (package / "data/documents.jsonl").read_bytes().splitlines()
        wanted = {json.loads(line)["doc_id"] for line in documents if json.loads(line)["path"].endswith(kept)}
        assert rows.splitlines() == [line for line in whole if not ids or json.loads(line)["doc_id"] in wanted]
    assert set(taken) == {"documents.jsonl", "blocks.jsonl", "findings.jsonl", "fixes.jsonl", "rules.jsonl"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"role": "[/red]"}, "constraint-error"),
        ({"doc_id": "d0000000000000000"}, "foreign-key"),
        ({"start": "x"}, "type-error"),
    ],
)
def test_the_referee_finds_damage_in_a_sample(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    package = build_sample(tmp_path / "sample")
    document = json.loads((package / "data/documents.jsonl").read_bytes().splitlines()[0])
    block = json.loads((package / "data/blocks.jsonl").read_bytes().splitlines()[0]) | change
    (tmp_path / "part").mkdir()
    part = Sample(tmp_path / "part", DEFAULT_LAYOUT, 3)
    part.add_document(document, {"blocks": [(("data/blocks.jsonl", 1), block)]})
    problems = Problems()
    judge(package, 3, problems, part)
    assert any(f"blocks.jsonl:1: frictionless: {words}" in str(one) for one in problems), list(problems)


def test_problems_are_in_the_report_and_frictionless_is_not_asked(tmp_path: Path) -> None:
    package = build_sample(tmp_path / "sample")
    (package / "notes.txt").touch()
    found = report_of(package, tmp_path)
    assert (found["valid"], found["frictionless"]) == (False, None)
    assert found["problems"] == [
        {
            "file": "notes.txt",
            "row": None,
            "what": "is not listed in SHA256SUMS",
            "remedy": "move it out of the package",
        }
    ]


def test_a_report_that_would_change_the_package_is_refused(sample: Path, tmp_path: Path) -> None:
    write_zip(sample, tmp_path / "p.zip")
    before = (tmp_path / "p.zip").read_bytes()
    for package, report in ((sample, sample / "report.json"), (tmp_path / "p.zip", tmp_path / "p.zip")):
        done = run("verify", package, "--report", report)
        assert (done.exit_code, "would change the package" in done.stderr) == (2, True)
    assert not (sample / "report.json").exists()
    assert (tmp_path / "p.zip").read_bytes() == before
    done = run("verify", sample, "--report", tmp_path / "none" / "report.json")
    assert (done.exit_code, "report.json: cannot write: no such file" in done.stderr) == (2, True)
    assert run("verify", sample, sample, "--report", tmp_path / "r.json").exit_code == 2
