"""What a baseline accepts, --fix leaves as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_support import run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

STRAY = "Une phrase  avec deux espaces.\n"


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("corpuslint.toml").write_text('language = "fr"\nselect = ["SPC003", "SPC004"]\nbaseline = "known.json"\n')
    return tmp_path


def accept(*paths: str) -> None:
    Path("known.json").unlink(missing_ok=True)
    Path("corpuslint-baseline.json").unlink(missing_ok=True)
    assert run("baseline", "--isolated", "--language", "fr", "--select", "SPC003,SPC004", *paths).exit_code == 0
    Path("corpuslint-baseline.json").rename("known.json")


def test_what_is_accepted_is_not_fixed() -> None:
    Path("a.txt").write_text(STRAY)
    accept("a.txt")
    result = run("check", "--fix", "a.txt")
    assert (result.exit_code, result.stdout) == (0, "")
    assert Path("a.txt").read_text() == STRAY
    assert run("check", "--diff", "a.txt").stdout == ""


def test_what_is_new_is_fixed_beside_it() -> None:
    Path("a.txt").write_text(STRAY)
    accept("a.txt")
    Path("a.txt").write_text(f"Une autre  phrase, nouvelle.\n{STRAY}Et une  troisième.\n")
    result = run("check", "--fix", "a.txt")
    assert result.exit_code == 0, result.output
    assert "Fixed 2 findings" in result.stderr
    assert Path("a.txt").read_text() == f"Une autre phrase, nouvelle.\n{STRAY}Et une troisième.\n"
    assert run("check", "a.txt").exit_code == 0


def test_what_is_accepted_stays_known_beside_a_fix() -> None:
    """The words around a space are what it is known by; a fix among them must not make it new."""
    Path("a.txt").write_text("Un mot  et un autre mot.\n")
    accept("a.txt")
    Path("a.txt").write_text("Un mot  et un  autre mot.\n")
    result = run("check", "--fix", "--output-format", "concise", "a.txt")
    assert Path("a.txt").read_text() in ("Un mot  et un autre mot.\n", "Un mot et un autre mot.\n")
    assert run("check", "--fix", "a.txt").exit_code == 0
    assert result.exit_code == 0


def test_each_record_has_its_own() -> None:
    lines = [json.dumps({"text": STRAY.strip()}) for _ in range(3)]
    Path("a.jsonl").write_text("\n".join(lines))
    accept("a.jsonl")
    assert run("check", "--fix", "a.jsonl").exit_code == 0
    assert Path("a.jsonl").read_text() == "\n".join(lines)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(["mot", "  ", " ", ",", " ,", "(", " )", "\n", "et"]), max_size=20).map("".join))
def test_a_fix_of_what_is_all_accepted_changes_nothing(text: str) -> None:
    Path("a.txt").write_text(text)
    accept("a.txt")
    run("check", "--fix", "--unsafe-fixes", "a.txt")
    assert Path("a.txt").read_text() == text
