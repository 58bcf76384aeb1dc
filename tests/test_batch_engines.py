"""Batches on real clusters of two workers: the same bytes as in this process, also when workers are killed."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_support import run

import corpuslint.batch.run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the workers are killed by a signal"),
]
MODULES = {"ray": "ray", "dask": "distributed"}


@pytest.fixture(params=MODULES)
def engine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of an engine that is installed, with a corpus in the working directory."""
    pytest.importorskip(MODULES[request.param])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "")  # put back as it was after the test
    monkeypatch.delenv("RAY_USAGE_STATS_ENABLED")
    monkeypatch.setattr("corpuslint.batch.shards.GROUP_SHARDS", 2)
    Path("in").mkdir()
    for name in [*(f"{number:02}" for number in range(12)), "once", "always"]:
        Path("in", f"{name}.txt").write_text(f"Une phrase  avec deux espaces, {name}.\n")
    records = [{"text": f"Une phrase  avec deux espaces, {number}."} for number in range(50)]
    Path("in/records.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in records) + "{broken\n")
    return str(request.param)


def files(root: str) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in Path(root).rglob("*") if path.is_file()}


def batch(output: str, *options: str, inputs: tuple[str, ...] = ("in",), status: int = 0) -> str:
    result = run("batch", *inputs, "--output", output, "--jobs", 2, "--select", "SPC,STR", *options)
    assert result.exit_code == status, result.stderr
    return result.stderr


def test_a_cluster_gives_the_bytes_of_one_process(engine: str) -> None:
    inputs = tuple(sorted(map(str, Path("in").iterdir())))
    said = batch("expected", "--jobs", "1", inputs=inputs)
    assert batch("out", "--engine", engine, inputs=inputs[::-1]) == said.replace("expected", "out")
    assert files("out") == files("expected")
    assert "1 record in quarantine" in said
    assert "15 of them before" in batch("out", inputs=inputs)
    assert os.environ.get("RAY_USAGE_STATS_ENABLED") == ("0" if engine == "ray" else None)


def test_a_cluster_shares_a_file_and_compares_documents(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        "Le pont de la Tour rouvre  lundi matin à la circulation." + " Et ainsi de suite." * (n % 40)
        for n in range(999)
    ]
    Path("in/large.jsonl").write_text("".join(f"{json.dumps({'text': text})}\n" for text in texts))
    options = ("--select", "DUP003")
    batch("expected", "--jobs", "1", *options)
    monkeypatch.setattr("corpuslint.batch.work.PART_BYTES", 1 << 16)
    cut: list[int] = []
    by_parts = corpuslint.batch.run._by_parts

    def noting(workers: Any, manifest: Any, output: Any, large: Any, part_done: Any) -> Any:
        cut.append(len(large[0]))
        return by_parts(workers, manifest, output, large, part_done)

    monkeypatch.setattr("corpuslint.batch.run._by_parts", noting)
    batch("out", "--engine", engine, *options)
    assert cut == [2]
    assert files("out") == files("expected")
    assert len(Path("out/corpus-findings.jsonl").read_text().splitlines()) > 900


def test_a_killed_worker_costs_only_the_shard_that_kills_it(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from deadly_work import deadly_work

    batch("expected", "--jobs", "1")
    with monkeypatch.context() as patched:
        patched.setattr(f"corpuslint.batch.engines.{engine}.work", deadly_work)
        said = batch("out", "--engine", engine, status=2)
    assert Path("died").exists()
    assert said.count("error") == 1
    assert "in/always.txt: the process that worked on it was ended twice" in said
    found, expected = files("out"), files("expected")
    assert found.pop("manifest.jsonl") != expected.pop("manifest.jsonl")
    assert found == {name: data for name, data in expected.items() if "always" not in name}
    assert "15 shards done (14 of them before)" in batch("out")
    assert files("out") == files("expected")


def test_a_cluster_that_runs_already(engine: str) -> None:
    if engine == "ray":
        pytest.skip("one address is enough: Ray takes it as it is")
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster:
        batch("out", "--engine", engine, "--engine-address", cluster.scheduler_address)
    batch("expected")
    assert files("out") == files("expected")


def test_a_cluster_without_corpuslint(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import deadly_work

    # The workers cannot find the module of this function; monkeypatch puts the path back for the next cluster.
    monkeypatch.setattr(f"corpuslint.batch.engines.{engine}.version", deadly_work.nothing)
    monkeypatch.setenv("PYTHONPATH", "")
    monkeypatch.setattr(sys, "path", [path for path in sys.path if Path(path) != Path(__file__).parent])
    said = batch("out", "--engine", engine, status=2)
    assert said.count("\n") == 1
    assert f"the workers of the {engine.capitalize()} cluster cannot load corpuslint: " in said


def test_a_cluster_that_does_not_answer(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if engine == "dask":
        import dask

        monkeypatch.setitem(dask.config.config["distributed"]["comm"]["timeouts"], "connect", "1s")
    said = batch("out", "--engine", engine, "--engine-address", "127.0.0.1:9", status=2)
    assert said.count("\n") == 1
    assert f"the {engine.capitalize()} cluster 127.0.0.1:9 does not answer" in said
