"""JSON lines and CSV: records are read, and only what a fix changes is written."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from cli_support import run
from hypothesis import example, given
from hypothesis import strategies as st

from corpuslint.catalogue import load_catalogue
from corpuslint.document import Document
from corpuslint.errors import ReadError
from corpuslint.formats import Piece, ReadOptions, load_format
from corpuslint.formats.json_values import find, parse_pointer, record, rewrite, write_pointer
from corpuslint.formats.records import CONVERT

UNKNOWN = ReadOptions(language="und")
STRAY = "Une phrase  avec deux espaces."
TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from('"\\/,;\n\r\té\u0301ả😀\u2028 ')), max_size=12)


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def pieces_of(name: str, raw: bytes, path: str = "a") -> list[Piece]:
    pieces = list(load_format(name).cut(io.BytesIO(raw), path))
    assert b"".join(piece.data for piece in pieces) == raw
    return pieces


def read(name: str, raw: bytes, options: ReadOptions = UNKNOWN, path: str = "a") -> list[Document]:
    return [document for piece in pieces_of(name, raw, path) for document in piece.read(options)]


def write(name: str, raw: bytes, change: object, options: ReadOptions = UNKNOWN, path: str = "a") -> bytes:
    """The bytes with every text replaced by what ``change`` makes of it."""
    new = []
    for piece in pieces_of(name, raw, path):
        documents = [
            Document(change(one.text), path=one.path, record=one.record, problem=one.problem)  # type: ignore[operator]
            for one in piece.read(options)
        ]
        new.append(piece.write(documents))
    return b"".join(new)


def problems(documents: list[Document]) -> list[tuple[object, str | None]]:
    return [(dict(one.record or {}), one.problem) for one in documents if one.problem is not None]


# JSON lines


def test_json_lines() -> None:
    first = b'\xef\xbb\xbf{"id": 7, "text": "un"}\r\n\n'
    raw = first + b'{"id": "b", "text": "d\\u00e9"}\n{"text": null}\n{"id":null,"text":"fin"}'
    documents = read("jsonl", raw, ReadOptions(language="fr", id_field="id"))
    assert [(one.text, dict(one.record or {}), one.identity) for one in documents] == [
        ("un", {"line": 1, "pointer": "/text"}, "7"),
        ("dé", {"line": 3, "pointer": "/text"}, "b"),
        ("fin", {"line": 5, "pointer": "/text"}, None),
    ]
    assert {one.language for one in documents} == {"fr"}


def test_text_fields_are_guessed_or_named() -> None:
    raw = b'{"body": "a", "content": "b"}\n{"title": "t", "data": {"parts": [0, {"text": "deep"}]}, "text": "x"}\n'
    assert [one.text for one in read("jsonl", raw)] == ["b", "x"]
    named = ReadOptions(language="und", text_fields=("title", "/data/parts/1/text"))
    documents = read("jsonl", raw, named)
    assert [(one.text, (one.record or {}).get("pointer")) for one in documents[1:]] == [
        ("t", "/title"),
        ("deep", "/data/parts/1/text"),
    ]
    assert documents[0].problem == 'has no field "title"'


def test_broken_lines_cost_nothing_else() -> None:
    raw = b'{"text": "a"}\n{"text": "b\n[1]\n{"text": 5}\n{"other": "x"}\n{"text": "\xff"}\n{} {}\n{"text": "z"}\n'
    documents = read("jsonl", raw)
    assert [one.text for one in documents if one.problem is None] == ["a", "z"]
    assert [locator for locator, _ in problems(documents)] == [{"line": line} for line in (2, 3)] + [
        {"line": 4, "pointer": "/text"},
        *({"line": line} for line in (5, 6, 7)),
    ]
    assert len(problems(documents)) == 6
    assert write("jsonl", raw, lambda text: text) == raw
    assert write("jsonl", raw, str.upper) == raw.replace(b'"a"', b'"A"').replace(b'"z"', b'"Z"')


def test_everything_but_the_text_stays() -> None:
    raw = (
        b'{"n": 1.50e400, "big": 123456789012345678901234567890, "text" : "d\\u00E9j\\u00e0  \\/ vu \\ud83d\\ude00",'
        b' "text2":"\\u00e9", "z":[1 , 2]}\r\n'
    )
    new = write("jsonl", raw, lambda text: text.replace("  ", " ") + "é/😀!")
    assert new == raw.replace(b"  \\/", b" \\/").replace(
        b'\\ud83d\\ude00"', b'\\ud83d\\ude00\\u00E9\\/\\ud83d\\ude00!"'
    )


def test_of_doubled_keys_the_last_counts() -> None:
    raw = b'{"text": "a", "text": "b"}\n'
    assert [one.text for one in read("jsonl", raw)] == ["b"]
    assert write("jsonl", raw, str.upper) == b'{"text": "a", "text": "B"}\n'


@given(old=TEXTS, new=TEXTS, ascii_only=st.booleans())
def test_a_rewritten_literal_means_the_new_text(old: str, new: str, ascii_only: bool) -> None:
    literal = json.dumps(old, ensure_ascii=ascii_only)
    assert json.loads(rewrite(literal, new)) == new
    assert rewrite(literal, old) == literal
    if ascii_only and not old.isascii():
        assert rewrite(literal, new).isascii()


def test_a_literal_of_mixed_habits_keeps_them() -> None:
    literal = r'"\u00e9 é A \u0041"'
    assert rewrite(literal, "é é A! A") == r'"\u00e9 é A! \u0041"'


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["text", "a", "b/c", "é"]),
            st.recursive(
                st.one_of(TEXTS, st.integers(), st.none(), st.booleans(), st.floats(allow_nan=False)),
                lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(TEXTS, inner, max_size=2)),
                max_leaves=4,
            ),
            max_size=4,
        ),
        max_size=6,
    ),
    st.booleans(),
)
def test_any_json_lines_come_back(rows: list[dict[str, object]], spaced: bool) -> None:
    rows = [{"text": "first"}, *rows]
    separators = (", ", ": ") if spaced else (",", ":")
    raw = "".join(json.dumps(row, ensure_ascii=spaced, separators=separators) + "\n" for row in rows).encode()
    assert [one.text for one in read("jsonl", raw) if one.problem is None] == [
        row["text"] for row in rows if isinstance(row.get("text"), str)
    ]
    assert write("jsonl", raw, lambda text: text) == raw
    changed = write("jsonl", raw, lambda text: text + "é\n")
    assert [json.loads(line) for line in changed.splitlines()] == [
        {**row, "text": row["text"] + "é\n"} if isinstance(row.get("text"), str) else row for row in rows
    ]


@given(st.text(st.sampled_from('{}[]":,\\u0041 \ntext1é'), max_size=30))
@example('{"text":"a"}x')
@example("{" * 20)
def test_the_reader_takes_what_json_takes(line: str) -> None:
    try:
        wanted = json.loads(line)
    except ValueError:
        wanted = None
    if isinstance(wanted, dict):
        found = record(line)
        assert {key: json.loads(line[span.start : span.end]) for key, span in found.items()} == wanted
    else:
        with pytest.raises(ValueError):  # noqa: PT011 - what json raises
            record(line)


def test_nesting_without_end() -> None:
    (document,) = read("jsonl", b'{"text": "a", "x": ' + b"[" * 200_000 + b"\n")
    assert document.problem is not None


def test_pointers() -> None:
    assert parse_pointer("a/b") == ("a/b",)
    assert write_pointer(("a/b", "c~d")) == "/a~1b/c~0d"
    assert parse_pointer("/a~1b/c~0d") == ("a/b", "c~d")
    line = '{"a": [{"b": "x"}], "c": "y"}'
    assert find(line, record(line), ("a", "0", "c")) is None
    assert find(line, record(line), ("c", "0")) is None


def test_long_files_are_cut_between_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuslint.formats.jsonl.PIECE_SIZE", 50)
    raw = b"".join(b'{"text": "%s"}\n' % (b"x" * (7 * number % 120)) for number in range(40))
    pieces = pieces_of("jsonl", raw)
    assert len(pieces) > 10
    assert [(one.record or {})["line"] for one in read("jsonl", raw)] == list(range(1, 41))


# CSV


def test_csv() -> None:
    raw = b'\xef\xbb\xbfid;text\r\n1;"un ""mot"", et\r\nune ligne"\r\n\r\n2;\xc3\xa9cran de 5" ; cass\xc3\xa9\n3;fin'
    documents = read("delimited", raw, ReadOptions(language="fr", id_field="id"), "a.csv")
    assert [(one.text, dict(one.record or {}), one.identity, one.problem) for one in documents] == [
        ('un "mot", et\r\nune ligne', {"row": 1, "column": "text"}, "1", None),
        ("", {"row": 2}, None, "has 3 fields where the first row names 2"),
        ("fin", {"row": 3, "column": "text"}, "3", None),
    ]
    assert write("delimited", raw, lambda text: text, path="a.csv") == raw


def test_only_the_field_changes_and_keeps_its_quotes() -> None:
    raw = b'text,n\n"a, b",1\nc,"2"\n""\n"",  3\n'
    assert write("delimited", raw, lambda text: text + "!", path="a.csv") == b'text,n\n"a, b!",1\nc!,"2"\n""\n"!",  3\n'
    assert (
        write("delimited", raw, lambda text: text + ",", path="a.csv") == b'text,n\n"a, b,",1\n"c,","2"\n""\n",",  3\n'
    )


def test_broken_quotes_cost_their_row() -> None:
    raw = b'id,text\n1,"a"b\n2,ok\n3,"open\n4,ok\n'
    documents = read("delimited", raw, path="a.csv")
    assert [(dict(one.record or {})["row"], one.problem is None) for one in documents] == [
        (1, False),
        (2, True),
        (3, False),
        (4, True),
    ]
    assert write("delimited", raw, str.upper, path="a.csv") == raw.replace(b"ok", b"OK")


def test_delimiters() -> None:
    assert [one.text for one in read("delimited", b"a,b\ttext\nx\ty z\n", path="a.tsv")] == ["y z"]
    assert [one.text for one in read("delimited", b"a|text\nx|y,z\n", path="a.csv")] == ["y,z"]
    assert [one.text for one in read("delimited", b"text\ny\n", path="a.csv")] == ["y"]


def test_columns_that_are_not_there() -> None:
    with pytest.raises(ReadError, match=r"a\.csv: has no field text, content or body; .* its columns are x, y"):
        read("delimited", b"x,y\n1,2\n", path="a.csv")
    with pytest.raises(ReadError, match=r'a\.csv: has no field "z"'):
        read("delimited", b"x,y\n1,2\n", ReadOptions(text_fields=("z",)), path="a.csv")


def test_rows_that_are_not_utf8() -> None:
    documents = read("delimited", b"text\n\xe9t\xe9\nok\n", path="a.csv")
    assert [one.problem for one in documents] == [f"is not UTF-8, at byte 1; {CONVERT}", None]


_FIELDS = st.text(st.sampled_from('ab ,;"\né😀\t|'), max_size=8)


@given(
    st.lists(st.tuples(_FIELDS, _FIELDS), min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_any_csv_comes_back(rows: list[tuple[str, str]], delimiter: str, end: str, quote_all: bool) -> None:
    stream = io.StringIO()
    writer = csv.writer(
        stream, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    )
    writer.writerows([("text", "other"), *rows])
    raw = stream.getvalue().encode()
    documents = read("delimited", raw, path="a.csv")
    assert [(one.text, one.problem) for one in documents] == [(row[0], None) for row in rows]
    assert write("delimited", raw, lambda text: text, path="a.csv") == raw
    changed = write("delimited", raw, lambda text: text + '",', path="a.csv").decode()
    assert list(csv.reader(io.StringIO(changed, newline=""), delimiter=delimiter)) == [
        ["text", "other"],
        *([row[0] + '",', row[1]] for row in rows),
    ]


@given(st.binary(max_size=60), st.integers(1, 9))
def test_any_bytes_are_cut_without_loss(raw: bytes, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("corpuslint.formats.delimited.PIECE_SIZE", size)
        small = [(one.text, one.record, one.problem) for one in _safely(raw)]
    assert [(one.text, one.record, one.problem) for one in _safely(raw)] == small


def _safely(raw: bytes) -> list[Document]:
    try:
        return read("delimited", b"text,b\n" + raw, path="a.csv")
    except ReadError:
        return []


# the command line


def test_check_fix_and_revert_of_records(directory: Path) -> None:
    contents = {
        "a.jsonl": f'{{"n": 1.0, "text": "{STRAY}"}}\n{{"text": "\n',
        "b.csv": f'id,text\n1,"{STRAY}"\n',
        "notes.csv": "x,y\n1,2\n",
        "notes.jsonl": '{"x": "deux  espaces"}\n',
    }
    for name, content in contents.items():
        Path(name).write_text(content)
    shown = run("check", "--select", "SPC003,STR004", "--output-format", "concise", ".")
    assert shown.exit_code == 1
    assert shown.stdout.splitlines() == [
        "a.jsonl:1:/text:1:11: SPC003 stray-space: several spaces where one belongs [fix]",
        "a.jsonl:2:1:1: STR004 malformed-record: This record is not a JSON object, at character 10: "
        "Unterminated string starting at",
        "b.csv:1:text:1:11: SPC003 stray-space: several spaces where one belongs [fix]",
    ]
    assert run("check", "--select", "SPC003", "--fix", "--fix-log", "log", ".").exit_code == 0
    assert Path("a.jsonl").read_text() == contents["a.jsonl"].replace("  ", " ")
    assert Path("b.csv").read_text() == contents["b.csv"].replace("  ", " ")
    assert run("revert", "log").exit_code == 0
    assert {name: Path(name).read_text() for name in contents} == contents


def test_a_file_without_text_that_is_named_is_an_error(directory: Path) -> None:
    Path("a.csv").write_text("x,y\n1,2\n")
    result = run("check", "a.csv")
    assert result.exit_code == 2
    assert "a.csv: has no field text, content or body; name its text with --text-field" in result.stderr
    assert run("check", "--text-field", "y", "--select", "SPC003", "a.csv").exit_code == 0


def test_published_packages_are_left_alone_in_directories(directory: Path) -> None:
    Path("out").mkdir()
    Path("out/corpuslint.lock.json").write_text("{}")
    Path("out/documents.jsonl").write_text(f'{{"text": "{STRAY}"}}\n')
    Path("a.txt").write_text("Une phrase.\n")
    assert run("check", "--select", "SPC003", ".").exit_code == 0
    assert run("check", "--select", "SPC003", "out").exit_code == 1


def test_standard_input_of_records(directory: Path) -> None:
    raw = f'{{"text": "{STRAY}", "n": 1.0}}\n'
    result = run("check", "--select", "SPC003", "--fix", "--stdin-filename", "x.jsonl", "-", stdin=raw)
    assert result.stdout == raw.replace("  ", " ")


def test_publishing_records(directory: Path) -> None:
    Path("a.jsonl").write_text(f'{{"text": "{STRAY}"}}\nbroken\n{{"text": "Une autre phrase."}}\n')
    result = run("publish", "a.jsonl", "--output", "out")
    assert result.exit_code == 0, result.stderr
    assert "a.jsonl:2: this record is not a JSON object" in result.stderr
    rows = [json.loads(line) for line in Path("out/data/documents.jsonl").read_text().splitlines()]
    assert len(rows) == 2
    assert run("verify", "out").exit_code == 0


RULE = load_catalogue()["STR004"]


@pytest.mark.parametrize("number", range(len(RULE.examples())))
def test_examples_of_files(number: int) -> None:
    shown = RULE.examples()[number]
    name = "jsonl" if shown.file.endswith(".jsonl") else "delimited"
    documents = read(name, (shown.bad or shown.ok or "").encode(), path=shown.file)
    assert [one.problem is not None for one in documents].count(True) == (shown.bad is not None)
    assert len(documents) == (3 if shown.bad and name == "jsonl" else 2 if name == "delimited" else 1)
