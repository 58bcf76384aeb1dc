"""The commonest calls, such as those of a hook: ``corpuslint check`` with files and switches.

They are read here, since click, which reads all others, takes longer to import than a small file takes to check.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

# Switches of ``corpuslint check``: the option of :func:`~corpuslint.commands.check_run.run_check` and its value.
_SWITCHES = {
    "--fix": ("fix", True),
    "--unsafe-fixes": ("unsafe_fixes", True),
    "--no-unsafe-fixes": ("unsafe_fixes", False),
    "--exit-zero": ("exit_zero", True),
    "--exit-non-zero-on-fix": ("exit_non_zero_on_fix", True),
    "--no-cache": ("no_cache", True),
    "--isolated": ("isolated", True),
    "--preview": ("preview", True),
    "--no-preview": ("preview", False),
}
# What click would take into account besides the arguments.
_ENVIRONMENT = ("CORPUSLINT_NO_CACHE", "_CORPUSLINT_COMPLETE")


def plain_check(arguments: Sequence[str]) -> int | None:
    """Run a plain check: its exit status; None if the call is anything else, and nothing was done."""
    if arguments[:1] != ["check"] or os.name == "nt" or any(name in os.environ for name in _ENVIRONMENT):
        return None
    switches = [one for one in arguments[1:] if one.startswith("-")]
    if not _SWITCHES.keys() >= set(switches):
        return None
    from corpuslint.commands.check_run import run_check
    from corpuslint.commands.leaving import one_line_errors

    paths = tuple(one for one in arguments[1:] if not one.startswith("-"))
    options: dict[str, Any] = dict(_SWITCHES[one] for one in switches)
    with one_line_errors():
        return run_check(paths, **options)
