"""The texts of a package without its fixes, or without some of them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from cli_support import run
from package_samples import CLEAN, DAMAGED, LATIN, build_sample, outcome

from corpuslint.document import Document
from corpuslint.findings import Edit
from corpuslint.packaging.guard import list_files
from corpuslint.packaging.replaying import replay_fixes, revert_fixes
from corpuslint.packaging.rows import DocumentIds, Entry, make_rows

ROOT = Path(__file__).parent.parent
LETTERS = "ab é ả e\u0301 \U0001f642 \u200d\ufeff\n\r\u2028,.'’«»"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_sample(tmp_path_factory.mktemp("package") / "sample")


def test_without_any_fix_the_files_have_their_bytes_back(tmp_path: Path) -> None:
    done = run("revert", ROOT / "datapackage", "--output", tmp_path / "raw")
    assert done.exit_code == 0, done.output
    assert "of 64 fixes; wrote 5 documents" in done.stderr
    names = list_files(tmp_path / "raw")
    assert len(names) == 5
    assert all((tmp_path / "raw" / name).read_bytes() == (ROOT / name).read_bytes() for name in names)


def test_encodings_come_back_too(sample: Path, tmp_path: Path) -> None:
    assert run("revert", sample, "--output", tmp_path / "raw").exit_code == 0
    texts = [(tmp_path / "raw" / "news" / name).read_bytes() for name in ("000.txt", "001.txt", "latin.txt")]
    assert texts == [DAMAGED.encode(), CLEAN.encode(), LATIN.encode("cp1252")]


@pytest.mark.parametrize("rule", ["SPC002", "fused-punctuation", "spc002"])
def test_the_fixes_of_one_rule_are_undone(sample: Path, tmp_path: Path, rule: str) -> None:
    done = run("revert", sample, "--rule", rule, "--output", tmp_path / "out")
    assert "Undid 1 of 5 fixes" in done.stderr
    clean = json.loads((sample / "data/documents.jsonl").read_text(encoding="utf-8").splitlines()[0])["text"]
    found = (tmp_path / "out/news/000.txt").read_bytes().decode()
    assert found != clean
    assert len(found) == len(clean)


def test_one_fix_is_undone(sample: Path, tmp_path: Path) -> None:
    fix = json.loads((sample / "data/fixes.jsonl").read_text(encoding="utf-8").splitlines()[2])
    done = run("revert", sample, "--fix", fix["fix_id"], "--output", tmp_path / "out")
    assert "Undid 1 of 5 fixes" in done.stderr
    assert "leminis" in (tmp_path / "out/news/000.txt").read_bytes().decode()


def test_records_become_json_lines(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    lines = '{"id": "x", "text": "Une  phrase."}\n{"id": "y", "text": "Rien."}\n'
    (tmp_path / "c" / "a.jsonl").write_text(lines)
    (tmp_path / "c" / "b.csv").write_text("id,text\nz,Encore  une.\n")
    options = ("--id-field", "id", "--isolated", "--output", tmp_path / "p")
    assert run("publish", tmp_path / "c", *options).exit_code == 0
    assert run("revert", tmp_path / "p", "--output", tmp_path / "raw").exit_code == 0
    assert list_files(tmp_path / "raw") == ["c/a.jsonl", "c/b.csv.jsonl"]
    rows = [json.loads(line) for line in (tmp_path / "raw/c/a.jsonl").read_text().splitlines()]
    assert [(row["source_id"], row["text"]) for row in rows] == [("x", "Une  phrase."), ("y", "Rien.")]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--rule", "fused-word"], 'no rule "fused-word" made this package; did you mean "fused-words"'),
        (["--fix", "dx-f1"], "holds no fix dx-f1"),
    ],
)
def test_what_is_not_there_is_an_error_and_nothing_is_written(
    sample: Path, tmp_path: Path, options: list[str], message: str
) -> None:
    done = run("revert", sample, *options, "--output", tmp_path / "out")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert message in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_exists_is_left_alone(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x").touch()
    done = run("revert", sample, "--output", tmp_path / "out")
    assert (done.exit_code, "out: exists; choose another --output" in done.stderr) == (2, True)
    assert list_files(tmp_path) == ["out/x"]
    assert "name a directory" in run("revert", sample).stderr


def _random_edits(source: random.Random, text: str) -> list[Edit]:
    edits: list[Edit] = []
    start = source.randrange(4)
    while start <= len(text) and len(edits) < 6:
        end = min(len(text), start + source.randrange(5))
        replacement = "".join(source.choices("xé\U0001f680 \u0309\n", k=source.randrange(4)))
        if replacement != text[start:end]:
            edits.append(Edit(start, end, replacement))
        start = end + source.randrange(1, 6)
    return edits


@pytest.mark.slow
def test_any_subset_of_any_fixes_can_be_undone_in_20_000_random_cases() -> None:
    source = random.Random(20_000)
    merged = 0
    for _ in range(20_000):
        raw = "".join(source.choices(LETTERS, k=source.randrange(41)))
        document, passes = Document(raw, "fr", "x.txt"), list[list[Edit]]()
        done = outcome(document, passes)
        for _ in range(source.randrange(1, 4)):
            passes.append(_random_edits(source, done.document.text))
            done = outcome(document, passes)
        fixes = make_rows(Entry(document, done), DocumentIds()).fixes
        ids = {fix["fix_id"] for fix in fixes}
        undone = {one for one in sorted(ids) if source.random() < 0.5}
        clean = done.document.text
        merged += any(" " in fix["rules"] for fix in fixes)
        assert replay_fixes(raw, fixes) == clean
        assert revert_fixes(clean, fixes) == raw
        assert revert_fixes(clean, fixes, undone) == replay_fixes(raw, fixes, ids - undone)
    assert merged > 1_000  # fixes that touch each other are among them
