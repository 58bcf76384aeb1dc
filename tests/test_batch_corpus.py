"""Rules that compare documents in a batch: shards are summed up where they are cleaned, and compared at the end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_support import run

TEXT = "Le pont de la Tour rouvre lundi  matin à la circulation.\n"


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b", "a", "c/d"):
        path = Path(f"in/{name}.txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT, encoding="utf-8")
    Path("in/other.txt").write_text("Une autre nouvelle, qui n'a rien à voir avec la première.\n", encoding="utf-8")
    records = [{"id": 1, "text": "Un tout autre texte de quelques mots."}, {"id": 2, "text": TEXT}, {"id": 3}]
    Path("in/r.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")


def batch(output: str = "out", select: str = "DUP003,SPC003", jobs: int = 1) -> str:
    result = run("batch", "in", "--output", output, "--isolated", "--select", select, "--jobs", jobs)
    assert result.exit_code == 0, result.output
    return result.stderr


def found(output: str = "out") -> list[tuple[str, object, int, str]]:
    rows = [json.loads(line) for line in Path(output, "corpus-findings.jsonl").read_text("utf-8").splitlines()]
    return [(row["path"], row["record"], row["end"], row["message"]) for row in rows]


KEPT = "the same text as in/a.txt (kept: first by path)"
END = len(TEXT) - 1  # one space less


def test_copies_are_found_across_shards_as_they_are_after_fixing() -> None:
    assert "3 findings between documents" in batch()
    assert found() == [
        ("in/b.txt", None, END, KEPT),
        ("in/c/d.txt", None, END, KEPT),
        ("in/r.jsonl", {"line": 2, "pointer": "/text"}, END, KEPT),
    ]


def test_the_number_of_workers_and_of_runs_changes_nothing() -> None:
    batch()
    first = Path("out/corpus-findings.jsonl").read_bytes()
    assert "(5 of them before)" in batch()
    assert Path("out/corpus-findings.jsonl").read_bytes() == first
    batch("two", jobs=2)
    assert Path("two/corpus-findings.jsonl").read_bytes() == first
    for part in ("manifest.jsonl", "summaries/in/r.jsonl.jsonl"):
        assert Path("two", part).read_bytes() == Path("out", part).read_bytes()


def test_a_copy_that_is_gone_is_no_longer_found() -> None:
    batch()
    Path("in/b.txt").write_text("Un texte nouveau à la place de la copie.\n", encoding="utf-8")
    assert "(4 of them before)" in batch()
    assert [row[0] for row in found()] == ["in/c/d.txt", "in/r.jsonl"]


def test_without_such_rules_nothing_is_summed_up() -> None:
    batch()
    assert "between" not in batch(select="SPC003")
    assert not Path("out/corpus-findings.jsonl").exists()
    assert not [path for path in Path("out/summaries").rglob("*") if path.is_file()]
