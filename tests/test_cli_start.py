"""Starting costs little: no command loads what it does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cli_support import SEEDS, run, spawn

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
