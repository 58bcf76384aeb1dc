"""What waits until it is needed."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import pytest

import corpuslint
from corpuslint.lazy import regex


def test_a_late_pattern_does_what_a_compiled_one_does() -> None:
    late, compiled = regex("(?P<a>x+)y", re.IGNORECASE), re.compile("(?P<a>x+)y", re.IGNORECASE)
    assert late.findall("xy XXy") == compiled.findall("xy XXy") == ["x", "XX"]
    assert (late.pattern, late.flags, late.groupindex) == (compiled.pattern, compiled.flags, compiled.groupindex)
    assert regex(b"[\xc2]").search(b"a\xc2") is not None


def test_a_late_pattern_is_compiled_once_for_each_method() -> None:
    late = regex("x")
    assert late.search is late.search


def test_every_late_pattern_compiles() -> None:
    found = 0
    for module in pkgutil.walk_packages(corpuslint.__path__, "corpuslint."):
        if module.name.endswith("__main__"):
            continue
        try:
            values = vars(import_module(module.name)).values()
        except ModuleNotFoundError:  # an optional library
            continue
        for value in values:
            if type(value) is type(regex("")):
                assert value.groups >= 0
                found += 1
    assert found > 50


def test_a_mistake_shows_at_the_first_use() -> None:
    late = regex("(")
    with pytest.raises(re.error):
        late.search("x")
