"""The command line as tests call it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from corpuslint.commands.group import group
from corpuslint.packaging.guard import list_files

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


def spawn_after(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, where some code runs first. Waits for all processes that it starts."""
    called = f"import sys\nsys.argv = ['corpuslint', *{list(map(str, arguments))!r}]\n"
    program = f"{code}\n{called}from corpuslint.__main__ import main\nmain()\n"
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def with_room_for(size: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, where no file may grow beyond ``size`` bytes."""
    return spawn_after(f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))", *arguments)


def names() -> list[str]:
    """What lies in the working directory, sorted."""
    return sorted(path.name for path in Path().iterdir())


def tree(root: Path) -> dict[str, bytes]:
    """The content of each file below a directory."""
    return {name: (root / name).read_bytes() for name in list_files(root)}
