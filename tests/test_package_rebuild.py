"""A package is what its sources and its lock give, byte for byte; what differs is told with the reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cli_support import run

from corpuslint.packaging import lock as lock_module

ROOT = Path(__file__).parent.parent


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.jsonl").write_text('{"key": 1, "body": "Une  phrase."}\n{"key": 2, "body": "Rien."}\n')
    (folder / "b.txt").write_text("Encore une  phrase.\n")
    return folder


def publish(corpus: Path, name: str, *options: object) -> Path:
    done = run("publish", corpus, "--output", corpus.parent / name, "--name", "p", *options)
    assert done.exit_code == 0, done.output
    return corpus.parent / name


def test_the_committed_package_is_rebuilt_from_the_seeds() -> None:
    done = run("rebuild", "--check", ROOT / "datapackage", ROOT / "seeds")
    assert done.exit_code == 0, done.output
    assert "the same bytes, built again from" in done.stdout


def test_the_lock_is_enough_to_rebuild(corpus: Path) -> None:
    """Options of the command line, of the configuration and of the package, none of them given again."""
    config = corpus.parent / "corpuslint.toml"
    config.write_text(
        'extend-unsafe-fixes = ["SPC003"]\nexclude = ["x*"]\n[blocks]\ntitle-length = 90\n'
        "[rules.fused-words]\nreport-from = 0.7\n[per-file-ignores]\n'*.txt' = ['SPC003']\n"
        '[package]\ntitle = "T"\nsplits = { train = 0.5, test = 0.5 }\nraw-text = true\nlicenses = ["CC0-1.0"]\n'
    )
    options = ("--unsafe-fixes", "--ignore", "TYP", "--id-field", "key", "--language", "fr", "--shard-size", "1kB")
    package = publish(corpus, "out", *options)
    config.write_text("")
    done = run("rebuild", "--check", package, corpus)
    assert done.exit_code == 0, done.output


def test_a_version_with_history_is_rebuilt_without_the_one_before(corpus: Path) -> None:
    first = publish(corpus, "one", "--isolated", "--ignore", "SPC003")
    second = publish(corpus, "two", "--isolated", "--previous", first, "--version", "0.1.1")
    shutil.rmtree(first)
    done = run("rebuild", "--check", second, corpus, "--isolated")
    assert done.exit_code == 0, done.output


def test_another_source_is_named(corpus: Path) -> None:
    package = publish(corpus, "out", "--isolated")
    (corpus / "b.txt").write_text("Encore une  belle phrase.\n")
    (corpus / "c.txt").write_text("Du neuf.\n")
    done = run("rebuild", "--check", package, corpus, "--isolated")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert f"{package.as_posix()}/data/documents.jsonl: differs" in lines
    assert [line for line in lines if line.startswith("because: ")] == [
        "because: source corpus/b.txt is another text",
        "because: source corpus/c.txt is new",
    ]


def test_another_version_and_another_rule_are_named(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = corpus.parent / "own"
    rules.mkdir()
    rule = (
        'code = "OWN001"\nname = "own"\nsummary = "x"\nwhy = "x"\nseverity = "info"\n[[patterns]]\n'
        'find = "{}"\nmessage = "x"\n'
    )
    (rules / "OWN001-own.toml").write_text(rule.format("Rien"))
    (corpus / "corpuslint.toml").write_text('rule-paths = ["../own"]\n')
    package = publish(corpus, "out")
    (rules / "OWN001-own.toml").write_text(rule.format("Encore"))
    from corpuslint.catalogue import _load_directory

    _load_directory.cache_clear()
    monkeypatch.setattr(lock_module, "__version__", "9.0.0")
    done = run("rebuild", "--check", package, corpus)
    assert done.exit_code == 1
    assert "because: corpuslint 0.1.0 made it, this is 9.0.0" in done.stdout
    assert "because: rule OWN001 has other patterns or options here" in done.stdout
    gone = run("rebuild", "--check", package, corpus, "--isolated")
    assert "because: rule OWN001 is not there" in gone.stdout


@pytest.mark.parametrize("name", ["again", "again.zip"])
def test_the_package_is_written_where_it_is_asked_for(corpus: Path, name: str) -> None:
    package = publish(corpus, "out.zip", "--isolated", "--raw-text")
    target = corpus.parent / name
    done = run("rebuild", package, corpus, "--output", target, "--isolated")
    assert done.exit_code == 0, done.output
    assert f"out.zip: the same bytes, built again from {corpus}, at {target}" in done.stdout
    assert run("verify", target).exit_code == 0
    if target.suffix:
        assert target.read_bytes() == package.read_bytes()


def test_a_package_that_differs_is_written_and_the_difference_told(corpus: Path) -> None:
    package = publish(corpus, "out", "--isolated")
    (corpus / "b.txt").write_text("Encore une  belle phrase.\n")
    for target, options, status in (("one", (), 0), ("two", ("--check",), 1)):
        done = run("rebuild", package, corpus, "--output", corpus.parent / target, "--isolated", *options)
        assert done.exit_code == status, done.output
        assert "because: source corpus/b.txt is another text" in done.stdout
        assert run("verify", corpus.parent / target).exit_code == 0


def test_the_package_itself_and_other_things_are_never_overwritten(corpus: Path) -> None:
    package = publish(corpus, "out.zip", "--isolated")
    before = package.read_bytes()
    done = run("rebuild", package, corpus, "--output", package, "--isolated")
    assert (done.exit_code, "out.zip: exists" in done.stderr) == (2, True)
    done = run("rebuild", package, corpus, "--output", corpus, "--isolated")
    assert (done.exit_code, "corpus: exists and is not a package" in done.stderr) == (2, True)
    assert package.read_bytes() == before


def test_bad_input_is_one_line(corpus: Path) -> None:
    package = publish(corpus, "out", "--isolated")
    for arguments, message in (
        (("--check", package, corpus / "none"), "none: no such file"),
        (("--check", corpus, corpus), "holds no package"),
        ((package, corpus), "say what for: --check to compare, --output DIR to write"),
    ):
        done = run("rebuild", *arguments)
        assert done.exit_code == 2
        assert message in done.stderr
