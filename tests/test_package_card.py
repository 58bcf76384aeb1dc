"""A reader who has only the published directory: every command and every piece of code of its README does what it says.

The programs and libraries that it names are tried where they are installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from package_samples import CLEAN, DAMAGED, LATIN, build_sample

from corpuslint.packaging.layout import DEFAULT_LAYOUT, Layout

LAYOUTS = {
    "jsonl": DEFAULT_LAYOUT,
    "split": Layout((("train", 0.5), ("test", 0.5)), 600),
    "parquet": replace(DEFAULT_LAYOUT, format="parquet"),
    "csv": replace(DEFAULT_LAYOUT, format="csv"),
}
RAW = {"000.txt": DAMAGED.encode(), "001.txt": CLEAN.encode(), "latin.txt": LATIN.encode("cp1252")}
BLOCK = re.compile(r"```(python|sh)\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module", params=LAYOUTS)
def package(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "parquet":
        pytest.importorskip("pyarrow")
        pytest.importorskip("pandas")
    return build_sample(tmp_path_factory.mktemp("card") / "sample", layout=LAYOUTS[request.param])


def blocks(package: Path, section: str) -> list[tuple[str, str]]:
    """Language and text of the code below a heading."""
    card = (package / "README.md").read_text(encoding="utf-8")
    found: list[tuple[str, str]] = BLOCK.findall(card.partition(f"## {section}\n")[2].partition("\n## ")[0])
    assert found
    return found


def execute(package: Path, *command: str) -> str:
    """What a command prints, run in the published directory, without a network."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(package.parent / "home"),
    }
    done = subprocess.run(command, cwd=package, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("library", ["", "datasets", "frictionless", "mlcroissant"])
def test_every_way_to_load_it_loads_the_documents(package: Path, library: str) -> None:
    if library and find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    codes = [code for _, code in blocks(package, "Load it")]
    mine = [code for code in codes if (f"import {library}\n" in code or f"from {library} " in code) and library]
    code = mine[0] if library else codes[0]
    assert len(codes) == 4
    count = int(execute(package, sys.executable, "-c", f"{code}\nprint(len(documents))").splitlines()[-1])
    held_back = library == "datasets" and "split" in code and (package / "data" / "documents").is_dir()
    assert count == 3 if not held_back else 0 < count <= 3


def test_every_way_to_check_it_accepts_it(package: Path) -> None:
    (_, script), *others = blocks(package, "Check it")
    assert not others
    commands = script.splitlines()
    assert [line.split()[0] for line in commands] == ["sha256sum", "corpuslint", "frictionless"]
    for line in commands:
        program = Path(sys.executable).parent / line.split()[0]
        if shutil.which(line.split()[0]) or program.exists():
            execute(package, "sh", "-c", line)


def test_the_raw_texts_come_back_both_ways(package: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(package, tmp_path / "only")
    (_, script), (_, code) = blocks(copy, "Get the raw text back")
    execute(copy, sys.executable, "-m", *script.split())
    assert {path.name: path.read_bytes() for path in (tmp_path / "raw" / "news").iterdir()} == RAW
    printed = execute(copy, sys.executable, "-c", f"{code}\nprint(sorted(raw.values()))")
    assert eval(printed) == sorted(RAW.values())


def test_files_that_it_names_are_there(package: Path) -> None:
    card = (package / "README.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`([\w.-]+\.(?:json|html|md|cff))`", card)) | {"SHA256SUMS"}
    assert {"index.html", "CHANGELOG.md", "corpuslint.lock.json", "datapackage-digest.json"} <= names
    assert [name for name in sorted(names) if not (package / name).is_file()] == []
