"""What changed between two versions of a package, and the version that it asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_support import run
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.packaging.compare import _spans

TEXTS = {
    "a": "Une phrase  claire, dite par l’ambassadeur.\n\nEncore une phrase .\n",
    "b": "Une autre phrase.\n",
    "c": "Rien de neuf.\n",
}


def publish(tmp_path: Path, name: str, texts: dict[str, str], *options: str) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.txt"):
        path.unlink()
    for key, text in texts.items():
        (folder / f"{key}.txt").write_text(text, encoding="utf-8")
    done = run("publish", folder, "--output", tmp_path / name, "--isolated", "--name", "p", *options)
    assert done.exit_code == 0, done.output
    return tmp_path / name


def differences(old: Path, new: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    done = run("diff", old, new, "--output-format", "jsonl")
    assert done.exit_code in (0, 1), done.output
    *documents, summary = [json.loads(line) for line in done.stdout.splitlines()]
    return documents, summary


def test_the_same_content_asks_for_no_version(tmp_path: Path) -> None:
    old, new = publish(tmp_path, "old", TEXTS), publish(tmp_path, "new", TEXTS, "--title", "Another")
    done = run("diff", old, new)
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1)
    assert "the same content" in done.stdout
    assert differences(old, new)[1]["step"] is None


def test_another_rule_changes_fixes_alone_and_asks_for_a_patch(tmp_path: Path) -> None:
    old = publish(tmp_path, "old", TEXTS, "--select", "SPC004")
    new = publish(tmp_path, "new", TEXTS, "--select", "SPC003,SPC004")
    documents, summary = differences(old, new)
    assert [(one["kind"], one["place"]) for one in documents] == [("changed", "corpus/a.txt")]
    assert [(row["rules"], row["start"], row["end"]) for row in documents[0]["fixed"]] == [("SPC003", 10, 12)]
    assert "unfixed" not in documents[0]
    assert (summary["rules_added"], summary["fixed"], summary["step"], summary["version"]) == (
        ["SPC003"],
        {"SPC003": 1},
        "patch",
        "0.1.1",
    )


def test_a_raw_text_that_changed_is_told_to_the_span_and_moved_fixes_are_the_same(tmp_path: Path) -> None:
    old = publish(tmp_path, "old", TEXTS)
    new = publish(tmp_path, "new", {**TEXTS, "a": TEXTS["a"].replace("Une phrase", "Une belle phrase")})
    documents, summary = differences(old, new)
    assert documents[0]["raw"] == [{"start": 4, "start_new": 4, "before": "", "after": "belle "}]
    assert not {"fixed", "unfixed"} & documents[0].keys()
    assert (summary["raw_changed"], summary["step"], summary["version"]) == (1, "minor", "0.2.0")


@pytest.mark.parametrize(
    ("texts", "kinds", "step"),
    [
        ({**TEXTS, "d": "Du neuf.\n"}, ["added"], "minor"),
        ({"a": TEXTS["a"], "b": TEXTS["b"]}, ["removed"], "major"),
        ({"a": TEXTS["a"], "b": TEXTS["b"], "z": "Tout neuf.\n"}, ["added", "removed"], "major"),
    ],
)
def test_documents_that_come_and_go(tmp_path: Path, texts: dict[str, str], kinds: list[str], step: str) -> None:
    documents, summary = differences(publish(tmp_path, "old", TEXTS), publish(tmp_path, "new", texts))
    assert [one["kind"] for one in documents] == kinds
    assert summary["step"] == step


def test_a_renamed_source_is_told_as_renamed(tmp_path: Path) -> None:
    old = publish(tmp_path, "old", TEXTS)
    renamed = {"a": TEXTS["a"], "bb": TEXTS["b"], "c": TEXTS["c"]}
    new = publish(tmp_path, "new", renamed, "--version", "1.0.0", "--previous", str(old))
    (one,), summary = differences(old, new)
    assert (one["kind"], one["place"], list(one["facts"])) == ("renamed", "corpus/bb.txt", ["doc_id", "path"])
    assert one["facts"]["path"] == ["corpus/b.txt", "corpus/bb.txt"]
    assert (summary["renamed"], summary["added"], summary["removed"], summary["step"]) == (1, 0, 0, "major")
    assert summary["reason"] == "1 document was renamed, with another id"
    assert "0 removed, 1 renamed, 0 changed, 2 the same." in (new / "CHANGELOG.md").read_text(encoding="utf-8")
    done = run("diff", old, new)
    assert f"> corpus/bb.txt ({one['doc_id']})" in done.stdout
    assert '    path: "corpus/b.txt" → "corpus/bb.txt"' in done.stdout


def test_a_renamed_source_with_other_fixes_tells_both(tmp_path: Path) -> None:
    old = publish(tmp_path, "old", TEXTS, "--ignore", "SPC003")
    new = publish(tmp_path, "new", {"z": TEXTS["a"], "b": TEXTS["b"], "c": TEXTS["c"]})
    (one,), _ = differences(old, new)
    assert one["kind"] == "renamed"
    assert [row["rules"] for row in one["fixed"]] == ["SPC003"]
    assert "unfixed" not in one


def test_copies_are_renamed_one_by_one(tmp_path: Path) -> None:
    old = publish(tmp_path, "old", {"a": "Une phrase.\n", "b": "Une phrase.\n"})
    new = publish(tmp_path, "new", {"a": "Une phrase.\n", "x": "Une phrase.\n", "y": "Une phrase.\n"})
    documents, _ = differences(old, new)
    assert [(one["kind"], one["place"]) for one in documents] == [
        ("renamed", "corpus/x.txt"),
        ("added", "corpus/y.txt"),
    ]


def test_the_text_for_people(tmp_path: Path) -> None:
    old = publish(tmp_path, "old", TEXTS, "--ignore", "SPC003")
    new = publish(tmp_path, "new", {**TEXTS, "b": "Une autre \x1b[31mphrase.\n"}, "--ignore", "ENC004")
    done = run("diff", old, new)
    assert done.exit_code == 1
    assert "~ corpus/a.txt (d" in done.stdout
    assert '    + fix SPC003 10-12: "  " → " "' in done.stdout
    assert "Documents: 0 added, 0 removed, 2 changed, 1 the same." in done.stdout
    assert done.stdout.endswith("Version 0.1.0 → 0.2.0 or later (minor: 1 raw text changed).\n")
    assert "\x1b" not in done.stdout
    summary = run("diff", old, new, "--summary").stdout
    assert summary.startswith("Documents: ")


def test_the_changelog_is_computed_from_the_previous_version(tmp_path: Path) -> None:
    first = publish(tmp_path, "one", TEXTS, "--ignore", "SPC003")
    second = publish(tmp_path, "two", TEXTS, "--previous", str(first), "--version", "0.1.1")
    third = publish(tmp_path, "three", {**TEXTS, "d": "Du neuf.\n"}, "--previous", str(second), "--version", "0.2.0")
    text = (third / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("## ")] == ["## 0.2.0", "## 0.1.1", "## 0.1.0"]
    assert "Since 0.1.1:\n\n- Documents: 1 added, 0 removed, 0 changed, 3 the same.\n" in text
    assert "- SPC003 stray-space: 1 fix added, findings left" in text or "SPC003 stray-space: 1 fix added." in text
    assert run("verify", third).exit_code == 0
    lock = json.loads((third / "corpuslint.lock.json").read_bytes())
    assert lock["previous"]["version"] == "0.1.1"


def test_a_version_that_does_not_come_after_is_refused_and_a_small_step_is_told(tmp_path: Path) -> None:
    first = publish(tmp_path, "one", TEXTS)
    (tmp_path / "corpus" / "d.txt").write_text("Du neuf.\n")
    base = ("publish", tmp_path / "corpus", "--isolated", "--name", "p", "--previous", first, "--output")
    refused = run(*base, tmp_path / "two")
    assert refused.exit_code == 2
    assert '"0.1.0" does not come after version 0.1.0; the changes ask for 0.2.0' in refused.stderr
    assert not (tmp_path / "two").exists()
    small = run(*base, tmp_path / "two", "--version", "0.1.1")
    assert small.exit_code == 0
    assert "the changes since 0.1.0 ask for version 0.2.0 (minor: 1 document was added)" in small.stderr
    other = run("publish", tmp_path / "corpus", "--isolated", "--name", "q", "--previous", first, "--output", "x")
    assert (other.exit_code, 'is the package "p", not "q"' in other.stderr) == (2, True)


def test_a_broken_package_is_an_error(tmp_path: Path) -> None:
    package = publish(tmp_path, "one", TEXTS)
    (package / "README.md").write_text("x")
    for old, message in ((package, "README.md: is not the file"), (tmp_path / "none", "does not exist")):
        done = run("diff", old, package)
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
        assert message in done.stderr


LINES = st.lists(st.sampled_from(["a\n", "b\n", "ab", "é\r\n", "\u2028", "ba\n"]), max_size=12).map("".join)


@given(LINES, LINES)
def test_raw_spans_turn_one_text_into_the_other(old: str, new: str) -> None:
    out, last = "", 0
    for span in _spans(old, new):
        assert old[span.start : span.start + len(span.before)] == span.before
        assert new[span.start_new : span.start_new + len(span.after)] == span.after
        out += old[last : span.start] + span.after
        last = span.start + len(span.before)
    assert out + old[last:] == new
