"""What fixing did to records is undone byte for byte, however their texts were written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_support import run
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpuslint.fixlog import read_log
from corpuslint.formats import delimited, jsonl

HIDDEN = '{"text": "Une phra\\u200bse."}\n'
RULES = """\
code = "XXX001"
name = "listed"
summary = "s"
why = "w"
severity = "info"
applicability = "safe"
[[patterns]]
find = '(?<!,) puis '
replace = ', puis '
message = 'm'
[[patterns]]
find = 'É'
replace = 'E'
message = 'm'
"""


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("mine").mkdir()
    Path("mine/XXX001-listed.toml").write_text(RULES, encoding="utf-8")
    Path("corpuslint.toml").write_text('language = "fr"\nrule-paths = ["mine"]\n')
    return tmp_path


def fix_and_revert(name: str, raw: str, *first: str, rule: str | None = None) -> None:
    """Fix in several runs, undo one rule, then the rest; the bytes must come back."""
    Path("log").unlink(missing_ok=True)
    Path(name).write_bytes(raw.encode())
    for selected in (*first, "SPC,ENC,XXX"):
        run("check", "--fix", "--unsafe-fixes", "--fix-log", "log", "--select", selected, name)
    if Path("log").exists():
        if rule is not None:
            assert run("revert", "log", "--rule", rule).exit_code == 0
        result = run("revert", "log")
        assert (result.exit_code, "error" in result.stderr) == (0, False), result.stderr
    assert Path(name).read_bytes() == raw.encode()


def test_an_escape_that_was_the_only_one_comes_back() -> None:
    fix_and_revert("a.jsonl", HIDDEN)
    (step,) = read_log(Path("log"))[:1]
    assert [row.literal for row in step.rows] == ['"Une phra\\u200bse."']


def test_what_the_text_tells_is_not_told_twice() -> None:
    fix_and_revert("a.jsonl", '{"text": "Une phrase  avec deux espaces."}\n')
    assert "literal" not in Path("log").read_text()


def test_a_field_that_came_to_need_quotes_loses_them() -> None:
    fix_and_revert("a.csv", "id,text\n1,il mange puis il dort\n")
    (step,) = read_log(Path("log"))[:1]
    assert [row.literal for row in step.rows] == ["il mange puis il dort"]


@pytest.mark.parametrize(
    ("name", "head", "row", "special", "cut"),
    [
        ("a.jsonl", "", '{"text": "un  mot"}\n', HIDDEN, jsonl._lines),
        ("a.csv", "id,text\n", "1,un  mot\n", "2,il mange puis il dort\n", delimited._spans),
    ],
)
def test_a_piece_is_cut_once_however_many_of_its_records_changed(
    name: str, head: str, row: str, special: str, cut: Any
) -> None:
    cut.cache_clear()
    Path(name).write_text(head + row * 20 + special)
    run("check", "--fix", "--unsafe-fixes", "--fix-log", "log", "--select", "SPC,ENC,XXX", name)
    rows = [json.loads(line) for line in Path("log").read_text().splitlines()]
    assert (len(rows), "literal" in rows[-1]) == (21, True)
    assert cut.cache_info().misses == 2, "once as it was, once on the way back"


def test_a_log_without_literals_is_read() -> None:
    Path("a.jsonl").write_text('{"text": "Une phrase  avec deux espaces."}\n')
    run("check", "--fix", "--fix-log", "log", "--select", "SPC003", "a.jsonl")
    (row,) = [json.loads(line) for line in Path("log").read_text().splitlines()]
    assert "literal" not in row
    assert read_log(Path("log"))[0].rows[0].literal is None


@pytest.mark.parametrize("literal", ['"autre"', '"Une phra\\u200bse.', "3", '"a"}, {"text": "b"', 4])
def test_a_literal_that_means_something_else_is_refused(literal: object) -> None:
    Path("a.jsonl").write_text(HIDDEN)
    run("check", "--fix", "--fix-log", "log", "--select", "ENC005", "--unsafe-fixes", "a.jsonl")
    fixed = Path("a.jsonl").read_bytes()
    row = json.loads(Path("log").read_text())
    assert row["literal"]
    Path("log").write_text(json.dumps({**row, "literal": literal}) + "\n")
    assert run("revert", "log").exit_code == 2
    assert Path("a.jsonl").read_bytes() == fixed


_UNITS = ["  ", " ", "\\u0020", "\\u00a0", "\u00a0", "é", "\\u00e9", "\\u00E9", "E\\u0301", "\\/", "/", "\\n", "\\t"]
_UNITS += [" puis ", "\\u200b", "\u200b", "a", "mot", '\\"', ",", "\\ud83d\\ude00", "\\uD83D\\ude00", "😀", ".", "\\\\"]
_LITERALS = st.lists(st.sampled_from(_UNITS), max_size=12).map("".join)
_RUNS = st.lists(st.sampled_from(["SPC", "XXX", "ENC"]), max_size=2)
_RULE = st.sampled_from([None, "SPC", "XXX001", "ENC"])
_SETTINGS = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_SETTINGS
@given(st.lists(_LITERALS, min_size=1, max_size=4), _RUNS, _RULE)
@example(["a\\u0020 \\u0020b a  b"], [], "SPC")
def test_any_json_lines_come_back(literals: list[str], runs: list[str], rule: str | None) -> None:
    raw = "".join(f'{{"n": 1.50e400, "text" : "{one}", "z":[1 , 2]}}\r\n' for one in literals)
    fix_and_revert("a.jsonl", raw, *runs, rule=rule)


_PLAIN = st.lists(st.sampled_from(["  ", " ", "é", " puis ", "mot", "\u200b", "E\u0301", ".", "/"]), max_size=8)
_QUOTED = st.lists(st.sampled_from(["  ", " ", '""', ",", "\n", "é", " puis ", "mot", "\u00a0"]), max_size=8)
_FIELDS = st.one_of(_PLAIN.map("".join), _QUOTED.map(lambda parts: f'"{"".join(parts)}"'))


@_SETTINGS
@given(st.lists(_FIELDS, min_size=1, max_size=4), st.booleans(), _RUNS, _RULE)
@example(["  "], False, [], None)
@example(['" puis "'], False, ["SPC"], "XXX001")
def test_any_rows_come_back(fields: list[str], more: bool, runs: list[str], rule: str | None) -> None:
    raw = "text,n\n" if more else "text\n"
    raw += "".join(f"{field},1\n" if more else f"{field}\n" for field in fields)
    fix_and_revert("a.csv", raw, *runs, rule=rule)
