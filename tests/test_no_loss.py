"""What must never be lost: texts, logs, other people's files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cli_support import names, run

import corpuslint
from corpuslint.config import Settings
from corpuslint.formats import Piece
from corpuslint.pool import _batches
from corpuslint.worker import Worker

STRAY = "Une phrase  avec deux espaces.\n"


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    Path("a.txt").write_text(STRAY)
    return tmp_path


def check(path: str) -> str:
    return run("check", "--select", "SPC003", "--output-format", "concise", path).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "a.txt", "--output-file", "a.txt"),
        ("check", "--fix", "--fix-log", "a.txt", "."),
        ("stats", ".", "--output-file", "./a.txt"),
        ("baseline", ".", "--output", "a.txt"),
    ],
)
def test_no_output_goes_over_a_text(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "a.txt: is one of the texts; name another file for the output" in result.stderr
    assert Path("a.txt").read_text() == STRAY


def test_only_a_baseline_is_replaced_by_a_baseline() -> None:
    Path("words.toml").write_text("kept")
    assert run("baseline", "a.txt", "--output", "words.toml").exit_code == 2
    assert Path("words.toml").read_text() == "kept"
    assert [run("baseline", "a.txt").exit_code for _ in range(2)] == [0, 0]


def test_a_log_is_only_added_to_a_log() -> None:
    Path("letter").write_text("Chère Madame,\n")
    result = run("check", "--select", "SPC003", "--fix", "--fix-log", "letter", "a.txt")
    assert result.exit_code == 2
    assert "letter: exists and is no fix log; name another file" in result.stderr
    assert (Path("letter").read_text(), Path("a.txt").read_text()) == ("Chère Madame,\n", STRAY)


def test_a_log_with_a_torn_line_is_mended() -> None:
    Path("b.txt").write_text(STRAY)
    run("check", "--select", "SPC003", "--fix", "--fix-log", "log", "a.txt")
    whole = Path("log").read_bytes()
    Path("log").write_bytes(whole + whole[:40])
    assert run("check", "--select", "SPC003", "--fix", "--fix-log", "log", "b.txt").exit_code == 0
    assert run("revert", "log").exit_code == 0
    assert (Path("a.txt").read_text(), Path("b.txt").read_text()) == (STRAY, STRAY)


def test_an_interruption_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuslint.formats.jsonl.PIECE_SIZE", 60)
    Path("b.jsonl").write_text(f'{{"text": "{STRAY.strip()}"}}\n' * 9)
    work, calls = Worker.__call__, []

    def interrupt(self: Worker, piece: Piece) -> object:
        calls.append(piece)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return work(self, piece)

    monkeypatch.setattr(Worker, "__call__", interrupt)
    assert run("check", "--select", "SPC003", "--fix", "b.jsonl").exit_code == 130
    assert names() == ["a.txt", "b.jsonl"]


def test_records_with_different_fields_come_back() -> None:
    raw = '{"text": "Bonjour  le monde."}\n{"content": "Bonjour  le monde."}\n{"x": 1}\n'
    Path("b.jsonl").write_text(raw)
    run("check", "--select", "SPC003", "--fix", "--fix-log", "log", "b.jsonl")
    assert Path("b.jsonl").read_text() == raw.replace("  ", " ")
    assert run("revert", "log").exit_code == 0
    assert Path("b.jsonl").read_text() == raw


def test_a_row_of_one_column_never_becomes_an_empty_line() -> None:
    Path("b.csv").write_text("text\n\u200b\nBonjour.\n")
    run("check", "--select", "ENC005", "--fix", "--unsafe-fixes", "b.csv")
    assert Path("b.csv").read_text() == 'text\n""\nBonjour.\n'


@pytest.mark.parametrize("raw", ["\n\nid,text\n1,deux  mots\n", '\ufeff"te\nxt",text\n1,deux  mots\n'])
def test_unusual_heads_of_csv(raw: str) -> None:
    Path("b.csv").write_text(raw)
    assert run("check", "--select", "SPC003", "--output-format", "concise", "b.csv").stdout.startswith(
        "b.csv:1:text:1:5"
    )


def test_a_path_may_be_written_in_any_way() -> None:
    Path("b.jsonl").write_text('{"id": 1}\n{"text": "deux  mots"}\n')
    found = [
        run("check", "--select", "SPC003", "--output-format", "concise", path).stdout
        for path in ("b.jsonl", "./b.jsonl")
    ]
    assert found[0] == found[1] != ""


def test_a_link_to_itself_costs_nothing_else() -> None:
    Path("loop").symlink_to("loop")
    assert "a.txt:1:11: SPC003" in check(".")


def test_a_cache_never_writes_through_a_link(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CORPUSLINT_NO_CACHE")
    victim = directory / "victim"
    victim.write_text("kept")
    Path(".corpuslint_cache").mkdir()
    Path(".corpuslint_cache/.gitignore").symlink_to(victim)
    assert run("check", "--select", "SPC003", "a.txt").exit_code == 1
    assert victim.read_text() == "kept"


def test_a_cache_knows_where_it_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CORPUSLINT_NO_CACHE")
    Path("corpuslint.toml").write_text('select = ["SPC003"]\nper-file-ignores = { "one/*" = ["SPC003"] }')
    here = Path.cwd()
    statuses = []
    for name in ("one", "two"):
        Path(name).mkdir()
        Path(name, "a.txt").write_text(STRAY)
        os.chdir(here / name)
        statuses.append(run("check", "a.txt").exit_code)
        os.chdir(here)
    assert statuses == [0, 1]


def test_a_vocabulary_that_is_missing_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CORPUSLINT_NO_CACHE")
    Path("corpuslint.toml").write_text('vocabulary = ["nowhere.txt"]')
    result = run("check", "a.txt")
    assert result.exit_code == 2
    assert result.stderr.startswith("corpuslint: error: ")


def test_known_items_do_not_gather_in_a_batch() -> None:
    assert max(map(len, _batches(object() for _ in range(1000)))) < 200


def test_encoding_is_mended_before_spaces() -> None:
    text = "Ils vont Ã\u00a0 la mer et reviennent à Paris le soir.\n"
    assert corpuslint.fix(text, language="fr", unsafe=True).text == "Ils vont à la mer et reviennent à Paris le soir.\n"


def test_what_damage_hid_of_the_language_is_seen_after_fixing() -> None:
    text = "Le prÃ©sident a Ã©tÃ© rÃ©Ã©lu Ã\u00a0 Paris.\n"
    once = corpuslint.fix(text, unsafe=True)
    twice = corpuslint.fix(once.text, unsafe=True)
    assert twice.text == once.text
    assert [one.rule for one in once.remaining] == [one.rule for one in corpuslint.check(once.text)]


def test_settings_are_plain_values() -> None:
    """They travel to other processes."""
    import pickle

    assert pickle.loads(pickle.dumps(Settings())) == Settings()


def test_links_are_followed_and_stay_links() -> None:
    Path("real").mkdir()
    Path("real/b.txt").write_text(STRAY)
    Path("in").mkdir()
    Path("in/b.txt").symlink_to("../real/b.txt")
    Path("in/other").symlink_to("../real", target_is_directory=True)
    assert run("check", "--select", "SPC003", "--fix", "--fix-log", "log", "in").exit_code == 0
    assert Path("in/b.txt").is_symlink()
    assert Path("real/b.txt").read_text() == "Une phrase avec deux espaces.\n"
    assert run("revert", "log").exit_code == 0
    assert (Path("in/b.txt").is_symlink(), Path("real/b.txt").read_text()) == (True, STRAY)
    both = run("check", "--select", "SPC003", "--output-format", "concise", "real/b.txt", "in/b.txt")
    assert both.stdout.count("SPC003") == 1, "one file under two names is one file"
