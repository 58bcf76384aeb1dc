"""The build of the wheel compiles the kernel, and does without it where it cannot."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from cli_support import SEEDS

ROOT = SEEDS.parent
pytestmark = pytest.mark.skipif(
    not all(map(find_spec, ("Cython", "hatchling", "setuptools"))), reason="Cython, hatchling or setuptools lacks"
)


class App:
    """Stands for hatchling's, which prints."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def display_warning(self, message: str) -> None:
        self.warnings.append(message)


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As much of the checkout as the build reads."""
    monkeypatch.delenv("CORPUSLINT_PURE", raising=False)
    folder = tmp_path / "checkout"
    shutil.copytree(
        ROOT / "corpuslint" / "kernel", folder / "corpuslint" / "kernel", ignore=shutil.ignore_patterns("*.so", "*.pyd")
    )
    (folder / "corpuslint" / "__init__.py").touch()
    shutil.copy(ROOT / "hatch_build.py", folder)
    return folder


def build(folder: Path, version: str, target: str = "wheel") -> tuple[dict[str, Any], list[str]]:
    """What the hook adds to the build, and its warnings."""
    sys.path.insert(0, str(ROOT))
    try:
        hook_class = import_module("hatch_build").KernelHook
    finally:
        sys.path.remove(str(ROOT))
    app, data = App(), {"force_include": {}, "pure_python": True, "infer_tag": False}
    hook = hook_class(str(folder), {}, None, None, str(folder / "dist"), target, app)
    hook.initialize(version, data)
    assert all(Path(path).is_file() for path in data["force_include"])
    return data, app.warnings


needs_compiler = pytest.mark.skipif(
    shutil.which((sysconfig.get_config_var("CC") or "cc").split()[0]) is None, reason="there is no compiler"
)


@needs_compiler
@pytest.mark.slow
@pytest.mark.parametrize("version", ["standard", "editable"])
def test_wheel_has_the_kernel(sources: Path, version: str) -> None:
    data, warnings = build(sources, version)
    assert not warnings
    assert (data["pure_python"], data["infer_tag"]) == (False, True)
    kernel = sources / "corpuslint" / "kernel"
    beside = sorted(path.name.partition(".")[0] for path in kernel.iterdir() if path.suffix in (".so", ".pyd"))
    inside = sorted(Path(path).name.partition(".")[0] for path in data["force_include"].values())
    expected = sorted(path.stem for path in kernel.glob("*.pyx"))
    assert (beside, inside) == ((expected, []) if version == "editable" else ([], expected))
    assert all(place.startswith("corpuslint/kernel/") for place in data["force_include"].values())
    assert not list(sources.rglob("*.c"))


def test_wheel_without_a_compiler_is_pure(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "false")
    data, warnings = build(sources, "standard")
    assert data == {"force_include": {}, "pure_python": True, "infer_tag": False}
    assert len(warnings) == 1
    assert warnings[0].startswith("corpuslint is built without its compiled kernel: ")
    assert "\n" not in warnings[0]


def test_broken_source_does_not_break_the_wheel(sources: Path) -> None:
    (sources / "corpuslint" / "kernel" / "chains.pyx").write_text("cdef (\n")
    data, warnings = build(sources, "standard")
    assert data["pure_python"]
    assert len(warnings) == 1


def test_pure_wheel_on_request(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORPUSLINT_PURE", "1")
    assert build(sources, "standard") == ({"force_include": {}, "pure_python": True, "infer_tag": False}, [])


def test_other_targets_are_left_alone(sources: Path) -> None:
    assert build(sources, "standard", "sdist")[0]["pure_python"]
