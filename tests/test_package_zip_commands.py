"""Every command that takes a package takes it as a zip file too, and refuses one that is a trap."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from cli_support import run
from package_samples import CLEAN, DAMAGED, LATIN

from corpuslint.packaging.guard import list_files
from corpuslint.packaging.zipping import write_zip


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "000.txt").write_text(DAMAGED, encoding="utf-8")
    (tmp_path / "news" / "001.txt").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "news" / "latin.txt").write_text(LATIN, encoding="cp1252")
    return tmp_path / "news"


@pytest.fixture
def package(corpus: Path) -> Path:
    done = run("publish", corpus, "--output", corpus.parent / "p.zip", "--name", "p", "--isolated")
    assert done.exit_code == 0, done.output
    return corpus.parent / "p.zip"


def test_rebuild_takes_a_zip(package: Path, corpus: Path) -> None:
    done = run("rebuild", "--check", package, corpus, "--isolated")
    assert (done.exit_code, "p.zip: the same bytes" in done.stdout) == (0, True), done.output


def test_revert_takes_a_zip(package: Path, corpus: Path) -> None:
    done = run("revert", package, "--output", corpus.parent / "raw")
    assert done.exit_code == 0, done.output
    for name in ("000.txt", "001.txt", "latin.txt"):
        assert (corpus.parent / "raw" / "news" / name).read_bytes() == (corpus / name).read_bytes()


def test_diff_takes_zips_and_directories(package: Path, corpus: Path) -> None:
    (corpus / "001.txt").write_text(CLEAN.replace("rien", "tout"), encoding="utf-8")
    assert run("publish", corpus, "--output", corpus.parent / "q", "--name", "p", "--isolated").exit_code == 0
    done = run("diff", package, corpus.parent / "q")
    assert done.exit_code == 1, done.output
    assert "~ news/001.txt" in done.stdout
    write_zip(corpus.parent / "q", corpus.parent / "q.zip")
    assert run("diff", corpus.parent / "q", corpus.parent / "q.zip").exit_code == 0


def test_the_version_before_may_be_a_zip(package: Path, corpus: Path) -> None:
    (corpus / "002.txt").write_text("Du neuf.\n", encoding="utf-8")
    options = ("--name", "p", "--isolated", "--previous", package, "--version", "0.2.0")
    done = run("publish", corpus, "--output", corpus.parent / "q.zip", *options)
    assert done.exit_code == 0, done.output
    assert run("rebuild", "--check", corpus.parent / "q.zip", corpus, "--isolated").exit_code == 0


@pytest.mark.parametrize(
    "command",
    [
        ["verify", "bad.zip"],
        ["revert", "bad.zip", "--output", "raw"],
        ["diff", "bad.zip", "bad.zip"],
        ["rebuild", "bad.zip", "news", "--check"],
        ["push", "bad.zip", "copies"],
        ["publish", "news", "--output", "new", "--previous", "bad.zip"],
    ],
)
@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "data\\x", "http://x/y"])
def test_a_trap_is_refused_by_every_command(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], name: str
) -> None:
    monkeypatch.chdir(corpus.parent)
    with zipfile.ZipFile("bad.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"x")
    before = list_files(Path())
    done = run(*command)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "do not trust this package" in done.stderr
    assert list_files(Path()) == before


@pytest.mark.parametrize(
    "command", [["verify"], ["revert", "--output", "raw"], ["push", "copies"], ["diff", "none.zip"]]
)
def test_a_zip_without_a_package_is_named_as_it_was(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(corpus.parent)
    with zipfile.ZipFile("none.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("README.md"), b"x")
    done = run(command[0], "none.zip", *command[1:])
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("corpuslint: error: none.zip: holds no "), done.stderr


@pytest.mark.parametrize("command", [["verify"], ["revert", "--output", "raw"], ["rebuild", "news", "--check"]])
def test_a_zip_that_is_not_there_is_an_error(corpus: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.chdir(corpus.parent)
    done = run(command[0], "none.zip", *command[1:])
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "none.zip: cannot read: no such file" in done.stderr
