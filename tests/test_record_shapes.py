"""Records as people really have them: odd heads, odd encodings, fields that are not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_support import run
from hypothesis import given
from hypothesis import strategies as st
from test_records import read, write

from corpuslint.errors import ReadError

STRAY = "Une phrase  avec deux espaces."


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str, code: int, stdin: bytes | None = None) -> tuple[list[str], list[str]]:
    """Lines of standard output, and errors and notes."""
    result = run("check", "--select", "SPC003,STR004", "--output-format", "concise", *arguments, stdin=stdin)
    assert result.exit_code == code, result.output
    told = [line for line in result.stderr.splitlines() if line.startswith("corpuslint: ")]
    return result.stdout.splitlines(), [line.removeprefix("corpuslint: ") for line in told]


# heads of rows


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ('"a,b,c,d\ne,f";text', "1;fin"),
        ('"x;y;z\n;;;",text', "1,fin"),
        ('"a\n\n|||;b"\ttext', "1\tfin"),
        ('a,"b ""c"" ;;;\n",text', "1,2,fin"),
        ('"\n",text', "1,fin"),
    ],
)
def test_the_whole_first_row_tells_the_delimiter(head: str, row: str) -> None:
    raw = f"{head}\n{row}\n".encode()
    documents = read("delimited", raw, path="a.csv")
    assert [(one.text, one.problem) for one in documents] == [("fin", None)]
    assert write("delimited", raw, str.upper, path="a.csv") == raw.replace(b"fin", b"FIN")


@given(st.text(st.sampled_from('ab,;|\t"\n\r'), max_size=14))
def test_any_head_is_read_as_it_was_cut(head: str) -> None:
    raw = f"text{head}\n1,2\n3;4\n".encode()
    found = []
    for size in (3, 1000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("corpuslint.formats.delimited.PIECE_SIZE", size)
            try:
                found.append([(one.text, one.record, one.problem) for one in read("delimited", raw, path="a.csv")])
            except ReadError as error:
                found.append([str(error)])
    assert found[0] == found[1]


def test_two_columns_of_one_name() -> None:
    with pytest.raises(ReadError, match=r'a\.csv: two columns are named "text"; rename one'):
        read("delimited", b"text,text\na,b\n", path="a.csv")
    assert [one.text for one in read("delimited", b"x,text,x\na,b,c\n", path="a.csv")] == ["b"]


# encodings


def test_a_line_with_nothing_but_a_mark_is_empty() -> None:
    for raw in (b"\xef\xbb\xbf\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf \r\n"):
        assert read("jsonl", raw) == []
        assert write("jsonl", raw, str.upper) == raw


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_records_in_wide_encodings_are_refused_with_a_way_out(name: str, encoding: str) -> None:
    content = json.dumps({"text": STRAY}) if name == "a.jsonl" else f"id,text\n1,{STRAY}"
    Path(name).write_bytes(f"{content}\n".encode(encoding))
    shown, told = check(name, code=2)
    assert shown == []
    (error,) = told
    wide = encoding.upper().replace("-LE", "LE").replace("-BE", "BE")
    assert error == f"error: {name}: {wide}; records are read as UTF-8: convert the file, with iconv -f {wide} -t UTF-8"


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_records_in_a_legacy_encoding_say_what_to_do(name: str) -> None:
    content = '{"text": "été"}\n' if name == "a.jsonl" else "id,text\n1,été\n"
    Path(name).write_bytes(content.encode("latin-1"))
    (shown,), _ = check(name, code=1)
    assert "is not UTF-8, at byte" in shown
    assert shown.endswith("; if all of the file is in another encoding, convert it to UTF-8 first")


def test_the_names_of_columns_must_be_utf8() -> None:
    Path("a.csv").write_bytes("id,text,été\n1,a,b\n".encode("latin-1"))
    _, told = check("a.csv", code=2)
    assert told == ["error: a.csv: its first row is not UTF-8, at byte 9; convert the file to UTF-8 first"]


@pytest.mark.parametrize("raw", [b"\0\0\0\0", b"\0\0", b"\0" * 1000])
def test_zeros_are_no_text(raw: bytes) -> None:
    shown, told = check("-", code=2, stdin=raw)
    assert (shown, told) == ([], ["error: -: not text: nothing but zeros, as a crash leaves them"])


# fields that are not there


def test_a_named_file_in_which_no_record_has_text() -> None:
    Path("a.jsonl").write_text('{"id": 1, "body2": "a"}\n{"id": 2, "extra": 1}\n')
    _, told = check("a.jsonl", code=2)
    wanted = "no record has a field text, content or body; name its text with --text-field; its fields are"
    assert told == [f"error: a.jsonl: {wanted} id, body2, extra"]
    _, told = check("--text-field", "missing", "a.jsonl", code=2)
    assert told == ['error: a.jsonl: no record has a field "missing"; its fields are id, body2, extra']


def test_a_record_without_text_among_others_is_a_finding() -> None:
    Path("a.jsonl").write_text('{"id": 1}\n{"text": "a"}\n')
    (shown,), told = check("a.jsonl", code=1)
    assert "a.jsonl:1:1:1: STR004" in shown
    assert told == []


def test_a_directory_of_records_of_which_none_has_text() -> None:
    Path("in/deep").mkdir(parents=True)
    Path("in/a.jsonl").write_text('{"id": 1, "article": "a"}\n')
    Path("in/deep/b.csv").write_text("id,title\n1,a\n")
    _, told = check("in", code=2)
    assert told == [
        "error: in: no file of records has a field text, content or body; name its text with --text-field; "
        "in/a.jsonl has the fields id, article; in/deep/b.csv: id, title"
    ]
    check("in", "--text-field", "article", code=0)
    _, told = check("in", "--text-field", "headline", code=2)
    assert told == [
        'error: in: no file of records has a field "headline"; '
        "in/a.jsonl has the fields id, article; in/deep/b.csv: id, title"
    ]


def test_what_is_left_out_of_a_directory_is_told() -> None:
    Path("in").mkdir()
    Path("in/README.md").write_text("Tout va bien.\n")
    Path("in/a.jsonl").write_text('{"id": 1, "article": "a"}\n')
    _, told = check("in", code=0)
    assert told == [
        "note: in/a.jsonl: left out: no record has a field text, content or body; name its text with --text-field; "
        "its fields are id, article"
    ]
    _, told = check("in", "--text-field", "headline", code=2)
    assert told[0].startswith("error: in: no file of records has a field")


def test_a_first_record_without_text_does_not_hide_the_others() -> None:
    Path("in").mkdir()
    Path("in/a.jsonl").write_text('{"id": 1}\n' + json.dumps({"text": STRAY}) + "\n")
    shown, _ = check("in", code=1)
    assert [line.split()[1] for line in shown] == ["STR004", "SPC003"]


def test_text_fields_may_be_given_with_commas() -> None:
    Path("a.jsonl").write_text(json.dumps({"title": STRAY, "body": STRAY}) + "\n")
    shown, _ = check("--text-field", "title, body", "a.jsonl", code=1)
    assert len(shown) == 2
    shown, _ = check("--text-field", "title", "--text-field", "body", "a.jsonl", code=1)
    assert len(shown) == 2


def test_a_field_that_is_named_twice_is_read_once() -> None:
    Path("a.jsonl").write_text(json.dumps({"text": STRAY}) + "\n")
    shown, _ = check("--text-field", "text", "--text-field", "/text", "a.jsonl", code=1)
    assert len(shown) == 1
    Path("a.csv").write_text(f"text\n{STRAY}\n")
    shown, _ = check("--text-field", "text,text", "a.csv", code=1)
    assert len(shown) == 1
