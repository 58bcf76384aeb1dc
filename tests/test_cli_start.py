"""Starting costs little: no command loads what it does not need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from cli_support import SEEDS, run, spawn
from click.testing import Result

import corpuslint

HEAVY = ("rich", "ftfy", "langdetect", "frictionless", "pathspec", "numpy", "requests", "difflib")


def modules_after(*arguments: object) -> set[str]:
    """The modules that one call of the command line loads."""
    code = (
        "import sys, corpuslint.__main__ as m\n"
        f"sys.argv = ['corpuslint', *{list(map(str, arguments))!r}]\n"
        "try: m.main()\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, sep='\\n', file=open('modules', 'w'))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    return {name.partition(".")[0] for name in Path("modules").read_text().split()} | set(
        Path("modules").read_text().split()
    )


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CORPUSLINT_NO_CACHE", raising=False)


def test_version_loads_nothing() -> None:
    loaded = modules_after("--version")
    assert "corpuslint" in loaded
    assert loaded.isdisjoint({*HEAVY, "click", "tomllib", "corpuslint.catalogue"})


def test_version_answers_in_every_form() -> None:
    line = f"corpuslint {corpuslint.__version__}\n"
    assert spawn("--version").stdout.decode() == line
    assert run("--version").stdout == line


def test_help_loads_no_command() -> None:
    loaded = modules_after("--help")
    assert loaded.isdisjoint({*HEAVY, "tomllib", "corpuslint.commands.check", "corpuslint.catalogue"})


def test_check_of_one_file_loads_what_it_needs() -> None:
    loaded = modules_after("check", SEEDS / "000_9d1ed0d24fa44948.txt", "--select", "SPC003", "--isolated")
    assert "corpuslint.checks.pattern" in loaded
    assert loaded.isdisjoint({"rich", "ftfy", "langdetect", "frictionless", "numpy", "requests"})
    assert loaded.isdisjoint({"corpuslint.fixlog", "corpuslint.packaging", "corpuslint.language.lexicon"})


@pytest.mark.parametrize(
    "arguments",
    [
        ("seed.txt", "--no-cache"),
        ("seed.txt", "clean.txt", "--exit-zero", "--isolated"),
        ("seed.txt", "--fix", "--unsafe-fixes", "--no-unsafe-fixes"),
        ("missing.txt",),
        (),
    ],
)
def test_a_plain_check_does_the_same_without_click(arguments: tuple[str, ...]) -> None:
    seed = (SEEDS / "000_9d1ed0d24fa44948.txt").read_bytes()
    told = []
    for call in (spawn, run):
        Path("seed.txt").write_bytes(seed)
        Path("clean.txt").write_text("Tout va bien.\n")
        done = call("check", *arguments)
        output, errors = (one if isinstance(one, str) else one.decode() for one in (done.stdout, done.stderr))
        status = done.exit_code if isinstance(done, Result) else done.returncode
        told.append((status, output, errors, Path("seed.txt").read_bytes()))
    assert told[0] == told[1]


def test_switches_mean_without_click_what_they_mean_with_it() -> None:
    from corpuslint.commands.check import command
    from corpuslint.commands.plain import _ENVIRONMENT, _SWITCHES

    options = [one for one in command.params if isinstance(one, click.Option) and one.is_flag]
    switches = {switch for one in options for switch in (*one.opts, *one.secondary_opts)}
    assert switches - _SWITCHES.keys() == {"--diff", "--statistics"}, "these need more than a plain check"
    nothing = command.make_context("check", []).params
    for switch, (option, value) in _SWITCHES.items():
        assert command.make_context("check", [switch]).params == {**nothing, option: value}
    assert {one.envvar for one in command.params if one.envvar} == set(_ENVIRONMENT) - {"_CORPUSLINT_COMPLETE"}


@pytest.mark.parametrize(("arguments", "needed"), [(("--exit-zero",), False), (("--statistics",), True)])
def test_click_is_loaded_only_for_other_options(arguments: tuple[str, ...], needed: bool) -> None:
    Path("clean.txt").write_text("Tout va bien.\n")
    assert ("click" in modules_after("check", "clean.txt", *arguments)) is needed


def test_a_broken_configuration_is_one_line_in_a_plain_check() -> None:
    Path("corpuslint.toml").write_text("selekt = []\n")
    done = spawn("check", "x.txt")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == run("check", "x.txt").stderr
    assert done.stderr.count(b"\n") == 1


def test_a_plain_check_whose_reader_goes_away_says_nothing() -> None:
    Path("seed.txt").write_bytes((SEEDS / "000_9d1ed0d24fa44948.txt").read_bytes())
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "corpuslint", "check", "seed.txt", "--no-cache"]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


def test_help_of_every_command() -> None:
    from corpuslint.commands import COMMANDS

    listed = run("--help").stdout
    for name, what in COMMANDS.items():
        assert f"  {name} " in listed
        assert what.split(",")[0][:30] in listed
        result = run(name, "--help")
        assert result.exit_code == 0
        assert result.stdout.startswith(f"Usage: group {name}")


def test_unknown_command() -> None:
    result = run("chek")
    assert result.exit_code == 2
    assert "No such command 'chek'" in result.stderr
