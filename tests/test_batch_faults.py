"""What goes wrong during a batch: it costs its shard, is told in one line, and leaves the rest of the run alone."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_support import run, with_room_for

from corpuslint.batch import output
from corpuslint.formats import remote
from corpuslint.runner import Runner

posix = pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="needs processes that are forked, and locks")
STRAY = "Une phrase  avec deux espaces.\n"
CLEAN = "Une phrase avec deux espaces.\n"


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    for name in "abc":
        Path(f"in/{name}.txt").write_text(STRAY)
    return tmp_path


def batch(*inputs: str, status: int = 0, options: tuple[str, ...] = ()) -> str:
    result = run("batch", *(inputs or ("in",)), "--output", "out", "--select", "SPC", *options)
    assert result.exit_code == status, result.stderr
    return result.stderr


def manifest() -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path("out/manifest.jsonl").read_text().splitlines()]


@posix
def test_a_lock_that_the_last_run_removed_is_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, taken = output._lock, []

    def late(handle: int) -> bool:
        if not taken:  # the run before removes its lock after this one has opened it
            Path("out/.lock").unlink()
        taken.append(handle)
        return lock(handle)

    monkeypatch.setattr(output, "_lock", late)
    code = "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'wb'), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    with output.claimed(output.Output(tmp_path / "out", Path("out"))):
        other = subprocess.run([sys.executable, "-c", code, "out/.lock"], capture_output=True, check=False)
    assert b"BlockingIOError" in other.stderr
    assert not Path("out/.lock").exists()


@pytest.mark.parametrize("jobs", ["1", pytest.param("2", marks=posix)])
def test_a_mistake_in_corpuslint_costs_its_shard(jobs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fix = Runner.fix

    def mistaken(self: Runner, piece: Any, allowed: Any) -> Any:
        if piece.path.endswith("b.txt"):
            raise KeyError("a\x1b[31m")
        return fix(self, piece, allowed)

    with monkeypatch.context() as patched:
        patched.setattr(Runner, "fix", mistaken)
        said = batch(status=2, options=("--jobs", jobs))
    line, summary = said.splitlines()
    assert line.startswith("corpuslint: error: in/b.txt: a mistake in corpuslint: KeyError: ")
    assert line.endswith("; errors/in/b.txt.log tells where: please report it")
    assert "\x1b" not in said
    assert summary.startswith("out: 2 shards done, ")
    assert Path("out/data/in/c.txt").read_text() == CLEAN
    log = Path("out/errors/in/b.txt.log").read_text()
    assert "Traceback" in log
    assert "in mistaken" in log
    assert [one["error"] is None for one in manifest()] == [True, False, True]
    batch()
    assert not Path("out/errors/in/b.txt.log").exists()


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz", "a.jsonl"])
def test_a_remote_shard_is_read_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import fsspec

    text = json.dumps({"text": STRAY.strip()}) + "\n" if name.endswith("jsonl") else STRAY
    content = gzip.compress(text.encode()) if name.endswith("gz") else text.encode()
    fsspec.filesystem("memory").pipe(f"/once/{name}", content)
    opened: list[str] = []
    open_remote = remote.open_remote

    def changing(path: str) -> Any:
        opened.append(path)
        stream = open_remote(path)
        fsspec.filesystem("memory").pipe(f"/once/{name}", b"something else by now")
        return stream

    monkeypatch.setattr(remote, "open_remote", changing)
    batch(f"memory://once/{name}", options=("--jobs", "1"))
    assert opened == [f"memory://once/{name}"]
    (entry,) = manifest()
    assert entry["bytes"] == len(content)
    written = Path("out/data", name).read_bytes()
    assert entry["outputs"]["data"] == hashlib.sha256(written).hexdigest()
    assert b"phrase avec" in (gzip.decompress(written) if name.endswith("gz") else written)
    assert not list(Path("out").glob(".*"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("shard", None),
        ("shard", 3),
        ("path", []),
        ("key", 1),
        ("error", 0),
        ("bytes", "many"),
        ("documents", 1.5),
        ("findings", None),
        ("fixes", True),
        ("quarantined", -1),
        ("outputs", {"data": 3}),
        ("outputs", {"elsewhere": "00"}),
        ("outputs", ["data"]),
    ],
)
def test_a_damaged_manifest_is_told_in_one_line(key: str, value: object) -> None:
    batch()
    rows = manifest()
    rows[1][key] = value
    Path("out/manifest.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    before = Path("out/manifest.jsonl").read_bytes()
    said = batch(status=2)
    assert said == (
        f'corpuslint: error: out/manifest.jsonl:2: "{key}" of a shard cannot be {json.dumps(value)}; '
        "put the file back as it was, or choose a new directory\n"
    )
    assert Path("out/manifest.jsonl").read_bytes() == before


@posix
def test_errors_name_paths_as_they_were_given(directory: Path) -> None:
    Path("in/large.txt").write_text(STRAY * 3000)
    told = with_room_for(60_000, "batch", "in", "--output", "out", "--select", "SPC003")
    assert told.returncode == 2
    assert "corpuslint: error: in/large.txt: cannot write data/in/large.txt: file too large\n" in told.stderr
    assert str(directory) not in told.stderr + Path("out/manifest.jsonl").read_text()
    assert [one["error"] for one in manifest() if one["error"]] == ["cannot write data/in/large.txt: file too large"]


@pytest.mark.parametrize("content", ["not JSON\n", "[]\n", '{"mine": 1}\n'])
def test_a_manifest_of_something_else_is_named_as_it_was_given(content: str) -> None:
    Path("out").mkdir()
    Path("out/manifest.jsonl").write_text(content)
    said = batch(status=2)
    assert said.startswith("corpuslint: error: out/manifest.jsonl:1: not ")
    assert said.count("\n") == 1
