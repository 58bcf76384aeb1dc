"""The quick way to judge a line says yes only where the slow way does, and does so for the lines of real packages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from package_samples import build_sample

from corpuslint.packaging.canonical import json_line
from corpuslint.packaging.line_forms import line_form
from corpuslint.packaging.problems import Problems
from corpuslint.packaging.tables import TABLES, Column, Table
from corpuslint.packaging.verify_rows import _judge, _read, read_rows

FORMS = {table.name: line_form(table) for table in TABLES}
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.text('\x00\x08\t\n\x0b\x0c\r\x1f "\\/\x7f\x85\xa0\u2028\u2029é🤝'),
    st.integers(),
    st.floats(),
    st.sampled_from([0, 1, 0.0, 1.0, 0.5, 1e-05, 0.0001, 1.5, 10**18, 10**17, "d" + "0" * 16, "f" * 64, ""]),
)


def slowly(table: Table, line: bytes) -> str | None:
    """What is wrong with a line, found cell by cell."""
    row, wrong = _read(line, table)
    return wrong or _judge(table)(row)


def fitting(column: Column) -> st.SearchStrategy[Any]:
    """Cells that may stand in a column, most of them, and any others."""
    limits = column.constraints
    if "enum" in limits:
        return st.one_of(st.sampled_from(limits["enum"]), CELLS)
    if "pattern" in limits:
        return st.one_of(st.from_regex(limits["pattern"], fullmatch=True), CELLS)
    return CELLS


ROWS = st.sampled_from(TABLES).flatmap(
    lambda table: st.tuples(st.just(table), st.fixed_dictionaries({one.name: fitting(one) for one in table.columns}))
)


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Table, bytes]]:
    package = build_sample(tmp_path_factory.mktemp("package") / "sample")
    paths = [(table, package / "data" / f"{table.name}.jsonl") for table in TABLES]
    return [(table, line) for table, path in paths if path.exists() for line in path.open("rb")]


def test_the_lines_of_a_package_fit(lines: list[tuple[Table, bytes]]) -> None:
    assert len(lines) > 40
    for table, line in lines:
        assert FORMS[table.name](line.decode()[:-1]), line
        assert slowly(table, line) is None


@given(ROWS)
def test_rows_that_fit_are_right(found: tuple[Table, dict[str, Any]]) -> None:
    table, row = found
    try:
        line = json_line(row)
    except ValueError:
        return
    if FORMS[table.name](line.decode()[:-1]):
        assert slowly(table, line) is None


@given(st.data())
def test_damaged_lines_that_fit_are_right(lines: list[tuple[Table, bytes]], data: st.DataObject) -> None:
    table, line = data.draw(st.sampled_from(lines))
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, min(len(line), start + 4)))
    new = data.draw(st.one_of(st.binary(max_size=4), st.sampled_from([b"0", b".0", b"\\u0041", b"\\/", b" ", b"1e3"])))
    damaged = line[:start] + new + line[end:]
    try:
        fits = damaged.endswith(b"\n") and FORMS[table.name](damaged.decode()[:-1])
    except UnicodeDecodeError:
        return
    if fits:
        assert slowly(table, damaged) is None, damaged


@pytest.mark.parametrize(
    "number", ["0.50", "1.00", "00.5", "0.00001", ".5", "1", "1.1", "-0.0", "0.1000000000000000055"]
)
def test_numbers_written_otherwise_do_not_fit(lines: list[tuple[Table, bytes]], number: str) -> None:
    for table, line in lines:
        text = line.decode()[:-1]
        if '"confidence":0.9,' in text:
            assert FORMS[table.name](text)
            assert not FORMS[table.name](text.replace('"confidence":0.9,', f'"confidence":{number},'))


@given(st.floats(0, 1))
@example(1e-05)
@example(0.00012345)
@example(0.1 + 0.2)
@example(5e-324)
def test_every_confidence_is_read_the_quick_or_the_slow_way(
    tmp_path_factory: pytest.TempPathFactory, it: float
) -> None:
    table = next(one for one in TABLES if one.name == "fixes")
    cells = {"string": "", "integer": 1, "number": it}
    row = {one.name: cells[one.type] for one in table.columns} | {
        "fix_id": "d0123456789abcdef-f1",
        "doc_id": "d0123456789abcdef",
        "rules": "SPC001 TYP001",
        "applicability": "safe",
    }
    path = tmp_path_factory.mktemp("x") / "fixes.jsonl"
    path.write_bytes(json_line(row))
    problems = Problems()
    assert [one for _, one in read_rows(path.parent, table, ["fixes.jsonl"], problems)] == [row]
    assert not problems
    written = json.loads(path.read_bytes())["confidence"]
    assert written == it
