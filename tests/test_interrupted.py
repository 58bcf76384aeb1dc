"""A run that is ended from outside: nothing is left behind, nothing is lost, and the log still leads back."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from cli_support import names, run, spawn_after

STRAY, CLEAN = "Une phrase  avec deux espaces.\n", "Une phrase avec deux espaces.\n"
posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("corpuslint.toml").write_text('select = ["SPC003"]\n')
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(STRAY)
    return tmp_path


def ended(when: str, number: int, *arguments: str) -> CompletedProcess[str]:
    """A run that a signal ends at the second call of a method of a class."""
    module, kind, method = when.rsplit(".", 2)
    program = f"""
import os, signal
from {module} import {kind} as kind
method, calls = kind.{method}, []
def stop(self, *arguments):
    calls.append(arguments)
    if len(calls) == 2:
        os.kill(os.getpid(), {number})
    return method(self, *arguments)
kind.{method} = stop
"""
    return spawn_after(program, *arguments)


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("when", ["write", "commit"])
def test_a_fix_that_is_ended_leaves_no_temporary_file(number: int, when: str) -> None:
    place = f"corpuslint.formats.replace.Replacement.{when}"
    done = ended(place, number, "check", "--fix", "--jobs", "1", "--fix-log", "log", "a.txt", "b.txt")
    assert done.returncode == 128 + number
    assert "Traceback" not in done.stderr
    assert set(names()) <= {"a.txt", "b.txt", "corpuslint.toml", "log"}
    assert Path("b.txt").read_text() == STRAY
    if when == "commit":
        assert run("revert", "log").exit_code == 0
    assert (Path("a.txt").read_text(), Path("b.txt").read_text()) == (STRAY, STRAY)


@posix
def test_a_signal_that_is_ignored_stays_ignored() -> None:
    code = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
    code += "from corpuslint import runner\ncheck = runner.Runner.check\n"
    code += "def hang_up(self, piece):\n    signal.raise_signal(signal.SIGHUP)\n    return check(self, piece)\n"
    code += "runner.Runner.check = hang_up\n"
    done = spawn_after(code, "check", "a.txt")
    assert (done.returncode, "SPC003" in done.stdout) == (1, True), "as nohup wants it"


@posix
def test_a_fix_that_is_killed_before_the_last_step_can_be_run_and_reverted() -> None:
    place = "corpuslint.formats.replace.Replacement.commit"
    fix = ("check", "--fix", "--jobs", "1", "--fix-log", "log", "a.txt", "b.txt")
    assert ended(place, signal.SIGKILL, *fix).returncode == -signal.SIGKILL
    logged = Path("log").read_text()
    assert "b.txt" in logged, "the log knows of what did not happen any more"
    assert (Path("a.txt").read_text(), Path("b.txt").read_text()) == (CLEAN, STRAY)
    assert run(*fix).exit_code == 0
    assert Path("b.txt").read_text() == CLEAN
    result = run("revert", "log")
    assert (result.exit_code, result.stderr) == (0, "Reverted 2 of 2 files.\n")
    assert (Path("a.txt").read_text(), Path("b.txt").read_text()) == (STRAY, STRAY)


@posix
def test_what_did_not_happen_is_not_undone() -> None:
    place = "corpuslint.formats.replace.Replacement.commit"
    ended(place, signal.SIGKILL, "check", "--fix", "--jobs", "1", "--fix-log", "log", "a.txt", "b.txt")
    result = run("revert", "log")
    assert (result.exit_code, result.stderr) == (
        0,
        "Reverted 1 of 2 files; in the other nothing is left to undo.\n",
    )
    assert (Path("a.txt").read_text(), Path("b.txt").read_text()) == (STRAY, STRAY)


def test_why_nothing_was_reverted() -> None:
    run("check", "--fix", "--fix-log", "log", "a.txt", "b.txt")
    said = run("revert", "log", "--rule", "ENC001").stderr
    assert said == "Reverted 0 of 2 files; in them no change of ENC001 is left to undo.\n"
    run("revert", "log")
    assert run("revert", "log").stderr == "Reverted 0 of 2 files; in them nothing is left to undo.\n"
    Path("log").write_text("")
    result = run("revert", "log")
    assert (result.exit_code, result.stderr) == (0, "log: empty; there is nothing to undo\n")
