"""What holds for every test."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# How long an example takes says nothing: the first one loads tables.
settings.register_profile("corpuslint", deadline=None)
settings.load_profile("corpuslint")


@pytest.fixture(autouse=True)
def forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let processes be forked, whatever threads the test runner has: what a test replaces reaches only a fork."""
    monkeypatch.setattr("corpuslint.pool.can_fork", lambda: hasattr(os, "fork"))


@pytest.fixture(autouse=True)
def no_cache_between_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests look at what is found now; those of the cache name their own directory."""
    monkeypatch.setenv("CORPUSLINT_NO_CACHE", "1")
