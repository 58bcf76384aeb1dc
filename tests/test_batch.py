"""Cleaning many files into a directory: the same bytes however the work is done, and nothing lost or done twice."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_support import SEEDS, run, spawn_after, with_room_for

from corpuslint.batch.engines import ENGINES
from corpuslint.batch.manifest import PARTS
from corpuslint.batch.shards import Shard
from corpuslint.batch.work import Outcome, ShardWorker
from corpuslint.commands.batch import _ENGINES
from corpuslint.formats.records import CONVERT
from corpuslint.runner import Runner

STRAY = "Une phrase  avec deux espaces.\n"
CLEAN = "Une phrase avec deux espaces.\n"
posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that are forked, and signals")


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(root: str = "out") -> dict[str, bytes]:
    """What lies below a directory, with its content."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(Path(root).rglob("*")) if path.is_file()
    }


def rows(*paths: Path | str) -> list[dict[str, Any]]:
    """The rows of files of JSON lines."""
    return [json.loads(line) for path in paths for line in Path(path).read_text().splitlines()]


def manifest(root: str = "out") -> list[dict[str, Any]]:
    return rows(f"{root}/manifest.jsonl")


def stale() -> None:
    """Let something lie where a shard without findings has no file."""
    Path("out/findings/in").mkdir(parents=True)
    Path("out/findings/in/00.txt.jsonl").write_text("from another run")


def batch(*inputs: str, output: str = "out", status: int = 0, options: tuple[str, ...] = ()) -> str:
    """Run; what is said on standard error."""
    result = run("batch", *inputs, "--output", output, "--select", "ENC,SPC,STR", *options)
    assert result.exit_code == status, result.stderr
    return result.stderr


def corpus(count: int = 12) -> None:
    """Files of text and of records, in folders."""
    Path("in/deep").mkdir(parents=True)
    for number in range(count):
        Path("in/deep" if number % 3 else "in", f"{number:02}.txt").write_text(f"{STRAY}Numéro {number}.\n")
    records = [{"id": number, "text": STRAY.strip(), "é": 1.50} for number in range(50)]
    Path("in/records.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in records) + "{broken\n")
    Path("in/rows.csv").write_text(f'id,text\n1,"{STRAY.strip()}"\n2,a,b\n')


def test_each_shard_becomes_what_fixing_makes_of_it() -> None:
    shutil.copytree(SEEDS, "in")
    said = batch("in")
    assert said.startswith("out: 5 shards done, 5 documents, ")
    shutil.copytree(SEEDS, "fixed")
    run("check", "--fix", "--select", "ENC,SPC,STR", "fixed", "--fix-log", "log.jsonl")
    assert files("out/data/in") == files("fixed")
    found = rows(*sorted(Path("out/findings/in").iterdir()))
    left = run("check", "--select", "ENC,SPC,STR", "fixed", "--output-format", "jsonl").stdout.splitlines()
    assert [one | {"path": ""} for one in found] == [json.loads(line) | {"path": ""} for line in left]
    logged = rows("log.jsonl")
    fixes = rows(*sorted(Path("out/fixes/in").iterdir()))
    assert [one | {"path": ""} for one in fixes] == [one | {"path": ""} for one in logged]
    assert {one["path"] for one in found + fixes} <= {f"in/{path.name}" for path in SEEDS.iterdir()}


def test_the_fixes_of_a_shard_lead_back(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus()
    before = files("in")
    batch("in")
    monkeypatch.chdir("out/data")
    for log in sorted(Path("../fixes").rglob("*.jsonl")):
        assert run("revert", log).exit_code == 0
    assert files("in") == before


def test_the_manifest_counts() -> None:
    corpus(2)
    batch("in")
    entries = manifest()
    assert [one["shard"] for one in entries] == ["in/00.txt", "in/deep/01.txt", "in/records.jsonl", "in/rows.csv"]
    counts = ("documents", "findings", "fixes", "quarantined", "error")
    assert [[one[key] for key in counts] for one in entries] == [
        [1, 0, 1, 0, None],
        [1, 0, 1, 0, None],
        [51, 1, 50, 1, None],
        [2, 1, 1, 1, None],
    ]
    for one in entries:
        assert one["bytes"] == Path(one["path"]).stat().st_size
        written = {
            part for part in PARTS if Path("out", part, one["shard"] + ("" if part == "data" else ".jsonl")).exists()
        }
        assert set(one["outputs"]) == written


def test_bad_records_are_kept_and_told_of() -> None:
    raw = b'\xff\xfe{"text": "a  b"\r'
    Path("a.jsonl").write_bytes(b'{"text": "a  b."}\n' + raw + b'\n{"text": "c  d."}')
    said = batch("a.jsonl")
    assert "1 record in quarantine" in said
    assert Path("out/data/a.jsonl").read_bytes() == b'{"text": "a b."}\n' + raw + b'\n{"text": "c d."}'
    (row,) = rows("out/quarantine/a.jsonl.jsonl")
    assert base64.b64decode(row.pop("base64")) == raw.removesuffix(b"\r")
    assert row == {
        "path": "a.jsonl",
        "record": {"line": 2},
        "reason": f"this record is not UTF-8, at byte 1; {CONVERT}",
    }


def test_every_format_and_compression_keeps_its_form() -> None:
    import bz2
    import gzip
    import lzma

    import pyarrow as pa
    from pyarrow import parquet

    Path("in").mkdir()
    table = pa.table({"text": [STRAY, None, "Déjà vu."], "n": pa.array([1, 2, 3], pa.int8())})
    parquet.write_table(table, "in/fixed.parquet", compression="zstd")
    parquet.write_table(table.slice(1), "in/clean.parquet")
    lines = f'{{"text": {json.dumps(STRAY)}}}\n'.encode()
    Path("in/a.jsonl.gz").write_bytes(gzip.compress(lines))
    late = f'{{"text": {json.dumps(CLEAN)}}}\n'.encode() * 20_000 + lines
    Path("in/late.jsonl.gz").write_bytes(gzip.compress(late))
    Path("in/b.csv.bz2").write_bytes(bz2.compress(b"text\na  b.\n"))
    Path("in/c.txt.xz").write_bytes(lzma.compress(CLEAN.encode()))
    shutil.copytree("in", "fixed")
    batch("in")
    run("check", "--fix", "--select", "ENC,SPC,STR", "fixed")
    assert files("out/data/in") == files("fixed")
    assert Path("out/data/in/clean.parquet").read_bytes() == Path("in/clean.parquet").read_bytes()
    assert Path("out/data/in/c.txt.xz").read_bytes() == Path("in/c.txt.xz").read_bytes()
    assert parquet.read_table("out/data/in/fixed.parquet")["text"].to_pylist() == [CLEAN, None, "Déjà vu."]


def test_a_text_in_a_table_that_is_not_utf8_is_kept() -> None:
    import pyarrow as pa
    from pyarrow import parquet

    raw = pa.array([b"a  b.", b"\xff  c."]).view(pa.string())
    parquet.write_table(pa.table({"text": raw}), "a.parquet")
    batch("a.parquet")
    (row,) = rows("out/quarantine/a.parquet.jsonl")
    assert base64.b64decode(row["base64"]) == b"\xff  c."
    stored = parquet.read_table("out/data/a.parquet")["text"].cast(pa.binary()).to_pylist()
    assert stored == [b"a b.", b"\xff  c."]


def test_sources_at_remote_addresses() -> None:
    import fsspec

    files_ = fsspec.filesystem("memory")
    files_.pipe({"/corpus/deep/a.txt": STRAY.encode(), "/corpus/b.txt": CLEAN.encode(), "/c.txt": STRAY.encode()})
    batch("memory://corpus", "memory://c.txt")
    assert [one["shard"] for one in manifest()] == ["c.txt", "corpus/b.txt", "corpus/deep/a.txt"]
    assert Path("out/data/corpus/deep/a.txt").read_text() == CLEAN
    assert "(3 of them before)" in batch("memory://corpus/", "memory://c.txt")


def test_the_cost_of_an_engine_is_measured(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psutil")
    monkeypatch.syspath_prepend(str(SEEDS.parent / "benchmarks"))
    from measures.engines import engine_cost

    cpu, wall = engine_cost("local", directory, tasks=5, rounds=1)
    assert cpu >= 0 < wall


def test_the_command_knows_the_engines() -> None:
    assert tuple(ENGINES) == _ENGINES


def test_an_empty_source_is_a_shard_too() -> None:
    for name in ("a.txt", "b.jsonl", "c.csv"):
        Path(name).touch()
    batch("a.txt", "b.jsonl")
    assert {name: data for name, data in files().items() if name.startswith("data")} == {
        "data/a.txt": b"",
        "data/b.jsonl": b"",
    }


@posix
def test_the_bytes_are_the_same_whatever_the_workers_and_the_order() -> None:
    corpus()
    inputs = [path.as_posix() for path in [*sorted(Path("in").rglob("*.*"))[::2], Path("in/deep"), Path("in")]]
    batch(*inputs, output="one", options=("--jobs", "1"))
    batch(*inputs[::-1], output="two", options=("--jobs", "2"))
    assert files("one") == files("two")
    assert set(files("one")) >= {"manifest.jsonl", "data/in/records.jsonl", "quarantine/in/rows.csv.jsonl"}


def watch(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the sources that are cleaned from now on."""
    done: list[str] = []
    fix = Runner.fix

    def noting(self: Runner, piece: Any, allowed: Any) -> Any:
        done.append(Path(piece.path).name)
        return fix(self, piece, allowed)

    monkeypatch.setattr(Runner, "fix", noting)
    return done


def test_what_is_done_is_not_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus()
    batch("in")
    before = files()
    done = watch(monkeypatch)
    assert "14 shards done (14 of them before), 65 documents, 63 findings fixed" in batch("in")
    assert done == []
    assert files() == before


@pytest.mark.parametrize(
    ("change", "redone"),
    [
        (lambda: Path("in/00.txt").write_text(STRAY), ["00.txt"]),
        (lambda: Path("out/data/in/00.txt").write_text(STRAY), ["00.txt"]),
        (lambda: Path("out/fixes/in/00.txt.jsonl").unlink(), ["00.txt"]),
        (stale, ["00.txt"]),
        (lambda: Path("corpuslint.toml").write_text("language = 'fr'"), ["00.txt", "01.txt"]),
        (lambda: Path("in/02.txt").write_text(STRAY), ["02.txt"]),
    ],
    ids=["source", "result", "result gone", "stale result", "settings", "new"],
)
def test_what_changed_is_done_again(change: Any, redone: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in").mkdir()
    for name in ("00.txt", "01.txt"):
        Path("in", name).write_text(STRAY + name)
    Path("corpuslint.toml").touch()
    batch("in")
    change()
    done = watch(monkeypatch)
    batch("in")
    assert sorted(done) == redone
    batch("in", output="anew")
    assert files() == files("anew")


def test_a_source_that_is_not_given_again_keeps_its_result() -> None:
    corpus(2)
    batch("in/00.txt")
    batch("in/deep/01.txt")
    assert [one["shard"] for one in manifest()] == ["00.txt", "01.txt"]


def test_shards_that_fail_are_listed_and_tried_again() -> None:
    corpus(3)
    Path("in/00.txt").write_bytes(b"\x89PNG\r\n")
    said = batch("in", "nowhere", status=2)
    assert "corpuslint: error: nowhere: no such file or directory\n" in said
    assert "corpuslint: error: in/00.txt: not text: a PNG image\n" in said
    assert "1 shard failed" in said
    assert manifest()[0] == {
        "shard": "in/00.txt",
        "path": "in/00.txt",
        "key": "",
        "error": "not text: a PNG image",
        "bytes": 0,
        "documents": 0,
        "findings": 0,
        "fixes": 0,
        "quarantined": 0,
        "outputs": {},
    }
    assert not Path("out/data/in/00.txt").exists()
    Path("in/00.txt").write_text(STRAY)
    assert "5 shards done (4 of them before)" in batch("in")
    assert manifest()[0]["error"] is None


def test_a_shard_that_fails_leaves_no_result_of_before() -> None:
    corpus(1)
    batch("in")
    Path("in/00.txt").write_bytes(b"\x89PNG\r\n")
    batch("in", status=2)
    assert not [name for name in files() if "00.txt" in name]


def test_a_source_that_changes_while_it_is_read_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.txt").write_text(STRAY)
    fix = Runner.fix

    def meddling(self: Runner, piece: Any, allowed: Any) -> Any:
        Path("a.txt").write_text(STRAY * 2)
        return fix(self, piece, allowed)

    monkeypatch.setattr(Runner, "fix", meddling)
    assert "a.txt: changed while it was being read; run again" in batch("a.txt", status=2)
    assert set(files()) == {"manifest.jsonl"}


def dying(name: str, monkeypatch: pytest.MonkeyPatch, *, once: bool) -> None:
    """Let a worker be killed while it does a shard, as a system without memory does."""
    work = ShardWorker.__call__

    def killed(self: ShardWorker, shard: Shard) -> Outcome:
        if shard.name.endswith(name) and not (once and Path("died").exists()):
            Path("died").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return work(self, shard)

    monkeypatch.setattr(ShardWorker, "__call__", killed)
    monkeypatch.setattr("corpuslint.batch.shards.GROUP_SHARDS", 2)


@posix
def test_a_killed_worker_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus(20)
    batch("in", output="expected")
    dying("05.txt", monkeypatch, once=True)
    batch("in", options=("--jobs", "2"))
    assert Path("died").exists()
    assert files() == files("expected")


@posix
def test_a_shard_that_kills_its_workers_costs_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus(20)
    batch("in", output="expected")
    dying("05.txt", monkeypatch, once=False)
    said = batch("in", status=2, options=("--jobs", "2"))
    assert said.count("error") == 1
    assert "in/deep/05.txt: the process that worked on it was ended twice" in said
    left = {name: data for name, data in files("expected").items() if "05.txt" not in name}
    assert {name: data for name, data in files().items() if name != "manifest.jsonl"} == {
        name: data for name, data in left.items() if name != "manifest.jsonl"
    }
    assert [one["shard"] for one in manifest() if one["error"]] == ["in/deep/05.txt"]


KILLED = """
import os, signal
from corpuslint.batch import shards
from corpuslint.batch.manifest import Manifest
shards.GROUP_SHARDS = 2
add, calls = Manifest.add, []
def deadly(self, entries):
    add(self, entries)
    calls.append(1)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
Manifest.add = deadly
"""


@posix
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_that_was_killed_goes_on(jobs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus(20)
    # The pipes close when the workers end too: none outlives the run that started it.
    killed = spawn_after(KILLED, "batch", "in", "--output", "out", "--select", "ENC,SPC,STR", "--jobs", jobs)
    assert killed.returncode == -signal.SIGKILL
    first = {one["shard"]: one for one in manifest()}
    assert len(first) == 6
    stamps = {name: Path("out/data", name).stat() for name in first}
    done = watch(monkeypatch)
    assert "22 shards done (6 of them before)" in batch("in")
    assert sorted([*done, *(Path(name).name for name in first)]) == sorted(
        path.name for path in Path("in").rglob("*.*")
    )
    assert {name: Path("out/data", name).stat().st_ino for name in first} == {
        name: stamp.st_ino for name, stamp in stamps.items()
    }
    assert [one["shard"] for one in manifest()] == sorted(f"in/{name}" for name in files("in"))
    batch("in", output="anew")
    assert files() == files("anew")


def test_what_a_killed_run_left_is_cleared_away() -> None:
    corpus(2)
    batch("in")
    whole = files()
    Path("out/manifest.jsonl").write_bytes(whole["manifest.jsonl"][:-40])
    Path("out/.unfinished").mkdir()
    Path("out/.unfinished/rest").write_text("half a file")
    Path("out/.lock").touch()
    batch("in")
    assert files() == whole


@posix
def test_two_runs_do_not_share_an_output() -> None:
    corpus(1)
    batch("in")
    hold = "f = open('out/.lock', 'wb'); fcntl.lockf(f, fcntl.LOCK_EX)"
    code = f"import fcntl, sys; {hold}; print(flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert "out: another run is writing to it" in batch("in", status=2)
        other.communicate()
    batch("in")


@pytest.mark.parametrize("name", ["notes.txt", "data/a.txt", "manifest.jsonl"])
def test_an_output_that_holds_something_else_is_left_alone(name: str) -> None:
    corpus(1)
    Path("out", name).parent.mkdir(parents=True)
    Path("out", name).write_text('{"mine": 1}\n')
    said = batch("in", status=2)
    assert "out" in said
    assert "holds something else" in said or "not a line of the manifest of a batch" in said
    assert files()[name] == b'{"mine": 1}\n'
    assert said.count("\n") == 1


def test_the_output_is_no_input() -> None:
    Path("a.txt").write_text(STRAY)
    batch(".")
    batch(".")
    assert [one["shard"] for one in manifest()] == ["a.txt"]


def test_shards_of_one_name_are_refused() -> None:
    for folder in ("x", "y"):
        Path(folder).mkdir()
        Path(folder, "a.txt").write_text(STRAY)
    said = batch("x/a.txt", "y/a.txt", status=2)
    assert said == "corpuslint: error: x/a.txt and y/a.txt would both be a.txt in out; give a folder that holds both\n"
    assert not Path("out").exists()
    batch("x", "y")
    assert [one["shard"] for one in manifest()] == ["x/a.txt", "y/a.txt"]


def test_an_output_that_cannot_be_written() -> None:
    corpus(1)
    Path("file").touch()
    assert "file/out: cannot write: not a directory" in batch("in", output="file/out", status=2)
    if os.name == "posix" and os.getuid():
        Path("out").mkdir(mode=0o500)
        assert "cannot write: permission denied" in batch("in", status=2)


@posix
def test_a_full_disk_costs_the_shard_that_does_not_fit() -> None:
    corpus(3)
    Path("in/large.txt").write_text(STRAY * 3000)
    result = with_room_for(60_000, "batch", "in", "--output", "out", "--select", "SPC003")
    assert result.returncode == 2
    assert "in/large.txt: cannot write data/in/large.txt: file too large" in result.stderr
    assert [one["shard"] for one in manifest() if one["error"]] == ["in/large.txt"]
    assert Path("out/data/in/00.txt").read_text().startswith(CLEAN)
    assert not [name for name in files() if "large" in name or "unfinished" in name]


def test_an_address_needs_a_cluster() -> None:
    corpus(1)
    assert "the local engine has no address" in batch("in", status=2, options=("--engine-address", "here:1"))


@pytest.mark.parametrize("engine", ["ray", "dask"])
def test_an_engine_that_is_missing_is_named(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus(1)
    monkeypatch.setitem(sys.modules, {"ray": "ray", "dask": "distributed"}[engine], None)
    monkeypatch.delitem(sys.modules, f"corpuslint.batch.engines.{engine}", raising=False)
    said = batch("in", status=2, options=("--engine", engine))
    assert said.count("\n") == 1
    assert f'pip install "corpuslint-text[{engine}]"' in said
