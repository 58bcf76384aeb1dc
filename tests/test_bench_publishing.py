"""The benchmark of publishing runs end to end on a few documents, so that it cannot rot."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parent.parent / "benchmarks" / "publishing.py"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="measured as on POSIX systems")
def test_the_benchmark_prints_its_table(tmp_path: Path) -> None:
    command = [sys.executable, str(BENCHMARK), "--documents", "20", "--formats", "jsonl", "--work", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = [line for line in done.stdout.splitlines() if line.startswith("| jsonl |")]
    assert [row.split("|")[2].strip().strip("`") for row in rows] == [
        "corpuslint publish",
        "corpuslint verify",
        "corpuslint verify --referee full",
        "frictionless validate` with our plugin",
        "frictionless validate",
    ]
    assert len((tmp_path / "texts-20.jsonl").read_text(encoding="utf-8").splitlines()) == 20
    assert all(float(row.split("|")[3]) > 0 for row in rows)
