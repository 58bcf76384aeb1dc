"""The fix log, and the way back from it."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from cli_support import SEEDS, names, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Applicability, Finding, Fix

RULES = """\
code = "XXX001"
name = "old-spelling"
summary = "s"
why = "w"
severity = "info"
applicability = "safe"
[[patterns]]
find = 'événement'
replace = 'évènement 😀'
message = 'm'
confidence = 0.9
[[patterns]]
find = 'supprimé '
replace = ''
message = 'm'
"""
TEXT = "Un  événement supprimé  est à la une.  \nUn autre  événement. \n"


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("mine").mkdir()
    Path("mine/XXX001-old-spelling.toml").write_text(RULES, encoding="utf-8")
    Path("corpuslint.toml").write_text('select = ["SPC003", "XXX001"]\nrule-paths = ["mine"]\n')
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def fix(*arguments: str, code: int = 0) -> None:
    result = run("check", "--fix", "--fix-log", "log.jsonl", *(arguments or ("a.txt",)))
    assert result.exit_code == code, result.output


def rows() -> list[dict[str, object]]:
    return [json.loads(line) for line in Path("log.jsonl").read_text(encoding="utf-8").splitlines()]


def test_rows_tell_everything() -> None:
    fix()
    first, *others = rows()
    fixed = Path("a.txt").read_bytes()
    assert first == {
        "path": "a.txt",
        "record": None,
        "rules": ["SPC003"],
        "applicability": "safe",
        "confidence": 1.0,
        "start": 2,
        "end": 4,
        "before": "  ",
        "after": " ",
        "encoding_before": "utf-8",
        "encoding_after": "utf-8",
        "sha256_before": hashlib.sha256(TEXT.encode()).hexdigest(),
        "sha256_after": hashlib.sha256(fixed).hexdigest(),
    }
    assert all(TEXT[row["start"] : row["end"]] == row["before"] for row in others)  # type: ignore[misc]
    assert [row["confidence"] for row in others if row["rules"] == ["XXX001"]] == [0.9, 0.9]


def test_a_change_of_two_rules_names_both() -> None:
    fix()
    both = [row for row in rows() if len(row["rules"]) == 2]
    assert [sorted(row["rules"]) for row in both] == [["SPC003", "XXX001"]]
    assert [(row["before"], row["after"]) for row in both] == [(" supprimé  ", " ")]


def test_nothing_fixed_writes_no_log() -> None:
    Path("a.txt").write_text("rien à redire\n", encoding="utf-8")
    fix()
    assert not Path("log.jsonl").exists()


def test_revert_gives_the_bytes_back() -> None:
    fix()
    result = run("revert", "log.jsonl")
    assert (result.exit_code, result.stderr) == (0, "Reverted 1 of 1 file.\n")
    assert Path("a.txt").read_text(encoding="utf-8") == TEXT


def test_revert_of_several_runs() -> None:
    fix("--select", "SPC003", "a.txt")
    fix("--select", "XXX001", "a.txt")
    Path("b.txt").write_text("un  autre\n")
    fix("b.txt", "a.txt")
    run("revert", "log.jsonl")
    assert Path("a.txt").read_text(encoding="utf-8") == TEXT
    assert Path("b.txt").read_text() == "un  autre\n"


def test_revert_twice_changes_nothing() -> None:
    fix()
    run("revert", "log.jsonl")
    result = run("revert", "log.jsonl")
    assert (result.exit_code, result.stderr) == (0, "Reverted 0 of 1 file; in it nothing is left to undo.\n")
    assert Path("a.txt").read_text(encoding="utf-8") == TEXT


def test_fix_revert_fix_revert() -> None:
    for _ in range(2):
        fix()
        run("revert", "log.jsonl")
        assert Path("a.txt").read_text(encoding="utf-8") == TEXT


def test_revert_of_one_rule_then_of_the_rest() -> None:
    fix()
    result = run("revert", "log.jsonl", "--rule", "old-spelling")
    assert result.exit_code == 0, result.output
    assert Path("a.txt").read_text(encoding="utf-8") == ("Un événement supprimé  est à la une.\nUn autre événement.\n")
    said = run("revert", "log.jsonl", "--rule", "XXX001").stderr
    assert said == "Reverted 0 of 1 file; in it no change of XXX001 is left to undo.\n"
    run("revert", "log.jsonl")
    assert Path("a.txt").read_text(encoding="utf-8") == TEXT


def test_revert_of_one_rule_over_several_runs() -> None:
    fix("--select", "XXX001", "a.txt")
    fix("--select", "SPC003", "a.txt")
    Path("c.txt").write_text("x  y")
    fix("c.txt")
    run("revert", "log.jsonl", "--rule", "SPC")
    assert Path("c.txt").read_text() == "x  y"
    assert Path("a.txt").read_text(encoding="utf-8").startswith("Un  évènement 😀 ")
    run("revert", "log.jsonl")
    assert Path("a.txt").read_text(encoding="utf-8") == TEXT


def test_revert_keeps_what_was_not_text() -> None:
    raw = "\ufeffUn  événement\r\nabîmé  ".encode() + b"\xff\xfe\x80\r"
    Path("a.txt").write_bytes(raw)
    fix()
    assert Path("a.txt").read_bytes() != raw
    run("revert", "log.jsonl")
    assert Path("a.txt").read_bytes() == raw


@pytest.mark.parametrize("encoding", ["utf-16-le", "cp1252"])
def test_revert_keeps_the_encoding(encoding: str) -> None:
    mark = "\ufeff" if encoding.startswith("utf") else ""
    raw = (mark + LEGACY).encode(encoding)
    Path("a.txt").write_bytes(raw)
    fix()
    assert Path("a.txt").read_bytes() != raw
    assert run("revert", "log.jsonl").exit_code == 0
    assert Path("a.txt").read_bytes() == raw


@pytest.fixture
def rewriting_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule whose fix rewrites a file as UTF-8 and edits nothing."""

    def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
        if document.encoding.encoding != "utf-8":
            fix = Fix(Applicability.SAFE, (), "utf-8")
            yield from (rule.finding(0, 0, "not UTF-8", confidence=0.8, fix=fix) for rule in rules.values())

    monkeypatch.setitem(sys.modules, "corpuslint.checks.rewriting", SimpleNamespace(check=check))
    head = 'code = "XXX002"\nname = "rewritten"\nsummary = "s"\nwhy = "w"\nseverity = "info"\ncheck = "rewriting"\n'
    Path("mine/XXX002-rewritten.toml").write_text(head)


ONCE = "Le théâtre français à côté de la forêt a été fermé cet été. "
LEGACY = ONCE.replace("théâtre ", "théâtre  ") + ONCE * 4


@pytest.mark.usefixtures("rewriting_rule")
@pytest.mark.parametrize("selected", ["XXX002", "XXX002,SPC003"])
def test_a_new_encoding_is_logged_and_reverted(selected: str) -> None:
    Path("a.txt").write_bytes(LEGACY.encode("cp1252"))
    fix("--select", selected, "a.txt")
    assert Path("a.txt").read_text(encoding="utf-8") in (LEGACY, LEGACY.replace("  ", " ").removesuffix(" "))
    first = rows()[0]
    assert (first["rules"], first["before"], first["after"]) == (["XXX002"], "", "")
    assert (first["encoding_before"], first["encoding_after"], first["confidence"]) == ("cp1252", "utf-8", 0.8)
    assert run("revert", "log.jsonl").exit_code == 0
    assert Path("a.txt").read_bytes() == LEGACY.encode("cp1252")


@pytest.mark.usefixtures("rewriting_rule")
def test_a_new_encoding_is_reverted_alone() -> None:
    Path("a.txt").write_bytes(LEGACY.encode("cp1252"))
    fix("--select", "XXX002,SPC003", "a.txt")
    assert run("revert", "log.jsonl", "--rule", "rewritten").exit_code == 0
    assert Path("a.txt").read_bytes() == LEGACY.replace("  ", " ").removesuffix(" ").encode("cp1252")
    assert run("revert", "log.jsonl", "--rule", "SPC003").exit_code == 0
    assert Path("a.txt").read_bytes() == LEGACY.encode("cp1252")
    assert run("revert", "log.jsonl").exit_code == 0
    assert Path("a.txt").read_bytes() == LEGACY.encode("cp1252")


@pytest.mark.usefixtures("rewriting_rule")
def test_an_encoding_stays_when_another_rule_is_reverted() -> None:
    Path("a.txt").write_bytes(LEGACY.encode("cp1252"))
    fix("--select", "XXX002,SPC003", "a.txt")
    assert run("revert", "log.jsonl", "--rule", "SPC003").exit_code == 0
    assert Path("a.txt").read_bytes() == LEGACY.encode("utf-8")


def refused(saying: str, *arguments: str) -> None:
    before = {name: Path(name).read_bytes() for name in names() if Path(name).is_file()}
    result = run("revert", *(arguments or ("log.jsonl",)))
    assert result.exit_code == 2, result.output
    assert result.stderr.count("\n") == 1
    assert saying in result.stderr
    assert {name: Path(name).read_bytes() for name in names() if Path(name).is_file()} == before


def test_refuses_a_file_that_was_changed_since() -> None:
    Path("b.txt").write_text("un  autre\n")
    fix("a.txt", "b.txt")
    Path("b.txt").write_text("une autre main")
    refused("b.txt: does not hold what the log says; nothing was reverted")


def test_refuses_a_file_that_was_changed_between_runs() -> None:
    fix()
    Path("a.txt").write_text("une  autre main\n")
    fix()
    refused("a.txt: something else changed it between two runs of the log; nothing was reverted")


def test_refuses_a_file_that_is_gone() -> None:
    fix()
    Path("a.txt").unlink()
    refused("a.txt: cannot read: no such file or directory")


def test_refuses_a_read_only_file() -> None:
    fix()
    Path("a.txt").chmod(0o444)
    refused("a.txt: read-only; left as it is")


def test_refuses_standard_input() -> None:
    run("check", "-", "--fix", "--fix-log", "log.jsonl", stdin="x  y")
    assert [row["path"] for row in rows()] == ["-"]
    refused("the log tells of standard input, which cannot be reverted")


def test_a_stream_with_a_name_can_be_reverted() -> None:
    result = run("check", "-", "--stdin-filename", "b.txt", "--fix", "--fix-log", "log.jsonl", stdin="x  y")
    Path("b.txt").write_text(result.stdout)
    assert run("revert", "log.jsonl").exit_code == 0
    assert Path("b.txt").read_text() == "x  y"


@pytest.mark.parametrize(
    ("key", "value", "saying"),
    [
        ("before", "\t", "do not lead back to what they promise"),
        ("after", "xx", "do not lead back to what they promise"),
        ("start", -3, "do not lead back to what they promise"),
        ("encoding_before", "utf-16-le", "do not lead back to what they promise"),
        ("encoding_after", "utf-99", "a.txt: cannot be read as utf-99"),
        ("encoding_after", "a\0", "a.txt: cannot be read as a"),
        ("encoding_before", "rot13", "a.txt: cannot be written as rot13"),
        ("encoding_before", "punycode", "do not lead back to what they promise"),
        ("sha256_before", "0" * 64, "do not lead back to what they promise"),
        ("start", "2", '"start" of this row cannot be'),
        ("applicability", "sure", '"applicability" of this row cannot be'),
        ("record", 3, '"record" of this row cannot be'),
        ("rules", [], '"rules" of this row cannot be'),
    ],
)
def test_refuses_a_log_that_was_edited(key: str, value: object, saying: str) -> None:
    Path("a.txt").write_text("x  y")
    fix()
    Path("log.jsonl").write_text(json.dumps({**rows()[0], key: value}) + "\n")
    refused(saying)


@pytest.mark.parametrize(
    ("content", "saying"),
    [
        (b"not json\n", "log.jsonl:1: not JSON"),
        (b"[]\n", "log.jsonl:1: not a row of a fix log"),
        (b'{"path": "a.txt"}\n', "log.jsonl:1: not a row of a fix log"),
        (b"\xff\xfe\n", "log.jsonl:1: not JSON"),
    ],
)
def test_refuses_what_is_not_a_log(content: bytes, saying: str) -> None:
    Path("log.jsonl").write_bytes(content)
    refused(saying)


def test_refuses_a_missing_log() -> None:
    refused("log.jsonl: cannot read the fix log: no such file or directory")


def test_refuses_an_unknown_rule() -> None:
    fix()
    refused('unknown rule "XXX9"', "log.jsonl", "--rule", "XXX9")


def test_seeds_come_back(directory: Path) -> None:
    shutil.copytree(SEEDS, "seeds")
    run("check", "--fix", "--unsafe-fixes", "--fix-log", "log.jsonl", "--isolated", "seeds")
    assert run("revert", "log.jsonl").exit_code == 0
    for path in SEEDS.iterdir():
        assert (Path("seeds") / path.name).read_bytes() == path.read_bytes()


_PIECES = st.sampled_from(
    [
        "  ",
        " ",
        "\u00a0 ",
        "événement",
        "supprimé ",
        "a",
        "é",
        "ả",
        "a\u0302\u0323",
        "😀",
        "\n",
        "\r\n",
        "\ufeff",
        "\u2028",
    ]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    pieces=st.lists(_PIECES, max_size=30),
    mark=st.booleans(),
    runs=st.lists(st.sampled_from(["SPC", "XXX"]), max_size=3),
)
def test_revert_undoes_every_fix(directory: Path, pieces: list[str], mark: bool, runs: list[str]) -> None:
    raw = ("\ufeff" * mark + "".join(pieces)).encode()
    Path("log.jsonl").unlink(missing_ok=True)
    Path("a.txt").write_bytes(raw)
    for selected in (*runs, "ALL"):
        run("check", "--fix", "--unsafe-fixes", "--fix-log", "log.jsonl", "--select", selected, "a.txt")
    if Path("log.jsonl").exists():
        if runs:
            assert run("revert", "log.jsonl", "--rule", runs[0]).exit_code == 0
        assert run("revert", "log.jsonl").exit_code == 0
    assert Path("a.txt").read_bytes() == raw
