"""Full disks, folders that take nothing, files that change meanwhile: told in one line, and nothing is lost."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_support import names, run, spawn, with_room_for

from corpuslint.formats import Piece
from corpuslint.worker import Result, Worker

STRAY, CLEAN = "Une phrase  avec deux espaces.\n", "Une phrase avec deux espaces.\n"
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def errors_of(stderr: str) -> list[str]:
    assert "Traceback" not in stderr
    assert "Exception ignored" not in stderr
    return [line.removeprefix("corpuslint: error: ") for line in stderr.splitlines() if "error: " in line]


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of resources")
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.txt.gz"])
def test_a_full_disk_leaves_the_file(name: str) -> None:
    noise = os.urandom(200_000).hex()
    text = f"{noise}\n{STRAY}" if "txt" in name else json.dumps({"text": STRAY, "page": noise}) + "\n"
    stored = gzip.compress(text.encode()) if name.endswith("gz") else text.encode()
    Path(name).write_bytes(stored)
    done = with_room_for(100_000, "check", "--select", "SPC003", "--fix", "--fix-log", "log", name)
    errors = errors_of(done.stderr)
    assert (done.returncode, errors) == (2, [f"{name}: cannot write: file too large; left as it is"])
    assert Path(name).read_bytes() == stored
    assert set(names()) <= {name, "log"}, "no temporary file is left"
    assert not Path("log").exists() or Path("log").read_bytes() == b""


@needs_full
def test_a_full_disk_for_the_log_leaves_the_file() -> None:
    Path("a.txt").write_text(STRAY)
    done = spawn("check", "--select", "SPC003", "--fix", "--fix-log", "/dev/full", "a.txt")
    reason = "cannot write the fix log: no space left on device; nothing was changed"
    assert (done.returncode, errors_of(done.stderr.decode())) == (2, [f"/dev/full: {reason}"])
    assert Path("a.txt").read_text() == STRAY


@needs_full
@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--select", "SPC003", "a.txt"),
        ("check", "--select", "SPC003", "--diff", "a.txt"),
        ("check", "--select", "SPC003", "--fix", "--stdin-filename", "b.txt", "-"),
        ("rules",),
        ("stats", "a.txt"),
    ],
)
def test_a_full_disk_for_standard_output(arguments: tuple[str, ...]) -> None:
    Path("a.txt").write_text(STRAY)
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "corpuslint", *arguments]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, input=STRAY.encode(), check=False)
    assert done.returncode == 2
    assert errors_of(done.stderr.decode()) == ["cannot write the output: no space left on device"]


@needs_full
def test_a_full_disk_for_the_report() -> None:
    Path("a.txt").write_text(STRAY)
    done = spawn("check", "--select", "SPC003", "--output-file", "/dev/full", "a.txt")
    assert done.returncode == 2
    assert errors_of(done.stderr.decode()) == ["/dev/full: cannot write the report: no space left on device"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_takes_no_files(directory: Path) -> None:
    Path("closed").mkdir()
    Path("closed/a.txt").write_text(STRAY)
    Path("closed").chmod(0o555)
    result = run("check", "--select", "SPC003", "--fix", "closed")
    Path("closed").chmod(0o755)
    assert result.exit_code == 2
    assert errors_of(result.stderr) == ["closed/a.txt: cannot write: permission denied; left as it is"]
    assert Path("closed/a.txt").read_text() == STRAY


def meanwhile(action: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let something happen while the first piece is worked on."""
    work = Worker.__call__
    left = [action]

    def disturbed(self: Worker, piece: Piece) -> Result:
        if left:
            left.pop()()
        return work(self, piece)

    monkeypatch.setattr(Worker, "__call__", disturbed)


RECORDS = "".join(json.dumps({"text": STRAY, "page": "x" * 2000, "n": n}) + "\n" for n in range(400))


@pytest.mark.parametrize("new", ["", "something new\n"])
def test_a_text_that_changes_meanwhile(new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.txt").write_text(STRAY)
    meanwhile(lambda: Path("a.txt").write_text(new), monkeypatch)
    result = run("check", "--select", "SPC003", "--fix", "--fix-log", "log", "--output-format", "concise", "a.txt")
    assert result.exit_code == 2
    assert errors_of(result.stderr) == ["a.txt: changed while it was being fixed; left as it is, run again"]
    assert result.stdout.startswith("a.txt:1:11: SPC003"), "what was read is reported"
    assert Path("a.txt").read_text() == new
    assert not Path("log").read_bytes()


def test_records_that_change_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.jsonl").write_text(RECORDS)
    meanwhile(lambda: Path("a.jsonl").write_text(RECORDS + "{}\n"), monkeypatch)
    result = run("check", "--select", "SPC003", "--fix", "a.jsonl")
    assert result.exit_code == 2
    assert errors_of(result.stderr) == ["a.jsonl: changed while it was being fixed; left as it is, run again"]
    assert Path("a.jsonl").read_text() == RECORDS + "{}\n"
    assert names() == ["a.jsonl"]


def test_a_compressed_file_that_changes_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.jsonl.gz").write_bytes(gzip.compress(RECORDS.encode()))
    new = gzip.compress(RECORDS.encode()[:-500])
    meanwhile(lambda: Path("a.jsonl.gz").write_bytes(new), monkeypatch)
    result = run("check", "--select", "SPC003", "--fix", "a.jsonl.gz")
    assert result.exit_code == 2
    assert len(errors_of(result.stderr)) == 1, "that it changed, or what its changing looked like"
    assert Path("a.jsonl.gz").read_bytes() == new
    assert names() == ["a.jsonl.gz"]


def test_a_file_that_grows_shorter_is_checked_as_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.jsonl").write_text(RECORDS)
    meanwhile(lambda: os.truncate("a.jsonl", 10), monkeypatch)
    result = run("check", "--select", "SPC003", "--output-format", "concise", "a.jsonl")
    assert result.exit_code == 1
    assert errors_of(result.stderr) == []
    assert result.stdout.count("SPC003") >= 2 * 100


def test_a_file_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.txt").write_text(STRAY)
    meanwhile(lambda: Path("a.txt").unlink(), monkeypatch)
    result = run("check", "--select", "SPC003", "--fix", "a.txt")
    assert result.exit_code == 2
    assert errors_of(result.stderr) == ["a.txt: cannot write: no such file or directory; left as it is"]
    assert names() == []
