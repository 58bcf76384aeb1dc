"""The compiled kernel gives what its reference in Python gives, to the last bit, on any text."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from array import array
from importlib.metadata import PackageNotFoundError, distribution

import pytest
from cli_support import SEEDS
from hypothesis import given
from hypothesis import strategies as st

from corpuslint import kernel
from corpuslint.language import chains as reference

compiled = pytest.mark.skipif(not kernel.IN_USE, reason=f"the kernel is {kernel.STATE}")


def is_installed_from_here() -> bool:
    try:
        origin = distribution("corpuslint-text").read_text("direct_url.json")
    except PackageNotFoundError:
        return False
    return origin is not None and SEEDS.parent.as_uri() in origin


@pytest.mark.skipif(not is_installed_from_here(), reason="the package is not installed from this checkout")
@pytest.mark.skipif(kernel.STATE == "switched off", reason="the kernel is switched off")
def test_kernel_is_built_where_a_compiler_is() -> None:
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    if kernel.STATE == "not built" and shutil.which(compiler) is None:
        pytest.skip("there is no compiler")
    assert kernel.STATE == "compiled", "build it: python -m pip install -e ., or python hatch_build.py"


def state(**environment: str) -> str:
    code = """
from corpuslint import kernel
from corpuslint.language import layout
print(kernel.STATE, layout.Chains.__module__)"""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | environment).stdout


def test_switch() -> None:
    assert state(CORPUSLINT_PURE="1") == "switched off corpuslint.language.chains\n"


@compiled
def test_kernel_is_used() -> None:
    assert state(CORPUSLINT_PURE="") == "compiled corpuslint.kernel.chains\n"


@compiled
def test_same_findings_with_and_without_the_kernel() -> None:
    def output(pure: str) -> bytes:
        command = [sys.executable, "-m", "corpuslint", "check", "--isolated", "--output-format", "jsonl", SEEDS]
        done = subprocess.run(command, check=False, capture_output=True, env=os.environ | {"CORPUSLINT_PURE": pure})
        assert done.returncode == 1, done.stderr.decode()
        return done.stdout

    assert len(output("").splitlines()) > 50
    assert output("") == output("1")


@st.composite
def lines(draw: st.DrawFn) -> tuple[str, int, int, array[int], array[float]]:
    """A text, the span of a line in it, and gaps with odds."""
    words = st.text("aé\u0301ả😀\udcff.-", min_size=1, max_size=12) | st.just("a" * 250)
    text = draw(st.lists(words, max_size=60).map(" ".join) | st.text("ab \t\x85\u3000\x1cé😀", max_size=300))
    start = draw(st.integers(0, len(text)))
    gaps = sorted(draw(st.sets(st.integers(0, len(text)), max_size=40)))
    odds = draw(st.lists(st.floats(-6, 6), min_size=len(gaps), max_size=len(gaps)))
    return text, start, draw(st.integers(start, len(text))), array("q", gaps), array("d", odds)


@compiled
@given(lines(), st.booleans(), st.booleans(), st.integers(2, 120))
def test_chains(line: tuple[str, int, int, array[int], array[float]], first: bool, in_bytes: bool, width: int) -> None:
    from corpuslint.kernel import chains

    one, two = reference.Chains(*line, first, in_bytes), chains.Chains(*line, first, in_bytes)
    assert (one.begin, one.stop, one.gaps) == (two.begin, two.stop, two.gaps)
    assert one.evidence(width) == two.evidence(width)
    assert one.weigh(width) == two.weigh(width)
    offsets = [*one.gaps, one.begin, one.stop]
    assert [one.measure(offset) for offset in offsets] == [two.measure(offset) for offset in offsets]
    assert [one.reach(gap) for gap in one.gaps] == [two.reach(gap) for gap in one.gaps]


@compiled
def test_chains_refuse_what_lies_outside() -> None:
    from corpuslint.kernel import chains

    none, nothing = array("q"), array("d")
    for start, end in ((0, 9), (-1, 3), (3, 2)):
        with pytest.raises(ValueError, match="in its text"):
            chains.Chains("le mot", start, end, none, nothing, True, False)
    with pytest.raises(ValueError, match="its odds"):
        chains.Chains("le mot", 0, 6, array("q", [1]), nothing, True, False)
    line = chains.Chains("le mot", 3, 6, none, nothing, True, True)
    for offset in (0, 2, -1):
        with pytest.raises(IndexError):
            line.measure(offset)
    with pytest.raises(ValueError, match="width"):
        line.evidence(1)
