"""The rules inside ``frictionless validate``, and Parquet files held to their hash and size."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
ROWS = [
    {"key": "a", "text": "Le ministre  de la Défense est arrivé mardi.", "kind": "x  y"},
    {"key": "b", "text": "Une phrase [/red] sans défaut.", "kind": "x  y"},
    {"key": "c", "text": "Il a reçu  [bold]l’ambassadeur\x1b[31m.", "kind": "x  y"},
]
FIELDS = [
    {"name": "key", "type": "string"},
    {"name": "text", "type": "string"},
    {"name": "kind", "type": "string", "constraints": {"enum": ["x  y"]}},
]


def frictionless(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The real command, which finds the plugin by its name on the path."""
    return subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )


def described(folder: Path, name: str, **facts: Any) -> str:
    resource = {
        "name": "t",
        "type": "table",
        "path": name,
        "schema": {"fields": FIELDS, "primaryKey": ["key"]},
        **facts,
    }
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    return "datapackage.json"


def findings(done: subprocess.CompletedProcess[str]) -> list[tuple[int, str, str, int, int]]:
    (task,) = json.loads(done.stdout)["tasks"]
    return [(e["rowNumber"], e["fieldName"], e["rule"], e["start"], e["end"]) for e in task["errors"]]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "t.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return tmp_path


def test_the_rules_run_on_text_columns(table: Path) -> None:
    checklist = {"checks": [{"type": "corpuslint", "rules": ["stray-space"], "language": "fr"}]}
    (table / "checklist.json").write_text(json.dumps(checklist))
    done = frictionless(described(table, "t.jsonl"), "--checklist", "checklist.json", "--json", cwd=table)
    assert done.returncode == 1, done.stdout + done.stderr
    found = findings(done)
    assert [one[1:3] for one in found] == [("text", "SPC003"), ("text", "SPC003")]
    assert [ROWS[0]["text"][found[0][3] : found[0][4]], ROWS[2]["text"][found[1][3] : found[1][4]]] == ["  ", "  "]


def test_the_check_needs_no_options_and_its_report_survives_markup(table: Path) -> None:
    done = frictionless(described(table, "t.jsonl"), "--checks", "corpuslint", cwd=table)
    assert done.returncode == 1
    assert "SPC003" in done.stdout
    assert "Traceback" not in done.stderr
    assert "\x1b[31m" not in done.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [({"rules": ["nothing"]}, 'unknown rule "nothing"'), ({"fields": ["body"]}, 'there is no field "body"')],
)
def test_what_is_not_known_is_an_error(table: Path, options: dict[str, list[str]], message: str) -> None:
    (table / "checklist.json").write_text(json.dumps({"checks": [{"type": "corpuslint", **options}]}))
    done = frictionless(described(table, "t.jsonl"), "--checklist", "checklist.json", "--json", cwd=table)
    assert done.returncode == 1
    assert message in json.loads(done.stdout)["tasks"][0]["errors"][0]["note"]


@pytest.mark.parametrize(("change", "error"), [(None, None), ("text", "hash-count"), ("bytes", "byte-count")])
def test_parquet_is_held_to_hash_and_size(tmp_path: Path, change: str | None, error: str | None) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "t.parquet"
    parquet.write_table(pyarrow.Table.from_pylist(ROWS), path)
    facts = {"hash": f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}", "bytes": path.stat().st_size}
    if change == "text":
        parquet.write_table(pyarrow.Table.from_pylist([{**row, "text": row["text"].upper()} for row in ROWS]), path)
        facts["bytes"] = path.stat().st_size
    elif change == "bytes":
        facts["bytes"] += 1
    done = frictionless(described(tmp_path, "t.parquet", format="parquet", **facts), "--json", cwd=tmp_path)
    report = json.loads(done.stdout)
    assert [one["type"] for one in report["tasks"][0]["errors"]] == ([error] if error else [])
    assert report["tasks"][0]["stats"]["rows"] == 3


def test_the_plugin_is_light_to_import() -> None:
    program = (
        "import sys, frictionless, frictionless_corpuslint\n"
        "assert not {'corpuslint', 'pyarrow'} & sys.modules.keys(), sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
