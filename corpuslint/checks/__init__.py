"""Checks: pure functions from a document to findings.

A check module has one function ``check(document, rules)``; ``rules`` maps the names of the active rules that name this
module in their file to :class:`~corpuslint.catalogue.ActiveRule`. It yields findings made by
:meth:`~corpuslint.catalogue.ActiveRule.finding` and has no side effects. It is imported when a rule first needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Finding

Check = Callable[[Document, Mapping[str, ActiveRule]], Iterable[Finding]]


@cache
def load_check(name: str) -> Check:
    """The check function of the module ``corpuslint.checks.NAME``."""
    check: Check = import_module(f"corpuslint.checks.{name}").check
    return check
