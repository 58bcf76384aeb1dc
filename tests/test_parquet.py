"""Parquet: rows as records, and tables written again with nothing but the fixed texts new."""

from __future__ import annotations

import datetime
import gzip
import io
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cli_support import names, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpuslint.errors import ReadError
from corpuslint.formats import Source, parquet, parquet_join

STRAY, CLEAN = "Une phrase  avec deux espaces.", "Une phrase avec deux espaces."
TEXT_TYPES = {
    "string": pa.string(),
    "large_string": pa.large_string(),
    "string_view": pa.string_view(),
    "dictionary": pa.dictionary(pa.int16(), pa.large_string()),
}


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str, select: str = "SPC003") -> Any:
    return run("check", "--select", select, "--output-format", "jsonl", *arguments)


def refused(*arguments: str, saying: str) -> None:
    before = {name: Path(name).read_bytes() for name in names()}
    result = check(*arguments)
    errors = [line for line in result.stderr.splitlines() if line.startswith("corpuslint: error: ")]
    assert result.exit_code == 2, result.output
    assert len(errors) == 1, result.stderr
    assert saying in errors[0]
    assert {name: Path(name).read_bytes() for name in names()} == before


def rich_table(rows: int = 7, kind: pa.DataType = TEXT_TYPES["string"]) -> pa.Table:
    """A table with columns of many kinds."""
    texts = [STRAY, None, CLEAN, "", STRAY + "\n\u2028\r", CLEAN, "été"]
    numbers = list(range(rows))
    columns = {
        "id": pa.array(numbers, pa.int32()),
        "body": pa.array([texts[n % 7] for n in numbers], pa.string()).cast(kind) if kind in PLAIN else None,
        "price": pa.array([Decimal(n) / 4 for n in numbers], pa.decimal128(12, 2)),
        "nan": pa.array([float("nan"), None, -0.0, 1e-300, 5.5, 6.25, 7.0][:rows] + [0.5] * (rows - 7)),
        "when": pa.array(
            [datetime.datetime(2020, 1, 1) + datetime.timedelta(n) for n in numbers], pa.timestamp("us", "UTC")
        ),
        "tags": pa.array([["a", None], [], None, ["b"]] * (rows // 4 + 1), pa.list_(pa.string()))[:rows],
        "deep": pa.array([{"x": n, "y": [{"z": "deux  espaces"}]} for n in numbers]),
        "raw": pa.array([bytes([n % 256]) for n in numbers], pa.binary()),
        "flag": pa.array([n % 3 == 0 if n % 5 else None for n in numbers]),
        "note": pa.array(["deux  espaces"] * rows).dictionary_encode(),
    }
    if columns["body"] is None:
        columns["body"] = pa.array([texts[n % 7] for n in numbers], pa.large_string()).dictionary_encode().cast(kind)
    schema = pa.schema(
        [
            pa.field(name, column.type, nullable=name != "id", metadata={"about": name})
            for name, column in columns.items()
        ],
        metadata={"origin": "test", "huggingface": '{"info": 1}'},
    )
    return pa.table(list(columns.values()), schema=schema)


PLAIN = [kind for name, kind in TEXT_TYPES.items() if name != "dictionary"]


@pytest.mark.parametrize("kind", TEXT_TYPES)
def test_only_changed_cells_differ(kind: str) -> None:
    table = rich_table(3000, TEXT_TYPES[kind])
    pq.write_table(
        table,
        "a.parquet",
        row_group_size=1300,
        compression={"id": "none", "body": "zstd", "note": "gzip", "raw": "snappy"},
        use_dictionary=["note", "flag"],
        column_encoding={"id": "DELTA_BINARY_PACKED"},
        write_statistics=["id"],
    )
    before = pq.ParquetFile("a.parquet")
    assert check("--fix", "a.parquet").exit_code == 0
    after = pq.ParquetFile("a.parquet")
    assert after.schema.equals(before.schema)
    assert after.schema_arrow.equals(before.schema_arrow, check_metadata=True)
    ours, theirs = dict(after.metadata.metadata), dict(before.metadata.metadata)
    assert ours.pop(b"ARROW:schema")
    assert theirs.pop(b"ARROW:schema")
    assert ours == theirs
    groups = [before.metadata.row_group(n) for n in range(before.num_row_groups)]
    for number, old in enumerate(groups):
        new = after.metadata.row_group(number)
        assert new.num_rows == old.num_rows
        for column in range(old.num_columns):
            for fact in ("path_in_schema", "compression", "encodings", "has_dictionary_page", "is_stats_set"):
                assert getattr(new.column(column), fact) == getattr(old.column(column), fact)
    assert after.num_row_groups == before.num_row_groups
    expected = [text and text.replace("  ", " ").removesuffix("\r") for text in table["body"].to_pylist()]
    fixed = after.read()
    assert [text and text.removesuffix("\r") for text in fixed["body"].to_pylist()] == expected
    for name in table.column_names:
        if name not in ("body", "nan"):
            assert fixed[name].to_pylist() == table[name].to_pylist()
    assert str(fixed["nan"]) == str(table["nan"])
    stored = Path("a.parquet").read_bytes()
    assert check("--fix", "a.parquet").exit_code == 0
    assert Path("a.parquet").read_bytes() == stored, "a second time changes nothing"


def test_a_table_without_a_schema_of_arrow_gets_none() -> None:
    pq.write_table(pa.table({"text": [STRAY]}), "a.parquet", store_schema=False, version="1.0")
    check("--fix", "a.parquet")
    metadata = pq.read_metadata("a.parquet")
    assert metadata.metadata is None
    assert metadata.format_version == "1.0"
    assert pq.read_table("a.parquet").to_pylist() == [{"text": CLEAN}]


def test_findings_name_row_and_column() -> None:
    pq.write_table(pa.table({"title": ["a"] * 3, "body": [CLEAN, None, STRAY]}), "a.parquet")
    (finding,) = map(json.loads, check(".").stdout.splitlines())
    assert finding["path"] == "a.parquet"
    assert finding["record"] == {"row": 3, "column": "body"}
    assert (finding["start"], finding["end"]) == (10, 12)


def test_text_fields_are_named_or_guessed() -> None:
    pq.write_table(pa.table({"body": ["a  b"], "content": ["c  d"], "other": ["e  f"]}), "a.parquet")

    def found(*options: str) -> list[str]:
        lines = check(*options, "a.parquet").stdout.splitlines()
        return [json.loads(line)["record"]["column"] for line in lines]

    assert found() == ["content"]
    assert found("--text-field", "other", "--text-field", "body") == ["other", "body"]


def test_a_column_that_is_missing_is_told_once() -> None:
    table = pa.table({"n": pa.array(range(3000), pa.int16()), "title": ["x" * 200] * 3000})
    pq.write_table(table, "a.parquet")
    columns = "its columns are n (int16), title (string)"
    guessed = "text, content or body; name its text with --text-field"
    refused("a.parquet", saying=f"a.parquet: has no field of text named {guessed}; {columns}")
    refused("a.parquet", "--text-field", "n", saying=f'a.parquet: has no field of text named "n"; {columns}')


def test_in_a_directory_tables_without_text_are_left_out() -> None:
    pq.write_table(pa.table({"n": [1]}), "numbers.parquet")
    pq.write_table(pa.table({"text": [STRAY]}), "a.parquet")
    result = check("--fix", ".")
    assert (result.exit_code, result.stdout) == (0, "")
    assert pq.read_table("a.parquet")["text"].to_pylist() == [CLEAN]


@pytest.mark.parametrize("name", ["a.parquet", "a.parquet.gz"])
def test_fix_and_revert(name: str) -> None:
    sink = io.BytesIO()
    pq.write_table(rich_table(2000), sink, row_group_size=700)
    compress, expand = (gzip.compress, gzip.decompress) if name.endswith("gz") else (bytes, bytes)
    Path(name).write_bytes(compress(sink.getvalue()))
    result = check("--fix", "--fix-log", "log", "--text-field", "body", name)
    assert result.exit_code == 0, result.output
    fixed = pq.read_table(io.BytesIO(expand(Path(name).read_bytes())))
    assert STRAY not in fixed["body"].to_pylist()
    assert run("revert", "log").exit_code == 0
    reverted = pq.read_table(io.BytesIO(expand(Path(name).read_bytes())))
    before = pq.read_table(sink)
    assert reverted.drop(["nan"]).equals(before.drop(["nan"]), check_metadata=True)
    assert str(reverted["nan"]) == str(before["nan"]), "what is no number is not equal to itself"


def test_what_needs_no_fix_is_not_written_again() -> None:
    pq.write_table(pa.table({"text": [CLEAN]}), "a.parquet")
    stored = Path("a.parquet").read_bytes()
    inode = Path("a.parquet").stat().st_ino
    check("--fix", "a.parquet")
    assert (Path("a.parquet").read_bytes(), Path("a.parquet").stat().st_ino) == (stored, inode)


def test_diff_shows_texts() -> None:
    pq.write_table(pa.table({"text": [CLEAN, STRAY]}), "a.parquet")
    result = run("check", "--select", "SPC003", "--diff", "a.parquet")
    assert result.stdout.splitlines()[:4] == [
        "--- a.parquet:2:text",
        "+++ a.parquet:2:text",
        "@@ -1,1 +1,1 @@",
        f"-{STRAY}",
    ]


def test_bytes_that_are_not_utf8_are_told_and_kept() -> None:
    broken = pa.array([b"caf\xe9  x", STRAY.encode()], pa.binary()).view(pa.string())
    pq.write_table(pa.table({"text": broken}), "a.parquet")
    findings = [json.loads(line) for line in check("a.parquet", select="STR004,SPC003").stdout.splitlines()]
    assert [(one["rule"], one["record"]["row"]) for one in findings] == [("STR004", 1), ("SPC003", 2)]
    assert "is not UTF-8, at character 4" in findings[0]["message"]
    check("--fix", "a.parquet")
    assert pq.read_table("a.parquet")["text"].cast(pa.binary()).to_pylist() == [b"caf\xe9  x", CLEAN.encode()]


def test_old_times_are_kept_or_the_table_is() -> None:
    def write(year: int) -> None:
        table = pa.table({"text": [STRAY], "t": pa.array([datetime.datetime(year, 1, 2, 3, 4, 5)], pa.timestamp("ms"))})
        pq.write_table(table, "a.parquet", use_deprecated_int96_timestamps=True, store_schema=False)

    write(2020)
    assert check("--fix", "a.parquet").exit_code == 0
    assert pq.read_table("a.parquet")["t"].to_pylist()[0].year == 2020
    assert pq.read_metadata("a.parquet").schema.column(1).physical_type == "INT96"
    # 9999-12-31 is what many tables hold for "never"; nanoseconds in 64 bits end in 2262.
    write_int96_of_9999()
    refused("--fix", "a.parquet", saying="a.parquet: cannot be written again: ")


def write_int96_of_9999() -> None:
    """A table with a time that Arrow cannot write so itself: that of 2020, with another day in its bytes."""
    table = pa.table({"text": [STRAY], "t": pa.array([datetime.datetime(2020, 1, 2)], pa.timestamp("ms"))})
    pq.write_table(
        table,
        "a.parquet",
        use_deprecated_int96_timestamps=True,
        store_schema=False,
        compression="none",
        use_dictionary=False,
        write_statistics=False,
    )
    stored = Path("a.parquet").read_bytes()
    day = (2458850 + 1).to_bytes(4, "little")
    assert stored.count(bytes(8) + day) == 1
    Path("a.parquet").write_bytes(stored.replace(bytes(8) + day, bytes(8) + (5373484).to_bytes(4, "little")))


def test_a_schema_that_would_change_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pq.write_table(pa.table({"text": [STRAY], "l": [["a"]]}), "a.parquet", use_compliant_nested_type=False)
    assert check("--fix", "a.parquet").exit_code == 0
    assert pq.ParquetFile("a.parquet").schema.column(1).path == "l.list.item"
    pq.write_table(pa.table({"text": [STRAY]}), "a.parquet")
    monkeypatch.setattr(parquet_join, "_paths", lambda metadata: [object()])
    refused("--fix", "a.parquet", saying="a.parquet: its schema would change, for it uses what pyarrow cannot write")


def stored_table() -> bytes:
    sink = io.BytesIO()
    pq.write_table(
        pa.table({"text": [STRAY * 50, "b"]}), sink, compression="none", use_dictionary=False, write_page_checksum=True
    )
    return sink.getvalue()


@pytest.mark.parametrize(
    ("name", "stored", "saying"),
    [
        ("a.parquet", b"", "a.parquet: not a Parquet table, in spite of its name"),
        ("a.parquet", b"text\nabc\n", "a.parquet: not a Parquet table, in spite of its name"),
        ("a.parquet", b"PAR1", "a.parquet: a Parquet table that is cut off"),
        ("a.parquet", stored_table()[:-1], "a.parquet: a Parquet table that is cut off"),
        ("a.parquet", stored_table()[:100], "a.parquet: a Parquet table that is cut off"),
        ("a.parquet", b"PARE" + stored_table(), "a.parquet: an encrypted Parquet table cannot be read"),
        ("a.parquet", b"PAR1" + b"\xff" * 50 + b"\x20\0\0\0PAR1", "a.parquet: damaged Parquet table: "),
        ("a.parquet", stored_table().replace(b"phrase", b"Phrase"), "a.parquet: damaged Parquet table: "),
        (
            "a.jsonl",
            stored_table(),
            "a.jsonl: a Parquet table under a name that does not say so; rename it to a.parquet",
        ),
    ],
)
def test_what_is_no_table(name: str, stored: bytes, saying: str) -> None:
    Path(name).write_bytes(stored)
    refused("--fix", name, saying=saying)


def test_damage_of_the_compression_is_told_rather_than_of_the_table() -> None:
    Path("a.parquet.gz").write_bytes(gzip.compress(stored_table())[:-10])
    refused("a.parquet.gz", saying="a.parquet.gz: the gzip stream ends too early")


def test_two_columns_of_one_name() -> None:
    pq.write_table(pa.table([["a"], ["b"]], names=["text", "text"]), "a.parquet")
    refused("a.parquet", saying='a.parquet: two columns are named "text"; rename one')


def test_an_empty_table() -> None:
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), "a.parquet")
    assert check("--fix", "a.parquet").exit_code == 0


def test_a_table_on_standard_input_is_checked_and_not_fixed() -> None:
    arguments = ("check", "--select", "SPC003", "--stdin-filename", "a.parquet", "-")
    assert "a.parquet:1:text" in run(*arguments, stdin=stored_table()).stdout
    result = run(*arguments, "--fix", stdin=stored_table())
    assert result.exit_code == 2
    assert "a.parquet: a table that comes through a pipe cannot be fixed; give a file" in result.stderr


def test_pyarrow_is_loaded_for_tables_only(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.jsonl").write_text('{"text": "une  phrase"}\n')
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom corpuslint.commands.group import group\n"
        "CliRunner().invoke(group, ['check', '--fix', '--isolated', '.'])\nprint('pyarrow' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "False\n"
    Path("a.parquet").write_bytes(stored_table())
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    refused(
        "a.parquet",
        saying="a.parquet: Parquet needs a package that is not installed: pip install 'corpuslint-text[parquet]'",
    )


def test_large_row_groups_are_cut() -> None:
    texts = ["x" * 5000 + str(number) for number in range(1000)]
    pq.write_table(pa.table({"text": texts, "id": range(1000)}), "a.parquet")
    pieces = list(Source("a.parquet", "parquet").pieces())
    assert max(len(piece.data) for piece in pieces) < 2 * parquet.PIECE_SIZE
    assert [piece.record for piece in pieces] == [1 + 53 * number for number in range(len(pieces))]


CELLS = st.one_of(st.none(), st.text(max_size=8), st.just("a  b"), st.binary(max_size=4))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.tuples(CELLS, CELLS), max_size=12),
    group=st.integers(1, 5),
    kind=st.sampled_from(PLAIN),
)
def test_joining_what_was_cut_gives_the_table(directory: Path, rows: list[Any], group: int, kind: pa.DataType) -> None:
    columns = []
    for cells in zip(*rows, strict=True) if rows else ((), ()):
        stored = [cell.encode("utf-8", "replace") if isinstance(cell, str) else cell for cell in cells]
        large = pa.array(stored, pa.large_binary()).view(pa.large_string())
        columns.append(large if kind == pa.large_string() else pa.array(stored, pa.binary()).view(pa.string()))
    pq.write_table(pa.table(columns, names=["text", "more"]), "a.parquet", row_group_size=group)
    source = Source("a.parquet", "parquet")
    joiner = source.joiner()
    joined = b"".join([*(joiner.add(piece.data) for piece in source.pieces()), joiner.end()])
    assert joined == Path("a.parquet").read_bytes()


def test_errors_are_those_of_reading() -> None:
    with pytest.raises(ReadError):
        list(Source("nowhere.parquet", "parquet").pieces())
