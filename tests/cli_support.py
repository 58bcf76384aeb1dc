"""The command line as tests call it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from corpuslint.commands.group import group

SEEDS = Path(__file__).parent.parent / "seeds"


def run(*arguments: object, stdin: bytes | str | None = None) -> Result:
    """The command line in this process. Anything but a clean exit is an error of the program and fails the test."""
    result = CliRunner().invoke(group, [str(one) for one in arguments], input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def spawn(*arguments: object, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command line in a process of its own."""
    command = [sys.executable, "-m", "corpuslint", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, check=False, env={**os.environ, **environment})


def names() -> list[str]:
    """What lies in the working directory, sorted."""
    return sorted(path.name for path in Path().iterdir())
