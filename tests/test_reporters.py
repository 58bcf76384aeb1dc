"""Findings as people and machines read them."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from cli_support import run
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.document import Document
from corpuslint.findings import Applicability, Edit, Finding, Fix, Related, Severity
from corpuslint.patch import Change, replay
from corpuslint.reporters import REPORTERS, LocatedFinding, load_reporter
from corpuslint.reporters.diff import Changed, Hunk, UnifiedDiff, hunks_of_lines, hunks_of_text
from corpuslint.reporters.json_text import to_json
from corpuslint.reporters.terminal import cells, escape, no_paint

HOSTILE = "a\x1b[31mb\x07\u202ec\u2066d\x9be\udcffg\u2028h\x7f\r\ti\u200bj\x00"
_TEXTS = st.text(st.one_of(st.characters(), st.sampled_from(list(HOSTILE + "\u0301\u0323ả漢😀\n "))), max_size=80)


def finding(start: int, end: int, message: str = "m", fix: Fix | None = None, **others: object) -> Finding:
    return Finding("SPC001", "fused-words", Severity.ERROR, 0.98, start, end, message, fix=fix, **others)  # type: ignore[arg-type]


def render(name: str, text: str, *findings: Finding, path: str = "a.txt") -> str:
    document = Document(text, path=path)
    reporter = load_reporter(name)
    return "".join(reporter.frame(reporter.render(LocatedFinding(one, document), no_paint) for one in findings))


def safe(*edits: tuple[int, int, str]) -> Fix:
    return Fix(Applicability.SAFE, tuple(Edit(*edit) for edit in edits))


def test_full() -> None:
    text = "Titre\nle ministre dela Défense\n"
    assert render("full", text, finding(18, 22, "a space is lost", safe((20, 20, " ")))) == (
        "a.txt:2:13: SPC001 fused-words: a space is lost (confidence 0.98)\n"
        "2 | le ministre dela Défense\n"
        "  |             ^^^^\n"
        "  = fix: le ministre de la Défense\n"
        "\n"
    )


def test_full_shows_related_spans_and_long_edits() -> None:
    lead = "Les armées vietnamienne et russe doivent consacrer leur coopération dans les secteurs militaires."
    text = f"{lead}\n{lead}\n"
    start = len(lead)
    shown = render(
        "full",
        text,
        finding(
            start + 1,
            2 * start + 1,
            fix=Fix(Applicability.UNSAFE, (Edit(start, 2 * start + 1, ""),)),
            related=(Related(0, start, "the copy that stays"),),
        ),
    )
    assert f"  = unsafe fix: at 1:{start + 1} remove “\\nLes armées" in shown
    assert f"({start + 1} characters)" in shown
    assert "  = see 1:1: the copy that stays\n" in shown


def test_full_shows_a_new_encoding() -> None:
    shown = render("full", "x", finding(0, 0, fix=Fix(Applicability.UNSAFE, (), "utf-8")))
    assert "  = unsafe fix: write the file as utf-8\n" in shown


@pytest.mark.parametrize(
    ("before", "span"),
    [
        ("漢字 ", "dela"),
        ("e\u0301te\u0301 ả ", "cafe\u0301"),
        ("😀 ", "漢字"),
        ("\x1b[0m\t", "a\x07b"),
        ("\u1112\u1161\u11ab ", "x"),
        ("ả" * 90 + " ", "dela"),
    ],
)
def test_marks_stand_under_the_span(before: str, span: str) -> None:
    text = f"{before}{span} et la suite"
    _, line, marks, *_ = render("full", text, finding(len(before), len(before) + len(span))).splitlines()
    marked = escape(span)
    assert marks.count("^") == cells(marked)
    assert cells(line[: line.index(marked)]) == marks.index("^")


@given(text=_TEXTS, data=st.data())
def test_no_reporter_lets_hostile_text_through(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    one = finding(start, end, HOSTILE + text, safe((start, end, HOSTILE)), related=(Related(start, end, text),))
    for name in REPORTERS:
        shown = render(name, text, one, path=HOSTILE)
        assert shown.encode("utf-8")
        bad = [c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c != "\n"]
        bad += [
            c for c in shown if unicodedata.bidirectional(c) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI")
        ]
        assert bad == []
    assert len(render("concise", text, one, path=HOSTILE).splitlines()) == 1


@given(text=_TEXTS, data=st.data())
def test_machine_formats_carry_the_finding_exactly(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    one = LocatedFinding(finding(start, end, text, safe((start, end, text))), Document(text, path=HOSTILE))
    lines = render("jsonl", text, one.finding, one.finding, path=HOSTILE).splitlines()
    assert [json.loads(line) for line in lines] == [one.as_dict()] * 2
    assert json.loads(render("json", text, one.finding, path=HOSTILE)) == [one.as_dict()]


def test_the_contract_of_jsonl() -> None:
    fix = Fix(Applicability.SAFE, (Edit(20, 20, " "),))
    one = finding(18, 22, "a space is lost", fix, related=(Related(0, 5, "here"),))
    assert render("jsonl", "Titre\nle ministre dela Défense\n", one) == (
        '{"rule": "SPC001", "name": "fused-words", "severity": "error", "confidence": 0.98, "path": "a.txt", '
        '"record": null, "start": 18, "end": 22, "line": 2, "column": 13, "end_line": 2, "end_column": 17, '
        '"message": "a space is lost", "related": [{"start": 0, "end": 5, "message": "here"}], '
        '"fix": {"applicability": "safe", "edits": [{"start": 20, "end": 20, "replacement": " "}]}}\n'
    )


def test_jsonl_of_a_record_and_of_a_new_encoding() -> None:
    document = Document("x", path="a.jsonl", record={"line": 12, "pointer": "/text"})
    one = LocatedFinding(finding(0, 1, fix=Fix(Applicability.UNSAFE, (), "utf-8")), document)
    assert one.as_dict()["record"] == {"line": 12, "pointer": "/text"}
    assert list(one.as_dict()["fix"]) == ["applicability", "edits", "encoding"]
    assert LocatedFinding(finding(0, 1), document).as_dict()["fix"] is None


def test_json_without_findings_is_an_empty_array() -> None:
    assert render("json", "x") == "[]\n"
    assert render("jsonl", "x") == ""


def test_json_keeps_letters_readable() -> None:
    assert to_json("é ả 漢 😀 \u00a0") == '"é ả 漢 😀 \u00a0"'
    assert to_json("\udcff\u2028\x85\u202e") == r'"\udcff\u2028\u0085\u202e"'


@given(st.text(st.characters()))
def test_escaped_text_is_printable_and_plain_text_stays(text: str) -> None:
    shown = escape(text)
    assert not [c for c in shown if unicodedata.category(c)[0] == "C" or unicodedata.category(c) in ("Zl", "Zp")]
    assert escape("Un été à Đà Nẵng, 漢字 😀 e\u0301") == "Un été à Đà Nẵng, 漢字 😀 e\u0301"


def test_long_lines_are_cut_around_the_span() -> None:
    text = "mot " * 1000 + "dela " + "mot " * 1000
    shown = render("full", text, finding(4000, 4004))
    line = shown.splitlines()[1]
    assert len(line) < 120
    assert line.startswith("1 | … mot ")
    assert line.endswith("mot …")


def patched(before: str, diff: str) -> str:
    """What ``patch`` makes of a text: a reader of the format that knows nothing of how it was written."""
    old = re.findall(r"[^\n]*\n|[^\n]+", before)
    new: list[str] = []
    at = 0
    lines = re.findall(r"[^\n]*\n", diff)[2:]
    for number, line in enumerate(lines):
        if line.startswith("@@"):
            header = re.fullmatch(r"@@ -(\d+),(\d+) \+(\d+),(\d+) @@\n", line)
            assert header is not None
            first = int(header[1]) - (int(header[2]) > 0)
            new += old[at:first]
            at = first
            assert len(new) == int(header[3]) - (int(header[4]) > 0)
        elif not line.startswith("\\"):
            last = number + 1 < len(lines) and lines[number + 1].startswith("\\")
            content = line[1:-1] if last else line[1:]
            if line[0] in " -":
                assert old[at] == content
                at += 1
            if line[0] in " +":
                new.append(content)
    return "".join(new + old[at:])


def unified(name: str, hunks: list[Hunk]) -> str:
    return "".join(UnifiedDiff().add(Changed(name, hunks))) if hunks else ""


_LINES = st.lists(st.sampled_from(["a", "b", "\n", "\n", "\n", "é", "\r\n", "\u2028"]), max_size=60).map("".join)


@given(text=_LINES, data=st.data())
def test_a_diff_leads_to_the_fixed_text(text: str, data: st.DataObject) -> None:
    points = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = zip(points[::2], points[1::2], strict=False)
    changes = tuple(
        Change(start, end, data.draw(st.sampled_from(["", "x", "\n", "y\nz\n", "\n\n"]))) for start, end in spans
    )
    fixed = replay(text, changes)
    diff = unified("-", hunks_of_text(text, changes))
    assert patched(text, diff) == fixed
    if fixed != text:
        assert diff.startswith("--- -\n+++ -\n@@ ")


@given(old=st.lists(_LINES, max_size=4), new=st.lists(_LINES, max_size=4))
def test_a_diff_of_parts_leads_to_the_new_file(old: list[str], new: list[str]) -> None:
    """Parts end with their lines, as the pieces of a source do."""
    parts = [(f"{before}\n".encode(), f"{after}\n".encode()) for before, after in zip(old, new, strict=False)]
    writer, lines, shown = UnifiedDiff(), 1, ""
    for before, after in parts:
        shown += "".join(writer.add(Changed("-", hunks_of_lines(before, after, lines))))
        lines += before.count(b"\n")
    assert (
        patched(b"".join(before for before, _ in parts).decode(), shown)
        == b"".join(after for _, after in parts).decode()
    )


def test_a_diff_is_short() -> None:
    text = "".join(f"ligne {number}\n" for number in range(100))
    place = text.index("ligne 50")
    changes = (Change(place + 6, place + 8, "cinquante"),)
    assert unified("a.txt", hunks_of_text(text, changes)).splitlines() == [
        "--- a.txt",
        "+++ a.txt",
        "@@ -48,7 +48,7 @@",
        *(f" ligne {number}" for number in (47, 48, 49)),
        "-ligne 50",
        "+ligne cinquante",
        *(f" ligne {number}" for number in (51, 52, 53)),
    ]


def test_a_diff_names_a_new_encoding() -> None:
    assert "".join(UnifiedDiff().add(Changed("a.txt", [], ("cp1252", "utf-8")))) == (
        "--- a.txt\t(cp1252)\n+++ a.txt\t(utf-8)\n"
    )


def in_terminal(directory: Path, *arguments: str, **environment: str) -> str:
    """What the command line shows in a terminal."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "corpuslint", *arguments]
    settings = {**os.environ, "TERM": "xterm", "COLUMNS": "80", **environment}
    settings.pop("NO_COLOR", None) if "NO_COLOR" not in environment else None
    with subprocess.Popen(command, cwd=directory, stdin=slave, stdout=slave, stderr=slave, env=settings):
        os.close(slave)
        shown = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:  # Linux says so when the other side is closed
                break
            if not piece:
                break
            shown += piece
    os.close(master)
    return shown.decode()


@pytest.fixture
def hostile_file(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("Un  texte \x1b[2J\u202e hostile\n", encoding="utf-8")
    return tmp_path


def test_a_terminal_gets_styles(hostile_file: Path) -> None:
    shown = in_terminal(hostile_file, "check", "--select", "SPC003", "a.txt")
    assert "\x1b[1;31m" in shown
    assert "\x1b[2J" not in shown
    assert r"\x1b[2J\u202e hostile" in shown
    assert "\u202e" not in shown


def test_a_terminal_gets_an_escaped_diff(hostile_file: Path) -> None:
    shown = in_terminal(hostile_file, "check", "--select", "SPC003", "--diff", "a.txt")
    assert "\x1b[2J" not in shown
    assert r"+Un texte \x1b[2J\u202e hostile" in shown


def test_no_color_is_honoured(hostile_file: Path) -> None:
    assert "\x1b" not in in_terminal(hostile_file, "check", "--select", "SPC003", "a.txt", NO_COLOR="1")
    diff = in_terminal(hostile_file, "check", "--select", "SPC003", "--diff", "a.txt", NO_COLOR="1")
    assert "\x1b" not in diff


def test_machine_formats_have_no_styles_in_a_terminal(hostile_file: Path) -> None:
    shown = in_terminal(hostile_file, "check", "--select", "SPC003", "--output-format", "jsonl", "a.txt")
    assert "\x1b" not in shown


def test_progress_shows_in_a_terminal_for_long_work(tmp_path: Path) -> None:
    for number in range(120):
        (tmp_path / f"{number}.txt").write_text("Un  texte\n" if number == 60 else "Un texte\n")
    shown = in_terminal(tmp_path, "check", "--select", "SPC003", "--output-format", "concise", ".")
    assert "Checking" in shown
    assert "60.txt:1:3" in re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert "Checking" not in run("check", "--select", "SPC003", tmp_path).output


def test_rule_pages(capsys: pytest.CaptureFixture[str]) -> None:
    page = run("rule", "stray-space").stdout
    assert page.startswith("# SPC003 stray-space\n\n**Doubled spaces")
    assert "- en vue d'intensifier la coopération  dans la défense\n+ en vue d'intensifier la coopération dans" in page
    assert r"L’ambassadeur\u00a0 : un entretien" in page
    assert run("rule", "SPC003").stdout == page
    assert page in run("rule").stdout


def test_rule_pages_for_machines() -> None:
    rule = json.loads(run("rule", "SPC003", "--output-format", "json").stdout)
    assert (rule["code"], rule["family"], rule["applicability"]) == ("SPC003", "spacing", "safe")
    assert {"language": "en", "ok": "name\tvalue\tother", "encoding": "utf-8"} in rule["examples"]
    several = json.loads(run("rule", "SPC", "--output-format", "json").stdout)
    assert rule in several


def test_rule_that_is_not_there() -> None:
    result = run("rule", "stray-spaces")
    assert result.exit_code == 2
    assert 'unknown rule "stray-spaces"; did you mean "stray-space"?' in result.stderr


def test_list_of_rules() -> None:
    listed = run("rules").stdout.splitlines()
    assert [line.split()[0] for line in listed] == sorted(line.split()[0] for line in listed)
    assert re.fullmatch(r"SPC003 +stray-space +safe +Doubled spaces.*", next(one for one in listed if "SPC003" in one))
    machine = json.loads(run("rules", "--output-format", "json").stdout)
    assert [rule["code"] for rule in machine] == [line.split()[0] for line in listed]


def test_rules_in_a_terminal(tmp_path: Path) -> None:
    assert "\x1b[" in in_terminal(tmp_path, "rule", "SPC003")
    assert "\x1b[1;36mSPC003\x1b[0m" in in_terminal(tmp_path, "rules")
