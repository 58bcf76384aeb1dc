"""Large files that several workers share: the same files as if one had done all, also when a run is killed."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
from pathlib import Path
from typing import Any

import deadly_work
import pytest
from cli_support import run, spawn_after
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuslint.batch.shards import JoinOfParts, PartOfShard, Shard
from corpuslint.batch.work import Outcome, ShardWorker
from corpuslint.formats import Source
from corpuslint.formats import jsonl as jsonl_format
from corpuslint.formats.parts import pieces_of, split

posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that are forked, and signals")
SIZE = 4096


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files that are cut into several parts, of each format; beside one that is small, and one that is compressed."""
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    texts = sentences(300)
    lines = [f"{json.dumps({'id': number, 'text': text})}\n" for number, text in enumerate(texts)]
    lines[100] = "{broken\n"
    lines[200] = "\n"
    Path("in/a.jsonl").write_text("\ufeff" + "".join(lines), encoding="utf-8")
    rows = [f'{number},"{text}"\r\n' for number, text in enumerate(texts)]
    rows[150] = "1,2,3\r\n"
    Path("in/b.csv").write_bytes(("id,text\r\n" + "".join(rows)).encode())
    Path("in/small.jsonl").write_text(lines[0])
    Path("in/packed.jsonl.gz").write_bytes(gzip.compress("".join(lines).encode()))
    table(texts, "in/c.parquet")
    table(["Rien à redire."] * 300, "in/clean.parquet")
    return tmp_path


def sentences(count: int) -> list[str]:
    chosen = random.Random(7)
    spaces = [" ", " ", " ", "  ", "\n"]
    return [
        f"Phrase{chosen.choice(spaces)}numéro {number}{chosen.choice(spaces)}avec des mots." for number in range(count)
    ]


def table(texts: list[str], path: str) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    columns = {"text": texts, "n": list(range(len(texts)))}
    parquet.write_table(pa.table(columns), path, row_group_size=25, compression="none", use_dictionary=False)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("jsonl", "delimited", "parquet"):
        monkeypatch.setattr(f"corpuslint.formats.{name}.PIECE_SIZE", 1024)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch, small_pieces: None) -> None:
    monkeypatch.setattr("corpuslint.batch.work.PART_BYTES", SIZE)


def files(root: str) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(Path(root).rglob("*")) if path.is_file()
    }


def batch(output: str = "out", *options: str, status: int = 0) -> str:
    result = run("batch", "in", "--output", output, "--select", "SPC,DUP003", *options)
    assert result.exit_code == status, result.output
    return result.stderr


def manifest(root: str) -> dict[str, dict[str, Any]]:
    rows = [json.loads(line) for line in Path(root, "manifest.jsonl").read_text().splitlines()]
    return {row["shard"]: row for row in rows}


def watch(monkeypatch: pytest.MonkeyPatch) -> list[Shard]:
    """What workers do from now on."""
    done: list[Shard] = []
    work = ShardWorker.__call__

    def noting(self: ShardWorker, shard: Shard) -> Outcome:
        outcome = work(self, shard)
        if outcome.is_new:
            done.append(shard)
        return outcome

    monkeypatch.setattr(ShardWorker, "__call__", noting)
    return done


def parts_in(shards: list[Shard]) -> dict[str, int]:
    names = [shard.name for shard in shards if isinstance(shard, PartOfShard)]
    return {name: names.count(name) for name in sorted(set(names))}


@posix
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_parts_become_what_the_whole_becomes(jobs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    batch("whole")
    done = watch(monkeypatch)
    monkeypatch.setattr("corpuslint.batch.work.PART_BYTES", SIZE)
    batch("out", "--jobs", jobs)
    if jobs == "1":
        counts = parts_in(done)
        assert counts.keys() == {"in/a.jsonl", "in/b.csv", "in/c.parquet", "in/clean.parquet"}
        assert min(counts.values()) > 1
        assert sum(isinstance(shard, JoinOfParts) for shard in done) == 4
    assert files("out") == files("whole")
    assert {"fixes/in/b.csv.jsonl", "quarantine/in/a.jsonl.jsonl", "summaries/in/c.parquet.jsonl"} <= set(files("out"))
    assert not list(Path("out").glob(".*"))


def test_parts_become_what_fixing_makes_of_the_file(small_parts: None) -> None:
    batch()
    before = files("in")
    run("check", "--fix", "--select", "SPC", "in")
    assert files("out/data/in") == files("in")
    assert files("in") != before


def test_the_fixes_of_parts_lead_back(small_parts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files("in")
    batch()
    monkeypatch.chdir("out/data")
    for name in ("a.jsonl", "b.csv"):
        assert run("revert", f"../fixes/in/{name}.jsonl").exit_code == 0
        assert Path("in", name).read_bytes() == before[name]


def test_a_second_run_does_nothing(small_parts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    batch()
    before = files("out")
    done = watch(monkeypatch)
    assert "6 shards done (6 of them before)" in batch()
    assert done == []
    assert files("out") == before


@posix
def test_a_file_in_parts_is_done_by_two_workers(small_parts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    work = ShardWorker.__call__

    def together(self: ShardWorker, shard: Shard) -> Outcome:
        if isinstance(shard, PartOfShard):
            deadly_work.meet()
        return work(self, shard)

    monkeypatch.setattr(ShardWorker, "__call__", together)
    for path in Path("in").iterdir():
        if path.name != "a.jsonl":
            path.unlink()
    batch("out", "--jobs", "2")
    assert deadly_work.count_workers() == 2


KILLED = """
import os, signal, sys
from corpuslint import pool
from corpuslint.batch import work
from corpuslint.batch.manifest import Manifest
from corpuslint.formats import delimited, jsonl, parquet
work.PART_BYTES = 4096
jsonl.PIECE_SIZE = delimited.PIECE_SIZE = parquet.PIECE_SIZE = 1024
pool.can_fork = lambda: sys.platform == "linux"
add, calls = Manifest.add, []
def deadly(self, entries):
    add(self, entries)
    if ".parts" in str(self._path):
        calls.append(1)
        if len(calls) == 7:
            os.kill(os.getpid(), signal.SIGKILL)
Manifest.add = deadly
"""


@posix
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_that_was_killed_goes_on_with_the_next_part(
    jobs: str, small_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch("whole")
    everything = sum(parts_in(everything_of(monkeypatch)).values())
    killed = spawn_after(KILLED, "batch", "in", "--output", "out", "--select", "SPC,DUP003", "--jobs", jobs)
    assert killed.returncode == -signal.SIGKILL
    assert len(manifest("out/.parts")) == 7
    done = watch(monkeypatch)
    batch()
    assert sum(parts_in(done).values()) == everything - 7
    assert files("out") == files("whole")
    assert not list(Path("out").glob(".*"))


def everything_of(monkeypatch: pytest.MonkeyPatch) -> list[Shard]:
    with monkeypatch.context() as patched:
        done = watch(patched)
        batch("anew")
    return done


@posix
def test_a_part_that_kills_its_workers_costs_its_file(small_parts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    batch("whole")
    work = ShardWorker.__call__
    with monkeypatch.context() as patched:

        def killed(self: ShardWorker, shard: Shard) -> Outcome:
            if isinstance(shard, PartOfShard) and shard.name == "in/a.jsonl" and shard.part.start:
                os.kill(os.getpid(), signal.SIGKILL)
            return work(self, shard)

        patched.setattr(ShardWorker, "__call__", killed)
        said = batch("out", "--jobs", "2", status=2)
    assert said.count("error") == 1
    assert "in/a.jsonl: the process that worked on it was ended twice" in said
    expected = {
        name: data for name, data in files("whole").items() if name.startswith("data") and "a.jsonl" not in name
    }
    assert {name: data for name, data in files("out").items() if name.startswith("data")} == expected
    assert set(manifest("out/.parts")) >= {"in/a.jsonl/000000000000000"}
    batch()
    assert files("out") == files("whole")
    assert not list(Path("out").glob(".*"))


def test_a_part_that_cannot_be_read_costs_its_file(small_parts: None) -> None:
    Path("in/b.csv").write_bytes(b"id,words\r\n" + b"1,a  b\r\n" * 3000)
    result = run("batch", "in/b.csv", "in/a.jsonl", "--output", "out")
    assert result.exit_code == 2
    error, summary = result.stderr.splitlines()
    assert error.startswith("corpuslint: error: in/b.csv: has no field text, content or body")
    assert summary.startswith("out: 1 shard done, 299 documents, ")
    assert not [name for name in files("out") if name.startswith("data") and "b.csv" in name]


@pytest.mark.parametrize("name", ["a.jsonl", "c.parquet"])
def test_a_file_that_changes_while_its_parts_are_done(
    name: str, small_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path("in", name).read_bytes()
    before = Path("in", name).stat()
    work = ShardWorker.__call__
    with monkeypatch.context() as patched:

        def meddling(self: ShardWorker, shard: Shard) -> Outcome:
            if isinstance(shard, PartOfShard) and shard.name == f"in/{name}" and shard.part.start:
                Path("in", name).write_bytes(whole.replace(b"Phrase", b"Satz 1"))
                os.utime(Path("in", name), ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000))
            return work(self, shard)

        patched.setattr(ShardWorker, "__call__", meddling)
        assert f"in/{name}: changed while it was being read; run again" in batch(status=2)
    assert f"data/in/{name}" not in files("out")
    Path("in", name).write_bytes(whole)
    batch()
    monkeypatch.setattr("corpuslint.batch.work.PART_BYTES", 1 << 24)
    batch("whole")
    assert files("out") == files("whole")


@pytest.mark.parametrize("part", ["data", "fixes", "findings"])
def test_a_part_whose_files_were_changed_is_done_again(
    part: str, small_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch("whole")
    with monkeypatch.context() as patched:
        patched.setattr("corpuslint.batch.run._join_of", _stop)
        with pytest.raises(InterruptedError):
            batch()
    stored = sorted(Path("out/.parts", part).rglob("0*"))
    if part == "findings":
        Path("out/.parts/findings/in/b.csv").mkdir(parents=True, exist_ok=True)
        Path("out/.parts/findings/in/b.csv/000000000000000.jsonl").write_text("from another run")
    else:
        stored[0].write_bytes(b"torn")
    done = watch(monkeypatch)
    batch()
    assert sum(parts_in(done).values()) == 1
    assert files("out") == files("whole")


def _stop(*_: object) -> None:
    raise InterruptedError


def test_what_is_added_to_a_large_file_does_not_cost_its_other_parts(
    small_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("corpuslint.batch.run._join_of", _stop)
        with pytest.raises(InterruptedError):
            batch()
    with Path("in/a.jsonl").open("a") as stream:
        stream.write('{"text": "Un  mot de plus."}\n')
    done = watch(monkeypatch)
    batch()
    assert parts_in(done) == {"in/a.jsonl": 1}


def test_a_large_remote_file_is_done_in_parts(small_parts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    fsspec = pytest.importorskip("fsspec")
    fsspec.filesystem("memory").pipe("/large/a.jsonl", Path("in/a.jsonl").read_bytes())
    done = watch(monkeypatch)
    result = run("batch", "memory://large", "--output", "out", "--select", "SPC", "--jobs", 1)
    assert result.exit_code == 0, result.output
    assert parts_in(done)["large/a.jsonl"] > 2
    run("check", "--fix", "--select", "SPC", "in/a.jsonl")
    assert Path("out/data/large/a.jsonl").read_bytes() == Path("in/a.jsonl").read_bytes()


LINE = st.sampled_from([b"", b'{"text": "a  b"}', b'{"text": "' + b"x" * 50 + b'"}', b"\xff", b"\r"])


@settings(deadline=None)
@given(st.lists(LINE, max_size=60), st.sampled_from([b"\n", b"\r\n"]), st.integers(1, 300), st.integers(1, 200))
def test_parts_of_lines_are_whole_lines(lines: list[bytes], end: bytes, size: int, piece: int) -> None:
    Path("lines.jsonl").write_bytes(end.join(lines))
    source = Source("lines.jsonl", "jsonl")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(jsonl_format, "PIECE_SIZE", piece)
        with source.open() as stored:
            cut = split(source, stored, size)
    data = Path("lines.jsonl").read_bytes()
    assert [(part.start, part.end) for part in cut.parts] == list(
        zip([0, *(part.end for part in cut.parts)][:-1], [part.end for part in cut.parts], strict=True)
    )
    assert cut.size == len(data) == sum(part.end - part.start for part in cut.parts)
    for part in cut.parts:
        pieces = list(pieces_of(source, part))
        assert b"".join(one.data for one in pieces) == data[part.start : part.end]
        assert part.start == 0 or data[part.start - 1 : part.start] == b"\n"
        assert all(one.line == 1 + data[: data.index(one.data, part.start)].count(b"\n") for one in pieces[:1])
