"""The same bytes from two builds: other directory, time zone, locale, umask, hash seed, processors, order of files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli_support import tree
from package_samples import CLEAN, DAMAGED, LATIN

SURROUNDINGS = [
    {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C", "umask": "077", "COLUMNS": "20"},
    {"TZ": "America/Adak", "PYTHONHASHSEED": "4242", "LC_ALL": "C.UTF-8", "umask": "000", "PYTHONUTF8": "0"},
]
TEXTS = {
    "a.txt": DAMAGED.encode(),
    "é.txt": CLEAN.encode(),
    "sub/latin.txt": LATIN.encode("cp1252"),
    "z.jsonl": b'{"id": "x", "text": "Une  phrase."}\n{"id": "y", "text": "Une autre ,  phrase."}\n',
}


def build(checkout: Path, surroundings: dict[str, str], options: list[str]) -> Path:
    """Write the texts, in another order in every other directory, and publish them in a process of its own."""
    environment = {**os.environ, **surroundings}
    environment.pop("SOURCE_DATE_EPOCH", None)
    mask = int(environment.pop("umask"), 8)
    for name in sorted(TEXTS, reverse=surroundings["LC_ALL"] == "C"):
        path = checkout / "texts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(TEXTS[name])
    processors = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    one = ["taskset", "-c", str(processors[0])] if processors and shutil.which("taskset") else []
    command = [*(one if surroundings["LC_ALL"] == "C" else []), sys.executable, "-m", "corpuslint", "publish", "texts"]
    done = subprocess.run(
        [*command, "--isolated", "--name", "p", *options],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        umask=mask,
    )
    assert done.returncode == 0, done.stderr
    return checkout / options[options.index("--output") + 1]


@pytest.mark.parametrize(
    "options",
    [
        ["--output", "p", "--shard-size", "1kB", "--raw-text"],
        ["--output", "p", "--format", "parquet"],
        ["--output", "p", "--format", "csv"],
        ["--output", "p.zip"],
    ],
    ids=["jsonl", "parquet", "csv", "zip"],
)
def test_two_builds_give_the_same_bytes(tmp_path: Path, options: list[str]) -> None:
    if "parquet" in options:
        pytest.importorskip("pyarrow")
    trees = []
    for number, one in enumerate(SURROUNDINGS):
        built = build(tmp_path / f"checkout {number}", one, options)
        if built.is_dir():
            trees.append(tree(built))
        else:
            trees.append({"": built.read_bytes()})
    assert trees[0].keys() == trees[1].keys()
    assert [name for name in trees[0] if trees[0][name] != trees[1][name]] == []
