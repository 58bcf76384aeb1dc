"""Texts of a published package are never fixed in their place: that would break its hashes."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_support import run, tree


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "texts" / name).write_text("Une  phrase. Voir plus\n\nVoir plus\n")
    options = ("--isolated", "--ignore", "SPC003", "--raw-text", "--output", tmp_path / "package")
    assert run("publish", tmp_path / "texts", *options).exit_code == 0
    return tmp_path / "package"


@pytest.mark.parametrize("named", ["package", "package/data", "package/data/raw.jsonl", "package/README.md"])
def test_what_is_in_a_package_is_refused_with_one_line(
    package: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.chdir(package.parent)
    before = tree(package)
    done = run("check", "--fix", "--isolated", "--no-cache", named, "texts/a.txt")
    assert (done.exit_code, done.stderr.count("error:")) == (2, 1), done.stderr
    assert "belongs to the published package package, whose hashes a fix would break" in done.stderr
    assert tree(package) == before
    assert Path("texts/a.txt").read_text().startswith("Une phrase.")  # the others are still fixed
    assert run("verify", "package").exit_code == 0


def test_it_may_be_looked_at(package: Path) -> None:
    before = tree(package)
    for options in ((), ("--diff",)):
        done = run("check", "--isolated", "--no-cache", "--exit-zero", *options, package / "data" / "raw.jsonl")
        assert "belongs to" not in done.stderr
        assert "Une  phrase" in done.output
    assert tree(package) == before


def test_a_linked_file_of_a_package_is_refused(package: Path, tmp_path: Path) -> None:
    (tmp_path / "link.jsonl").symlink_to(package / "data" / "raw.jsonl")
    done = run("check", "--fix", "--isolated", "--no-cache", tmp_path / "link.jsonl")
    assert (done.exit_code, "belongs to the published package" in done.stderr) == (2, True)


def test_a_folder_with_a_descriptor_of_another_tool_is_no_package(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("{}")
    (tmp_path / "a.txt").write_text("Une  phrase.\n")
    assert run("check", "--fix", "--isolated", "--no-cache", tmp_path / "a.txt").exit_code == 0
    assert (tmp_path / "a.txt").read_text() == "Une phrase.\n"
