"""The speed benchmark runs end to end over a few kilobytes, so that it cannot rot. No test looks at times."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import speed  # noqa: E402
from measures import bench, scaling, speed_page, stopwatch, throughput  # noqa: E402
from measures.stopwatch import CommandError, Timing  # noqa: E402
from measures.tools import Own, Tool, peers  # noqa: E402

TINY = {
    "rounds": 1,
    "clean": 0.01,
    "damaged": 0.005,
    "most": 0.005,
    "hook": 1,
    "jobs": 0.005,
    "cache": 0.005,
    "profile": 0.005,
    "engine": [1, 3],
    "size": [0.003, 0.006],
    "files": [1, 5],
    "line": [500, 2_000, 10_000_000],
    "document": [1_000],
    "text": 0.004,
}
COUNT = "import pathlib, sys; sys.exit(3 * (not any(pathlib.Path(sys.argv[1]).rglob('*.txt'))))"
COUNTER = Tool("counter", "1", (sys.executable, "-c", COUNT), slow=True)


class WithoutClusters(Own):
    """The command line as it is, without the engines that take seconds to start."""

    def __init__(self) -> None:
        super().__init__()
        self.engines &= {"local"}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(bench.PLAN, "tiny", TINY)
        patch.setattr(scaling, "SHORT", 0)
        patch.setattr(speed, "Own", WithoutClusters)
        broken = Tool("broken", "1", (sys.executable, "-c", "raise SystemExit('no dictionary')"))
        patch.setattr(speed, "peers", lambda _: iter(["typos is not installed", COUNTER, broken]))
        found = speed.measure(tmp_path_factory.mktemp("work"), "tiny", list(speed.MEASURES), 1000)
        assert "| counter" in speed_page.page(found, "python benchmarks/speed.py")
    return found


def test_every_measure_has_its_figures(results: dict[str, Any]) -> None:
    json.dumps(results)
    measured = {row["figure"] for row in results["targets"] if row["value"] is not None}
    assert measured >= {"memory", "size", "files", "line", "line, damaged", "document", "hook"}
    own, counter = results["clean"]
    assert (own["tool"], counter["tool"]) == ("corpuslint", "counter")
    assert own["ratio"] == 1
    assert 0.01 <= own["megabytes"] < 0.05
    assert 0.005 <= counter["megabytes"] < 0.04
    assert all(row["peak"] > 5 and row["lowest"] <= row["speed"] <= row["highest"] for row in results["clean"])


def test_curves_have_the_points_that_fit(results: dict[str, Any]) -> None:
    assert [row["at"] for row in results["size"]] == [0.003, 0.006]
    assert [row["at"] for row in results["files"]] == [1, 5]
    assert [row["at"] for row in results["line"]] == [500, 2_000]
    assert results["files"][1]["megabytes"] >= 4 * results["files"][0]["megabytes"]


def test_runs_find_the_same_however_they_are_run(results: dict[str, Any]) -> None:
    (row,) = (row for row in results["targets"] if row["figure"] == "identical")
    if results["jobs"] or results["cache"]:
        assert (row["value"], row["met"]) == (0, True)


def test_engines_that_are_not_there_are_notes(results: dict[str, Any]) -> None:
    assert [row["engine"] for row in results["engines"]] == ["local"]
    assert "corpuslint batch has no engine ray yet" in results["notes"]


def test_profile_names_the_checks(results: dict[str, Any]) -> None:
    steps = {row["step"]: row for row in results["profile"]["damaged"]["steps"]}
    assert {"read and decode", "lines", "blocks", "check fused_words", "check misspelling"} <= steps.keys()
    assert all(row["cost"] >= 0 for row in steps.values())
    assert sum(row["findings"] or 0 for row in steps.values()) > 0


def test_what_is_missing_is_a_note(results: dict[str, Any]) -> None:
    assert results["tools"].keys() == {"corpuslint", "counter"}
    assert "typos is not installed" in results["notes"]
    assert "broken does not run here: python: exit status 1: no dictionary" in [
        note.replace(Path(sys.executable).name, "python") for note in results["notes"]
    ]
    typos = next(row for row in results["targets"] if row["figure"] == "clean/typos")
    assert (typos["value"], typos["met"]) == (None, None)


def test_datatrove_may_live_elsewhere(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 0.9 3.8\n")
    python.chmod(0o755)
    found = list(peers(str(python)))[-1]
    assert isinstance(found, Tool)
    assert (found.name, found.version, found.command[0]) == ("datatrove", "0.9 with spaCy 3.8", str(python))
    assert list(peers(str(tmp_path / "nowhere")))[-1] == f"{tmp_path}/nowhere: No such file or directory"


def test_no_peer_has_to_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("measures.tools.which", lambda name: None)
    monkeypatch.setattr("measures.tools.util.find_spec", lambda name: None)
    assert list(peers()) == [
        "typos is not installed",
        "codespell is not installed",
        "ftfy and langdetect are not both installed",
        "hunspell is not installed",
        "datatrove is not installed",
    ]


def test_options_that_are_not_there_yet_are_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("measures.tools._help", lambda command: "")
    own = Own()
    assert not {"--jobs", "--no-cache"} & {*own.check(jobs=2), *own.hook()}
    run = bench.Bench(tmp_path, TINY, own, [])
    assert scaling.jobs(run) == scaling.cache(run) == scaling.engines(run) == []
    assert len(run.notes) == 5
    assert run.figures == {}


def test_the_page(results: dict[str, Any]) -> None:
    text = speed_page.page(results, "python benchmarks/speed.py --quick")
    assert text.startswith("# Speed\n\n    python benchmarks/speed.py --quick\n")
    assert "| clean text: MB/s, times those of typos -j1 " in text
    assert "- typos is not installed" in text
    for title in ("Targets", "Clean text", "Size of the corpus", "One file", "Where the time goes", "The corpus"):
        assert f"\n## {title}\n" in text
    assert str(Path.cwd()) not in text


def test_targets_are_met_or_not() -> None:
    least, most = {"at-least": 1.5}, {"at-most": 1.15}
    assert [speed._judged(least, value)["met"] for value in (1.5, 1.49, None)] == [True, False, None]
    assert [speed._judged(most, value)["met"] for value in (0.4, 1.15, 1.2)] == [True, True, False]


def test_plan_without_large_corpora() -> None:
    plan = speed._limited(bench.PLAN["full"], 10)
    assert plan["size"] == [1, 10]
    assert plan["files"] == [1, 10, 100, 1_000, 10_000]
    assert plan["clean"] == 10
    assert speed._limited(bench.PLAN["quick"], 0.1)["size"] == [0.1]


def test_a_rise_is_that_of_the_steepest_later_point() -> None:
    assert scaling.rise([3.0, 1.0, 1.0]) == 1
    assert scaling.rise([3.0, 1.0, 1.5, 1.2]) == 1.5
    assert scaling.rise([1.0, 0.5, 0.25]) == 0.5
    assert scaling.rise([1.0]) == 1


def test_the_exponent_of_a_quadratic_cost_is_one() -> None:
    assert scaling.exponent([{"at": at, "rate": 3.0 * at} for at in (1, 10, 100)]) == pytest.approx(1)
    assert scaling.exponent([{"at": at, "rate": 3.0} for at in (1, 10, 100)]) == pytest.approx(0)
    assert scaling.exponent([{"at": 1, "rate": 3.0}]) == 0


def test_slow_tools_are_measured_on_a_part_less_their_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run = bench.Bench(
        tmp_path, TINY, Own(), [Tool("corpuslint", "1", ("fast",)), Tool("slow", "1", ("slow",), slow=True)]
    )
    sizes = {str(run.corpus("clean", size)): size for size in (0, 0.005, 0.01)}

    def time(self: bench.Bench, command: tuple[str, ...], **_: Any) -> Timing:
        cpu = 1 + 100 * sizes[command[1]] * (10 if command[0] == "slow" else 1)
        return Timing(cpu, cpu, 20)

    monkeypatch.setattr(bench.Bench, "time", time)
    fast, slow = throughput.throughput(run, "clean")
    assert fast["speed"] == pytest.approx(fast["megabytes"] / 2)
    assert slow["speed"] == pytest.approx(slow["megabytes"] / 5)
    assert run.figures == {"clean/slow": pytest.approx(fast["speed"] / slow["speed"])}


def test_stopwatch_measures_the_program_and_not_who_started_it(tmp_path: Path) -> None:
    ballast = bytearray(100_000_000)
    output = tmp_path / "output"
    timing = stopwatch.run([sys.executable, "-c", "import os; print(os.getcwd())"], tmp_path, output=output)
    assert Path(output.read_text().strip()) == tmp_path.resolve()
    assert 5 < timing.peak < 60 < len(ballast) / 1e6
    assert timing.cpu > 0
    assert timing.wall > 0
    with pytest.raises(CommandError, match="exit status 4: no message"):
        stopwatch.run([sys.executable, "-c", "raise SystemExit(4)"], tmp_path)
    assert stopwatch.run([sys.executable, "-c", "raise SystemExit(4)"], tmp_path, statuses=(0, 4)).cpu > 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "sizes"], 'unknown measure "sizes"; known are throughput,'),
        (["--text", "{folder}"], "holds no .txt files"),
    ],
)
def test_bad_options(arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        speed.main([one.format(folder=tmp_path) for one in arguments])
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


def test_command_line(tmp_path: Path) -> None:
    page, figures = tmp_path / "speed.md", tmp_path / "figures.json"
    command = [sys.executable, str(BENCHMARKS / "speed.py"), "--quick", "--largest", "0.01", "--only", "growth"]
    run = subprocess.run(
        [*command, "--write", str(page), "--json", str(figures)], capture_output=True, text=True, check=True
    )
    text = page.read_text(encoding="utf-8")
    assert "python benchmarks/speed.py --quick --largest 0.01 --only growth --write docs/speed.md" in text
    assert text.split("## Targets")[1] in run.stdout.split("## Targets")[1] + "\n"
    assert str(tmp_path) not in text
    assert json.loads(figures.read_text(encoding="utf-8"))["plan"] == "quick"


@pytest.mark.slow
def test_every_installed_peer_runs(tmp_path: Path) -> None:
    run = bench.Bench(tmp_path, TINY, Own(), [])
    tools = [one for one in peers() if isinstance(one, Tool)]
    assert throughput.usable(run, tools) == tools
    assert run.notes == []
