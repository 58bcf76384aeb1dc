"""``publish --dry-run``: everything is told that can be known, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_support import run


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()
    Path("corpus/a.txt").write_text("Une  phrase claire.\n", encoding="utf-8")
    Path("corpus/b.txt").write_text("Une autre.\n", encoding="utf-8")
    return Path("corpus")


def tree() -> dict[Path, bytes | None]:
    return {path: path.read_bytes() if path.is_file() else None for path in sorted(Path().rglob("*"))}


def tell(*arguments: object) -> list[str]:
    """The lines of a plan, after seeing that nothing was written."""
    before = tree()
    done = run("publish", *arguments, "--dry-run", "--select", "SPC003")
    assert (done.exit_code, done.stderr) == (0, ""), done.stderr
    assert tree() == before
    return done.stdout.splitlines()


def test_it_tells_what_would_be_published(corpus: Path) -> None:
    told = tell(corpus, "--output", "out", "--layer", "bagit", "--isolated")
    run("publish", corpus, "--output", "out", "--layer", "bagit", "--isolated", "--select", "SPC003")
    sizes = {path.stem: (path.read_bytes().count(b"\n"), path.stat().st_size) for path in Path("out/data").iterdir()}
    assert told == [
        "Would publish out 0.1.0 at out; nothing was written.",
        "place: free",
        "documents: 2, 5 words (fr 2)",
        "fixes: 1 (SPC003 1)",
        "findings left: 0",
        *(f"table {name}: {sizes[name][0]} rows, {sizes[name][1]} bytes" for name in ("documents", "blocks", "fixes")),
        f"table rules: 1 rows, {sizes['rules'][1]} bytes",
        "layer bagit: bagit.txt, bag-info.txt, manifest-sha256.txt, tagmanifest-sha256.txt",
        "licence: none is stated; nobody but the owners of the rights may share the texts",
        "not said in [package]: title, description, created, homepage, keywords, licenses, sources, contributors, "
        "citation",
    ]


def test_it_tells_what_stands_there_and_what_the_configuration_says(corpus: Path) -> None:
    run("publish", corpus, "--output", "out", "--isolated", "--select", "SPC003")
    Path("corpuslint.toml").write_text(
        '[package]\ntitle = "T"\ndescription = "D"\ncreated = 2026-01-31\nhomepage = "https://a.example"\n'
        'keywords = ["k"]\nlicenses = ["CC0-1.0", "MIT"]\ncitation = "S, 2026."\n'
        'sources = [{ title = "S", licenses = ["MIT"] }]\n'
        'contributors = [{ title = "C" }]\n'
        "splits = { train = 0.5, test = 0.5 }\n"
    )
    told = tell(corpus, "--output", "out", "--version", "2.0.0", "--name", "out", "--previous", "out")
    assert told[:2] == [
        "Would publish out 2.0.0 at out; nothing was written.",
        "place: holds version 0.1.0 of it, which would be replaced",
    ]
    assert told[-3:] == [
        "licence: CC0-1.0, MIT",
        "[package] says all that it can",
        "not compared with out: that needs the tables",
    ]
    assert any(line.startswith("splits: ") for line in told)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["corpus", "--output", "corpus"], "corpus: exists and is not a package of corpuslint"),
        (["corpus", "--output", "there.zip"], "there.zip: exists; a version is never overwritten"),
        (["corpus", "--output", "out", "--version", "1"], '"version" in [package] must be three numbers'),
        (["corpus", "--output", "out", "--layer", "ro-crate"], 'layer "ro-crate" needs a date'),
        (["corpus", "--output", "out", "--previous", "none"], "none: does not exist"),
        (["nul.txt", "--output", "out"], "nul.txt: character 1 is NUL"),
        (["empty", "--output", "out"], "empty: no text files"),
        (["none", "--output", "out"], "none: no such file or directory"),
    ],
)
def test_what_would_be_an_error_is_one(corpus: Path, arguments: list[str], message: str) -> None:
    Path("there.zip").write_bytes(b"")
    Path("nul.txt").write_bytes(b"a\0b, une phrase.\n")
    Path("empty").mkdir()
    before = tree()
    dry = run("publish", *arguments, "--dry-run", "--isolated", "--select", "SPC003")
    assert (dry.exit_code, dry.stdout, dry.stderr.count("\n")) == (2, "", 1)
    assert dry.stderr.startswith(f"corpuslint: error: {message}")
    assert run("publish", *arguments, "--isolated", "--select", "SPC003").stderr == dry.stderr
    assert tree() == before


def test_hostile_names_do_not_reach_the_terminal(corpus: Path) -> None:
    told = tell(corpus, "--output", "o\x1b[31m", "--name", "out", "--isolated")
    assert told[0] == "Would publish out 0.1.0 at o\\x1b[31m; nothing was written."
