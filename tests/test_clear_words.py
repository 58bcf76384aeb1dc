"""What the command line says: where a mistake is, what was not done, and why."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from cli_support import run

from corpuslint.formats.search import find_sources

STRAY = "Une phrase  avec deux espaces.\n"


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(STRAY)
    return tmp_path


def error(*arguments: str) -> str:
    """The one line of a usage or configuration error."""
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    (line,) = [line for line in result.stderr.splitlines() if line.startswith(("corpuslint: error: ", "Error: "))]
    return line.removeprefix("corpuslint: error: ").removeprefix("Error: ")


@pytest.mark.parametrize(
    ("content", "saying"),
    [
        ("min-confidence = 3", '"min-confidence" must be a number from 0 to 1, not 3'),
        ('language = "klingon"', 'unknown language "klingon"'),
        ('select = ["XXX9"]', 'unknown rule "XXX9"'),
        ('ignore = ["XXX9"]', 'unknown rule "XXX9"'),
        ('per-file-ignores = { "*.txt" = ["XXX9"] }', 'unknown rule "XXX9"'),
        ('per-file-ignores = { "!" = ["SPC"] }', "bad file pattern"),
        ("[rules.XXX9]\na = 1", 'unknown rule "XXX9"'),
        ("[rules.fused-words]\na = 1", 'rule SPC001 has no option "a"'),
        (
            "[rules.fused-words]\nreport-from = 7",
            'option "report-from" of rule SPC001 must be a number from 0 to 1, not 7',
        ),
        ("[rules.fused-words]\nreport-from = 'x'", 'option "report-from" of rule SPC001 must be a number from 0 to 1'),
        (
            "[rules.repeated-lead]\nreach = -1",
            'option "reach" of rule DUP001 must be a whole number, 0 or more, not',
        ),
        ("[rules.foreign-block]\nidentifier = 3", 'option "identifier" of rule LNG002 must be a text, not 3'),
        (
            "[rules.fused-signature]\nagencies = [1]",
            'option "agencies" of rule STR002 must be a list of texts, not',
        ),
        ("[rules.doubled-word]\nwords = { fr = 1 }", 'option "words" of rule TYP003 must be a table of texts'),
    ],
)
@pytest.mark.parametrize("name", ["corpuslint.toml", "pyproject.toml"])
def test_errors_of_the_configuration_name_the_file(content: str, saying: str, name: str) -> None:
    if name == "pyproject.toml":
        content = content.replace("[rules.", "[tool.corpuslint.rules.")
        content = content if content.startswith("[") else f"[tool.corpuslint]\n{content}"
    Path(name).write_text(content)
    said = error("check", "a.txt")
    assert f"{name}: " in said
    assert saying in said


def test_errors_of_the_command_line_do_not_blame_the_file() -> None:
    Path("corpuslint.toml").write_text('select = ["SPC"]\n')
    assert error("check", "--select", "XXX9", "a.txt").startswith('unknown rule "XXX9"')
    assert error("check", "--language", "klingon", "a.txt").startswith('unknown language "klingon"')


def test_addresses_of_files_are_paths(directory: Path) -> None:
    Path("deux mots.txt").write_text(STRAY)
    address = (directory / "deux mots.txt").as_uri()
    assert "%20" in address
    result = run("check", "--select", "SPC003", "--output-format", "concise", address)
    assert result.exit_code == 1
    assert "deux mots.txt:1:11: SPC003" in result.stdout
    Path("corpuslint.toml").write_text('select = ["ENC"]\n')
    assert run("check", address).exit_code == 0, "the configuration is looked for above the file"
    assert run("check", "--fix", "--select", "SPC003", address).exit_code == 0
    assert error("check", "file://elsewhere/a.txt") == "file://elsewhere/a.txt: a file of another machine; give a path"


def test_stats_of_standard_input() -> None:
    result = run(
        "stats", "--output-format", "json", "--stdin-filename", "a.jsonl", "-", stdin='{"text": "Deux mots"}\n'
    )
    assert result.exit_code == 0, result.output
    assert '"words": 2' in result.stdout
    assert '"documents": 1' in run("stats", "--output-format", "json", "-", stdin=STRAY).stdout
    assert error("stats", "-", "a.txt") == '"-" cannot be combined with other paths'
    assert error("stats", "--stdin-filename", "a.jsonl", "a.txt") == '--stdin-filename needs "-" as the path'


@pytest.mark.parametrize("command", ["baseline", "vocabulary", "markers"])
def test_standard_input_where_it_is_not_read(command: str) -> None:
    said = error(command, "-")
    assert said == '-: standard input is read by "check" and "stats" only; give a file'
    (found,) = find_sources(["-"], (), Path())
    assert str(found) == said
    Path("-").write_text(STRAY)
    assert run("check", "./-").exit_code in (0, 1)


def test_what_cannot_be_fixed_is_not_called_fixable() -> None:
    stored = gzip.compress(b'{"text": "Une phrase  avec deux espaces."}\n' * 400, compresslevel=0)
    Path("b.jsonl.gz").write_bytes(stored[:-30])
    result = run("check", "--select", "SPC003", "--output-format", "concise", "b.jsonl.gz")
    assert result.exit_code == 2
    assert result.stdout.count("SPC003") > 300
    assert "fixable" not in result.stderr
    result = run("check", "--select", "SPC003", "--output-format", "concise", "a.txt", "b.jsonl.gz")
    assert "1 fixable with --fix" in result.stderr


def test_a_malformed_record_has_no_line_to_show() -> None:
    Path("a.jsonl").write_text('{"text": "a"}\n{"text": "b\n')
    result = run("check", "--select", "STR004", "a.jsonl")
    (line,) = result.stdout.split("\n\n")[:1]
    assert "|" not in line
    assert "^" not in line
    assert line.count("\n") == 0


def test_nothing_learned_is_said() -> None:
    result = run("vocabulary", "a.txt")
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1)
    assert result.stderr == "corpuslint: note: no word was seen 3 times in 2 documents that a lexicon does not have\n"
    result = run("markers", "a.txt")
    assert result.exit_code == 0
    assert result.stderr == "corpuslint: note: no line of the pages was found in 3 documents\n"


def test_a_word_that_is_not_in_the_sentence() -> None:
    said = error("explain", "dela", "--in", "le ministre de la Défense")
    assert said == 'the sentence after --in does not hold "dela"'


def test_a_pattern_is_checked_where_it_is_read() -> None:
    Path("corpuslint.toml").write_text('exclude = ["!"]\n')
    assert "corpuslint.toml: bad file pattern" in error("check", ".")


@pytest.mark.parametrize("name", ["a" * 300, "a" * 300 + "/b.txt", "/".join(["d" * 200] * 30), "a\0b"])
@pytest.mark.parametrize("command", ["check", "stats", "baseline"])
def test_a_path_that_cannot_be(command: str, name: str) -> None:
    assert error(command, name)


def test_a_word_is_needed_to_explain_one() -> None:
    assert error("explain", " ") == "name a word"


@pytest.mark.parametrize("options", [(), ("--fix",), ("--diff",)])
def test_what_was_not_read_is_not_called_clean(options: tuple[str, ...]) -> None:
    result = run("check", *options, "missing.txt")
    assert result.exit_code == 2
    assert result.stderr.endswith("No document was read.\n")
