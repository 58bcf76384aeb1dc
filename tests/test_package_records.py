"""Publishing from sources of records: ids, malformed records, and raw texts that come back."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from cli_support import run

TEXTS = ("Une phrase  claire, dite par l’ambassadeur.", "Une autre phrase.", "Encore une phrase.")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    lines = [json.dumps({"id": f"00{number}", "text": text}) for number, text in enumerate(TEXTS)]
    (folder / "a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "b.csv").write_text('id,body\nx1,"Une  phrase, citée."\nx2,Rien.\n', encoding="utf-8")
    (folder / "c.txt").write_text("Un fichier.\n", encoding="utf-8")
    return folder


def publish(corpus: Path, *options: str) -> Path:
    done = run("publish", corpus, "--output", corpus.parent / "out", "--isolated", *options)
    assert done.exit_code == 0, done.output
    return corpus.parent / "out"


def rows(package: Path, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (package / "data" / f"{table}.jsonl").open(encoding="utf-8")]


def test_every_record_is_a_document(corpus: Path) -> None:
    package = publish(corpus)
    found = rows(package, "documents")
    assert [(row["path"], row["record"], row["source_id"]) for row in found] == [
        ("corpus/a.jsonl", "1:/text", None),
        ("corpus/a.jsonl", "2:/text", None),
        ("corpus/a.jsonl", "3:/text", None),
        ("corpus/b.csv", "1:body", None),
        ("corpus/b.csv", "2:body", None),
        ("corpus/c.txt", None, None),
    ]
    assert [row["fixes"] for row in found] == [1, 0, 0, 1, 0, 0]
    assert run("verify", package).exit_code == 0


def test_ids_of_records_survive_another_order_and_another_file(corpus: Path) -> None:
    first = {row["text"]: row["doc_id"] for row in rows(publish(corpus, "--id-field", "id"), "documents")}
    lines = (corpus / "a.jsonl").read_text(encoding="utf-8").splitlines()
    (corpus / "a.jsonl").unlink()
    (corpus / "z.jsonl.gz").write_bytes(gzip.compress("\n".join(reversed(lines)).encode()))
    found = rows(publish(corpus, "--id-field", "id"), "documents")
    assert {row["text"]: row["doc_id"] for row in found} == first
    assert {row["source_id"] for row in found} == {"000", "001", "002", "x1", "x2", None}


def test_two_records_with_one_id_are_an_error_and_nothing_is_written(corpus: Path) -> None:
    with (corpus / "a.jsonl").open("a") as stream:
        stream.write('{"id": "001", "text": "Une copie."}\n')
    done = run("publish", corpus, "--output", corpus.parent / "out", "--isolated", "--id-field", "id")
    assert done.exit_code == 2
    assert 'corpus/a.jsonl:4:/text: another document has the id "001" too' in done.stderr
    assert not (corpus.parent / "out").exists()


def test_a_record_without_the_id_it_should_have_is_an_error(corpus: Path) -> None:
    with (corpus / "a.jsonl").open("a") as stream:
        stream.write('{"text": "Sans nom."}\n')
    done = run("publish", corpus, "--output", corpus.parent / "out", "--isolated", "--id-field", "id")
    assert done.exit_code == 2
    assert 'a.jsonl:4:/text: this record has no id in "id"' in done.stderr


def test_malformed_records_are_told_and_left_out(corpus: Path) -> None:
    with (corpus / "a.jsonl").open("a") as stream:
        stream.write('{"text": \n')
    done = run("publish", corpus, "--output", corpus.parent / "out", "--isolated")
    assert done.exit_code == 0
    assert "a.jsonl:4: this record is not a JSON object" in done.stderr
    assert "it is left out" in done.stderr
    assert "documents: 6," in done.stderr


def test_splits_shards_and_raw_texts_on_the_command_line(corpus: Path) -> None:
    (corpus / "corpuslint.toml").write_text("[package.splits]\ntrain = 0.5\ntest = 0.5\n")
    done = run("publish", corpus, "--output", corpus.parent / "out", "--raw-text", "--shard-size", "300")
    assert done.exit_code == 0, done.output
    assert run("verify", corpus.parent / "out").exit_code == 0
    assert list((corpus.parent / "out" / "data" / "raw").glob("test-00000-of-*.jsonl"))
    refused = run("publish", corpus, "--output", corpus.parent / "other", "--shard-size", "much")
    assert refused.exit_code == 2
    assert '"shard-size" in [package] must be a size' in refused.stderr
