"""Tables as CSV: an empty text is not null, no cell is changed, and readers that are told how get the same cells."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from cli_support import run
from hypothesis import given
from hypothesis import strategies as st
from package_samples import CLEAN, DAMAGED, LATIN, build_sample, outcome
from test_package_parquet import reseal

from corpuslint.document import Document
from corpuslint.errors import PackageError
from corpuslint.findings import Edit
from corpuslint.packaging.build import build_package
from corpuslint.packaging.delimited import CsvFile, csv_header, csv_line, read_csv
from corpuslint.packaging.layout import DEFAULT_LAYOUT
from corpuslint.packaging.metadata import Metadata
from corpuslint.packaging.reading import open_package
from corpuslint.packaging.rows import Entry
from corpuslint.packaging.tables import FINDINGS, FIXES, RAW, TABLES
from corpuslint.packaging.verify import verify_package

LAYOUT = replace(DEFAULT_LAYOUT, format="csv", raw_text=True)
NASTY = ("", "NA", "null", "nan", "None", "007", "1e5", "2026-01-31", "=cmd|' /C calc'!A0", "+1", "@x", '"', '""', ",")
NASTY += (" x ", "a\r\nb\rc\nd", "\u2028\x85\ufeff", "\\", "a\\N", "\0", "\t", "'a','b' 'c", "🙂e\u0301")
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(NASTY)
CELLS = {"string": TEXTS, "integer": st.integers(-(10**12), 10**12), "number": st.floats(0, 1)}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return build_sample(tmp_path / "sample", layout=LAYOUT)


def problems_of(package: Path) -> list[str]:
    return [str(problem) for problem in verify_package(package).problems]


@given(st.sampled_from(TABLES).flatmap(lambda table: st.tuples(st.just(table), st.lists(row_of(table), max_size=4))))
def test_every_row_comes_back(drawn: tuple[Any, list[dict[str, Any]]]) -> None:
    table, rows = drawn
    rows = [row for row in rows if "\\N" not in row.values()]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        file = CsvFile(path, table)
        for row in rows:
            file.write(row, b"")
        file.close()
        assert list(read_csv(path, table)) == rows
        # Any reader of CSV finds the same cells, but for the types, which CSV does not have.
        found = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline=""), strict=True))
    assert found[0] == list(table.column_names)
    wanted = [["\\N" if value is None else str(value) for value in row.values()] for row in rows]
    assert found[1:] == wanted


def row_of(table: Any) -> st.SearchStrategy[dict[str, Any]]:
    cells = st.tuples(*(CELLS[column.type] | st.none() for column in table.columns))
    return cells.map(lambda found: dict(zip(table.column_names, found, strict=True)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "does not begin with a line of the columns"),
        (b'"doc_id","text"\r\n', "does not begin"),
        (csv_header(RAW) + b'"d","x"', "line 2 is not written as"),
        (csv_header(RAW) + b'd,"x"\n', "line 2 holds a cell that is neither"),
        (csv_header(RAW) + b'"d","x\n', "line 2 "),
        (csv_header(RAW) + b'"d"\n', "line 2 has 1 cells, not 2"),
        (csv_header(RAW) + b'"d","x",\n', "line 2 has 3 cells"),
        (csv_header(RAW) + b'"d","x" \n', "line 2 is not written as"),
        (csv_header(RAW) + b'"d", "x"\n', "line 2 "),
        (csv_header(RAW) + b'"d","\\N"\n', "is exactly "),
        (csv_header(RAW) + b'"d","x"y"\n"a","b"\n', "line 2 "),
        (csv_header(RAW) + b'"d","\xff"\n', "can't decode"),
        (csv_header(RAW) + b"\n", "line 2 has 1 cells"),
        (csv_header(RAW) + b'"d","a\nb"\n"d",1\n', "line 4 holds a cell"),
    ],
)
def test_what_is_not_written_so_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(ValueError, match=message):
        list(read_csv(tmp_path / "x.csv", RAW))


@pytest.mark.parametrize("number", ["nan", "inf", "01", "1.", "1_0", "0x1", "1" * 5000, "1e999", "٣", " 1", "-0"])
def test_a_number_is_written_in_one_way(tmp_path: Path, number: str) -> None:
    row = {
        column.name: 1 if column.type == "integer" else 0.5 if column.type == "number" else "x"
        for column in FIXES.columns
    }
    line = csv_line(row).decode().replace(",1,", f",{number},", 1)
    (tmp_path / "x.csv").write_bytes(csv_header(FIXES) + line.encode())
    with pytest.raises(ValueError, match="line 2 "):
        list(read_csv(tmp_path / "x.csv", FIXES))


def test_the_raw_text_comes_back_as_the_card_says(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems_of(package) == []
    codes = re.findall(r"```python\n(.*?)```", (package / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(package)
    names: dict[str, Any] = {}
    for code in (codes[0], codes[-1]):
        exec(code, names)
    assert list(names["raw"].values()) == [DAMAGED.encode(), CLEAN.encode(), LATIN.encode("cp1252")]
    assert [one["text"] for one in names["documents"]][1] == CLEAN


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("documents", "simple", "Simple"),
        ("documents", ",\\N,", ',"",'),
        ("fixes", '""', '" "'),
        ("fixes", ',"",', ",\\N,"),
        ("findings", ",\\N,\\N,", ",1,\\N,"),
        ("raw", "titre", "Titre"),
        ("rules", '"severity"', '"weight"'),
        ("blocks", "\n", "\r\n"),
        ("blocks", '"seq"', "seq"),
    ],
)
def test_a_changed_cell_is_found_though_hashes_are_right(package: Path, table: str, old: str, new: str) -> None:
    path = package / "data" / f"{table}.csv"
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())
    reseal(package)
    assert problems_of(package) != []


def test_a_text_that_stands_for_null_is_refused(tmp_path: Path) -> None:
    document = Document("\\N x", None, "a.txt")
    (tmp_path / "p").mkdir()
    entry = Entry(document, outcome(document, [[Edit(2, 4, "")]]))
    with pytest.raises(
        PackageError, match=r'a.txt: a row cannot be written: "title" is exactly \\N, which is null in CSV'
    ):
        build_package(tmp_path / "p", [entry], Metadata("p", "p"), {"format": 2}, LAYOUT)


def nasty_package(directory: Path) -> Path:
    entries = []
    for number, text in enumerate(NASTY):
        document = Document(f"\0{text}" if "\0" not in text else f"\0{text[1:]}", None, f"{number}.txt")
        entries.append(Entry(document, outcome(document, [[Edit(0, 1, "")]])))
    directory.mkdir()
    build_package(directory, entries, Metadata("p", "p"), {"format": 2, "layout": LAYOUT.as_table()}, LAYOUT)
    return directory


def test_frictionless_reads_every_cell_as_it_is(tmp_path: Path) -> None:
    from frictionless import Package

    package = nasty_package(tmp_path / "p")
    assert problems_of(package) == []
    resources = Package(str(package / "datapackage.json"))
    for table in (RAW, FIXES):
        rows = [row.to_dict() for row in resources.get_resource(table.name).read_rows()]
        for row in rows:
            row.update({name: float(row[name]) for name in ("confidence",) if name in row})
        assert rows == list(open_package(package).rows(table))


@pytest.mark.slow
def test_datasets_read_every_cell_as_it_is(tmp_path: Path) -> None:
    pytest.importorskip("datasets")
    program = (
        "import json, sys\nfrom datasets import load_dataset\n"
        "load = lambda name: list(load_dataset(sys.argv[1], name, split='train', cache_dir=sys.argv[2]))\n"
        "print(json.dumps({name: load(name) for name in sys.argv[3:]}))"
    )
    package = nasty_package(tmp_path / "p")
    done = subprocess.run(
        [sys.executable, "-c", program, str(package), str(tmp_path / "cache"), "documents", "fixes"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(tmp_path / "home")},
    )
    opened = open_package(package)
    for name, rows in json.loads(done.stdout.splitlines()[-1]).items():
        assert rows == list(opened.rows({table.name: table for table in TABLES}[name]))


def test_quotation_marks_do_not_slow_our_reader_of_frictionless(tmp_path: Path) -> None:
    """The stock reader guesses a dialect from the first lines, in the square of their length, whatever it is told."""
    text = "x 'a', 'c 'd, " * 10_000
    document = Document(text, None, "a.txt")
    (tmp_path / "p").mkdir()
    entry, lock = Entry(document, outcome(document, [])), {"format": 2, "layout": LAYOUT.as_table()}
    build_package(tmp_path / "p", [entry], Metadata("p", "p"), lock, LAYOUT)
    calls: list[object] = []
    sniff, csv.Sniffer.sniff = csv.Sniffer.sniff, lambda *found: calls.append(found)  # type: ignore[method-assign]
    try:
        assert verify_package(tmp_path / "p").rows["documents"] == 1
    finally:
        csv.Sniffer.sniff = sniff  # type: ignore[method-assign]
    assert calls == []


def test_publish_writes_csv_where_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()
    Path("corpus/a.txt").write_text("Une  phrase claire.\n", encoding="utf-8")
    told = run("publish", "corpus", "--output", "out", "--format", "csv", "--isolated", "--dry-run").stdout.splitlines()
    assert run("publish", "corpus", "--output", "out", "--format", "csv", "--isolated").exit_code == 0
    for path in sorted(Path("out/data").iterdir()):
        assert any(
            line.startswith(f"table {path.stem}: ") and f" {path.stat().st_size:,} bytes" in line for line in told
        )
    rebuilt = run("rebuild", "--check", "out", "corpus", "--isolated")
    assert (rebuilt.exit_code, rebuilt.stdout) == (0, "out: the same bytes, built again from corpus\n")
    assert run("publish", "corpus", "--output", "lines", "--name", "out", "--isolated").exit_code == 0
    assert run("diff", "lines", "out").exit_code == 0
    assert run("push", "out", "one.sqlite").exit_code == 0
    assert "is there already" in run("push", "lines", "one.sqlite").stderr


def test_a_column_that_may_be_null_is_one_of_numbers_all_the_same(package: Path) -> None:
    rows = list(read_csv(package / "data" / "findings.csv", FINDINGS))
    assert {type(row["related_start"]) for row in rows} == {int, type(None)}
