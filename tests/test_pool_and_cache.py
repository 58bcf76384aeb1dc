"""Work in several processes and results kept between runs: always the same bytes."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import deadly_work
import pytest
from cli_support import SEEDS, run, spawn_after

from corpuslint.config import Settings
from corpuslint.formats import Piece, Source, load_format
from corpuslint.pool import Pool
from corpuslint.worker import Job, Result, Worker

STRAY = "Une phrase  avec deux espaces.\n"


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("output_format", ["full", "jsonl", "json"])
def test_two_processes_report_what_one_does(output_format: str) -> None:
    for number, seed in enumerate(sorted(SEEDS.glob("*.txt")) * 2):
        Path(f"{number}.txt").write_bytes(seed.read_bytes())
    reports = [run("check", "--jobs", jobs, "--output-format", output_format, ".").output for jobs in (1, 2)]
    assert reports[0] == reports[1]
    assert "dela" in reports[0]


def test_two_processes_fix_what_one_does() -> None:
    for jobs in ("1", "2"):
        Path(jobs).mkdir()
        for number, seed in enumerate(sorted(SEEDS.glob("*.txt"))):
            Path(jobs, f"{number}.txt").write_bytes(seed.read_bytes())
        run("check", "--jobs", jobs, "--fix", "--unsafe-fixes", jobs)
    fixed = [[path.read_bytes() for path in sorted(Path(jobs).iterdir())] for jobs in ("1", "2")]
    assert fixed[0] == fixed[1]
    assert fixed[0] != [seed.read_bytes() for seed in sorted(SEEDS.glob("*.txt"))]


needs_signals = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")


@needs_signals
def test_a_killed_process_costs_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuslint.pool._work", deadly_work.deadly_pieces)
    for number in range(300):
        Path(f"{number:03}.txt").write_text("Un mot fatal.\n" if number in (70, 71, 250) else STRAY)
    result = run("check", "--jobs", "2", "--select", "SPC003", "--output-format", "concise", ".")
    assert result.exit_code == 2
    assert result.stderr.count("error:") == 3
    assert "070.txt: the process that worked on this was ended" in result.stderr
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == [
        f"{number:03}.txt" for number in range(300) if number not in (70, 71, 250)
    ]


@needs_signals
def test_a_killed_process_fixes_nothing_by_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuslint.pool._work", deadly_work.deadly_pieces)
    Path("a.txt").write_text(STRAY + "fatal\n")
    Path("b.txt").write_text(STRAY)
    result = run("check", "--jobs", "2", "--select", "SPC003", "--fix", ".")
    assert result.exit_code == 2
    assert Path("a.txt").read_text() == STRAY + "fatal\n"
    assert Path("b.txt").read_text() == "Une phrase avec deux espaces.\n"


@needs_signals
def test_processes_that_die_as_they_begin_end_the_run_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuslint.pool._work", deadly_work.spreading_pieces)
    monkeypatch.setattr("corpuslint.pool._begin", deadly_work.deadly_begin)
    Path("a.txt").write_text("fatal\n")
    result = run("check", "--jobs", "2", "--select", "SPC003", "a.txt")
    assert result.exit_code == 2
    (line,) = [line for line in result.stderr.splitlines() if "error:" in line]
    assert "the processes that share the work end as soon as they begin" in line
    assert "--jobs 1" in line


@pytest.mark.skipif(sys.platform != "linux", reason="only there is a process forked")
def test_no_process_is_forked_beside_a_thread() -> None:
    command = [sys.executable, "-c", METHOD]
    ways = [
        subprocess.run([*command, way], capture_output=True, check=True, text=True).stdout for way in ("", "thread")
    ]
    assert ways == ["fork\n", "spawn\n"]


METHOD = """
import sys, threading
from corpuslint.pool import processes
if sys.argv[1]:
    threading.Thread(target=threading.Event().wait, daemon=True).start()
print(processes(1, print)._mp_context.get_start_method())
"""

KILLED = """
import os, signal
from corpuslint.pool import Pool
collect = Pool._collect
def deadly(self, waiting):
    yield from collect(self, waiting)
    os.kill(os.getpid(), signal.SIGKILL)
Pool._collect = deadly
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs signals")
def test_no_process_outlives_the_run_that_started_it() -> None:
    Path("a.txt").write_text(STRAY)
    # The pipes close when the last process ends.
    killed = spawn_after(KILLED, "check", "--jobs", "2", ".")
    assert killed.returncode == -signal.SIGKILL


def test_items_keep_their_order() -> None:
    pieces = [Piece(f"{number}.txt", "text", STRAY.encode()) for number in range(200)]
    items = [one for pair in zip(pieces, range(200), strict=True) for one in pair]
    with Pool(Job(Settings(select=("SPC003",))), 2) as pool:
        mapped = list(pool.map(items))
    assert [item for item, _ in mapped] == items
    assert all((result is not None) == isinstance(item, Piece) for item, result in mapped)


@pytest.fixture
def cached(monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("CORPUSLINT_NO_CACHE")
    Path("a.txt").write_text(STRAY)
    return Path(".corpuslint_cache")


def check(*options: str) -> str:
    return run("check", "--select", "SPC003,SPC001", "--output-format", "concise", *options, "a.txt").output


def test_the_second_run_finds_the_same_without_looking(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = check()
    monkeypatch.setattr(Worker, "__call__", lambda self, piece: pytest.fail("looked at what is known"))
    assert check() == first
    assert "SPC003" in first
    assert (cached / ".gitignore").read_text().endswith("*\n")


@pytest.mark.parametrize("change", ["text", "options", "settings", "version", "nothing kept"])
def test_what_changes_is_looked_at_again(cached: Path, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    check()
    looked: list[str] = []
    work = Worker.__call__

    def watch(self: Worker, piece: Piece) -> Result:
        looked.append(piece.path)
        return work(self, piece)

    monkeypatch.setattr(Worker, "__call__", watch)
    options: tuple[str, ...] = ()
    match change:
        case "text":
            Path("a.txt").write_text(STRAY * 2)
        case "options":
            options = ("--min-confidence", "0.5")
        case "settings":
            Path("corpuslint.toml").write_text('per-file-ignores = { "*.md" = ["SPC003"] }')
        case "version":
            monkeypatch.setattr("corpuslint.cache._NAME", "findings-9.sqlite")
        case "nothing kept":
            options = ("--no-cache",)
    check(*options)
    assert looked == ["a.txt"]


def test_a_broken_cache_is_made_anew(cached: Path) -> None:
    first = check()
    (cache,) = cached.glob("*.sqlite")
    cache.write_bytes(b"not a database" * 100)
    assert check() == first
    assert sqlite3.connect(cache).execute("SELECT count(*) FROM results").fetchone() == (1,)


@pytest.mark.parametrize("way", ["read", "write"])
def test_a_cache_with_a_corrupt_page_is_made_anew(cached: Path, way: str) -> None:
    for number in range(200):
        Path(f"{number}.txt").write_text(f"{number} {STRAY}" * 3)
    options = ("check", "--select", "SPC003", "--output-format", "concise", ".")
    wanted = run(*options)
    (cache,) = cached.glob("*.sqlite")
    raw = bytearray(cache.read_bytes())
    raw[4096:] = b"\xa5" * (len(raw) - 4096)  # the first page says where the others are
    cache.write_bytes(raw)
    if way == "write":
        Path("new.txt").write_text("Tout va bien.\n")
        assert run("check", "--select", "SPC003", "new.txt").exit_code == 0
    for _ in range(2):
        assert run(*options).stdout == wanted.stdout
    with sqlite3.connect(cache) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM results").fetchone()[0] >= 201


def test_a_cache_that_cannot_be_made_is_none(cached: Path) -> None:
    cached.write_text("a file in the way")
    assert "SPC003" in check()
    assert cached.read_text() == "a file in the way"


def test_old_results_are_dropped(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check()
    (cache,) = cached.glob("*.sqlite")
    with sqlite3.connect(cache) as connection:
        connection.execute("UPDATE results SET day = 1")
    Path("a.txt").write_text("Une phrase.\n")
    check()
    assert sqlite3.connect(cache).execute("SELECT count(*) FROM results").fetchone() == (1,)


def test_errors_are_not_kept(cached: Path) -> None:
    Path("a.txt").write_bytes(b"\x89PNG\r\n")
    for _ in range(2):
        assert run("check", "a.txt").exit_code == 2


def test_a_source_is_cut_into_what_it_holds() -> None:
    Path("a.txt").write_text(STRAY)
    (piece,) = Source("a.txt", "text").pieces()
    assert piece == Piece("a.txt", "text", STRAY.encode())
    assert load_format("text").is_lines is False


@pytest.mark.skipif(not hasattr(os, "sched_yield"), reason="needs processes that are forked")
def test_two_processes_share_one_large_file(monkeypatch: pytest.MonkeyPatch) -> None:
    record = '{"text": "Une phrase  avec deux espaces."}\n'
    Path("large.jsonl").write_text(record * 40_000)
    work = Worker.__call__

    def together(self: Worker, piece: Piece) -> Result:
        deadly_work.meet()
        return work(self, piece)

    alone = run("check", "--jobs", 1, "--select", "SPC003", "--output-format", "jsonl", "large.jsonl").output
    monkeypatch.setattr(Worker, "__call__", together)
    shared = run("check", "--jobs", 2, "--no-cache", "--select", "SPC003", "--output-format", "jsonl", "large.jsonl")
    assert deadly_work.count_workers() == 2
    assert shared.output == alone
