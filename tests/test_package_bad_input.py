"""Hostile and odd input of publishing, by the command line: a clear error, or a package that gives everything back."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from cli_support import run
from package_samples import build_sample
from test_package_verify import edit_rows

from corpuslint.packaging.guard import list_files
from corpuslint.packaging.verify import verify_package


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="names that only POSIX allows")
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (b".hidden.txt", "is hidden"),
        (b"a\\b.txt", "holds a back-slash"),
        (b"..\\b.txt", "holds a back-slash"),
        (b"new\nline.txt", "holds a control character"),
        (b"\x1b[31mred.txt", "holds a control character"),
        (b"C:x.txt", "is absolute"),
        (b"\xff\xfe.txt", "is not UTF-8"),
    ],
)
def test_a_source_that_could_not_be_written_back_is_refused(name: bytes, reason: str) -> None:
    Path(os.fsdecode(name)).write_text("Une  phrase.\n")
    done = run("publish", os.fsdecode(name), "--output", "out", "--isolated")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert f"{reason}, so that nobody could write it back; rename it" in done.stderr
    assert "\x1b" not in done.stderr
    assert not Path("out").exists()


@pytest.mark.parametrize(
    "name", ["=cmd|calc.txt", "-rf.txt", "[x]?*.txt", "é 🤝.txt", "<b>&amp;.txt", "a`$(id)`'b\".txt"]
)
@pytest.mark.parametrize("output", ["out", "out.zip"])
def test_odd_names_come_back(name: str, output: str) -> None:
    Path("in").mkdir()
    (Path("in") / name).write_text("Une  phrase.\n")
    assert run("publish", "in", "--output", output, "--isolated").exit_code == 0
    assert run("verify", output).exit_code == 0
    assert run("revert", output, "--output", "raw").exit_code == 0
    assert (Path("raw/in") / name).read_text() == "Une  phrase.\n"
    assert run("rebuild", "--check", output, "in", "--isolated").exit_code == 0


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a\\b", "file:///x", ".ssh/config", "a/../../x", "x\0y"])
def test_a_path_of_a_document_that_leads_out_is_found_and_never_written(tmp_path: Path, path: str) -> None:
    package = build_sample(tmp_path / "package")

    def lead_out(rows: list[dict[str, object]]) -> None:
        rows[1]["path"] = path

    edit_rows(package, "documents", lead_out)
    problems = [str(one) for one in verify_package(package).problems]
    assert any(one.startswith('data/documents.jsonl:2: "path" ') for one in problems), problems
    before = list_files(tmp_path)
    done = run("revert", package, "--output", "raw")
    assert (done.exit_code, "do not trust this package" in done.stderr) == (2, True)
    assert list_files(tmp_path) == before


IDS = [
    "007",
    "2011-10-25",
    "1e5",
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "../../x",
    "null",
    "NA",
    "",
    " ",
    "é",
    "a\nb",
    "x" * 500,
]


@pytest.mark.parametrize("format_", ["jsonl", "parquet"])
def test_ids_and_texts_that_look_like_something_else_stay_what_they_are(format_: str) -> None:
    if format_ == "parquet":
        pytest.importorskip("pyarrow")
    ids = [one for one in IDS if one]
    rows = [{"id": one, "text": one} for one in ids]
    Path("in.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    options = ("--id-field", "id", "--isolated", "--output", "out", "--format", format_, "--select", "ENC002")
    done = run("publish", "in.jsonl", *options)
    assert done.exit_code == 0, done.output
    assert run("verify", "out", "--referee", "full").exit_code == 0
    assert run("revert", "out", "--output", "raw").exit_code == 0
    found = [json.loads(line) for line in Path("raw/in.jsonl").read_text().splitlines()]
    assert [(row["source_id"], row["text"]) for row in found] == [(one, one) for one in ids]
    assert all(row["doc_id"].startswith("d") for row in found)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([{"id": "7", "text": "Un."}, {"id": 7, "text": "Deux."}], 'in.jsonl:2:/text: another document has the id "7"'),
        ([{"id": "x", "text": "Un."}, {"text": "Deux."}], 'in.jsonl:2:/text: this record has no id in "id"'),
        ([{"id": "", "text": "Un."}], 'in.jsonl:1:/text: this record has no id in "id"'),
        ([{"id": "a\0b", "text": "Un."}], "in.jsonl:1:/text: its id holds NUL"),
        ([{"id": "\ud800", "text": "Un."}], "in.jsonl:1:/text: its id holds NUL or half of a surrogate pair"),
        ([{"id": "x", "text": "a\0b, une phrase."}], "in.jsonl:1:/text: character 1 is NUL"),
        ([{"id": "x", "text": "a\ud800b"}], "in.jsonl:1:/text: character 1 is half of a surrogate pair"),
        ([], "no documents to publish"),
    ],
)
def test_records_that_cannot_be_published_are_one_line(lines: list[dict[str, object]], message: str) -> None:
    Path("in.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in lines))
    before = list_files(Path())
    for output in ("out", "out.zip"):
        done = run("publish", "in.jsonl", "--id-field", "id", "--output", output, "--isolated", "--select", "SPC003")
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1), done.stderr
        assert done.stderr.startswith(f"corpuslint: error: {message}"), done.stderr
    assert list_files(Path()) == before


def test_an_empty_document_is_published_and_comes_back() -> None:
    Path("in").mkdir()
    Path("in/a.txt").touch()
    assert run("publish", "in", "--output", "out", "--isolated").exit_code == 0
    assert run("verify", "out").exit_code == 0
    assert run("revert", "out", "--output", "raw").exit_code == 0
    assert Path("raw/in/a.txt").read_bytes() == b""


def test_records_of_two_sources_never_share_a_file() -> None:
    Path("in").mkdir()
    Path("in/x.csv").write_text("id,text\na,Un mot.\n")
    Path("in/x.csv.jsonl").write_text('{"id": "b", "text": "Deux mots."}\n')
    assert run("publish", "in", "--output", "out", "--isolated").exit_code == 0
    assert run("revert", "out", "--output", "raw").exit_code == 0
    found = [Path("raw", name).read_text().splitlines() for name in list_files(Path("raw"))]
    texts = sorted([json.loads(line)["text"] for line in lines] for lines in found)
    assert texts == [["Deux mots."], ["Un mot."]]
