"""A source is written whole or not at all, and what is told of it is what it holds."""

from __future__ import annotations

import errno
import json
import tempfile
from pathlib import Path

import pytest
from cli_support import names, run

from corpuslint.errors import WriteError
from corpuslint.formats import Piece
from corpuslint.formats.replace import Replacement
from corpuslint.spool import Spool
from corpuslint.worker import Result, Worker

STRAY = "Une phrase  avec deux espaces."


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("corpuslint.formats.jsonl.PIECE_SIZE", 200)
    return tmp_path


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last step of writing fails."""

    def commit(self: Replacement, expected: str) -> None:
        raise WriteError("a.jsonl: cannot write: refused; left as it is")

    monkeypatch.setattr(Replacement, "commit", commit)


def lines(*texts: str) -> str:
    return "".join(json.dumps({"text": text}) + "\n" for text in texts)


@pytest.mark.usefixtures("refused")
def test_nothing_counts_as_fixed_before_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuslint.spool.IN_MEMORY", 100)
    Path("a.jsonl").write_text(lines(*[STRAY] * 40))
    result = run("check", "--select", "SPC003", "--fix", "--output-format", "concise", "a.jsonl")
    assert result.exit_code == 2
    assert result.stdout.count("SPC003") == 40
    assert "Fixed 0 findings. 40 findings left" in result.stderr


@pytest.mark.usefixtures("refused")
def test_documents_are_compared_as_they_stay() -> None:
    one = " ".join(f"Le ministre numéro {number} a reçu l’ambassadeur." for number in range(30))
    Path("a.jsonl").write_text(lines(one, one.replace("Le", "Lee", 1)))
    fixed = "extend-safe-fixes = ['XXX001']\nrule-paths = ['mine']\n"
    Path("corpuslint.toml").write_text(fixed)
    Path("mine").mkdir()
    Path("mine/XXX001-lee.toml").write_text(
        'code = "XXX001"\nname = "lee"\nsummary = "s"\nwhy = "w"\nseverity = "info"\napplicability = "safe"\n'
        "[[patterns]]\nfind = 'Lee'\nreplace = 'Le'\nmessage = 'm'\n"
    )
    options = ("--select", "XXX001,DUP003", "--fix", "--output-format", "jsonl", "a.jsonl")
    messages = [json.loads(line)["message"] for line in run("check", *options).stdout.splitlines()]
    plain = ("--select", "DUP003", "--output-format", "jsonl", "a.jsonl")
    (wanted,) = [json.loads(line)["message"] for line in run("check", *plain).stdout.splitlines()]
    assert wanted in messages


def test_a_piece_that_cannot_be_written_leaves_the_whole_file(monkeypatch: pytest.MonkeyPatch) -> None:
    work = Worker.__call__

    def fail(self: Worker, piece: Piece) -> Result:
        result = work(self, piece)
        if b"second" in piece.data:
            result.data, result.findings, result.fixed = None, result.before, 0
            result.error = WriteError("a.jsonl: cannot be written as cp9")
        return result

    monkeypatch.setattr(Worker, "__call__", fail)
    raw = lines(*[STRAY] * 5, "second", *[STRAY] * 5)
    Path("a.jsonl").write_text(raw)
    result = run("check", "--select", "SPC003", "--fix", "--fix-log", "log", "--output-format", "concise", "a.jsonl")
    assert result.exit_code == 2
    assert result.stdout.count("SPC003") == 10
    assert "Fixed 0 findings." in result.stderr
    assert Path("a.jsonl").read_text() == raw
    assert names() == ["a.jsonl"]


def test_no_room_for_rows_that_wait_leaves_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.jsonl").write_text(lines(*[STRAY] * 40))

    def full(*_: object) -> None:
        raise WriteError("/tmp: cannot write a temporary file: no space left on device")

    monkeypatch.setattr("corpuslint.writing.Record.add", full)
    result = run("check", "--select", "SPC003", "--fix", "--fix-log", "log", "--output-format", "concise", "a.jsonl")
    assert result.exit_code == 2
    assert result.stdout.count("a.jsonl") == 40
    assert result.stderr.count("error:") == 1
    assert Path("a.jsonl").read_text() == lines(*[STRAY] * 40)
    assert not Path("log").exists()
    result = run("check", "--select", "SPC003", "--fix", "--fix-log", "log", "-", stdin=STRAY)
    assert (result.exit_code, result.stdout) == (2, "")


class TestSpool:
    def test_gives_back_what_it_took(self) -> None:
        spool: Spool[object] = Spool(in_memory=50)
        values = [{"a": number} for number in range(30)]
        for value in values:
            spool.add(value)
        assert list(spool) == values
        assert list(spool) == values
        spool.clear()
        assert list(spool) == []
        spool.add("more")
        assert list(spool) == ["more"]

    def test_a_full_disk_is_told_in_one_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object, **__: object) -> object:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(tempfile, "TemporaryFile", full)
        spool: Spool[str] = Spool(in_memory=50)
        with pytest.raises(WriteError, match="cannot write a temporary file: no space left on device"):
            spool.add("x" * 60)
