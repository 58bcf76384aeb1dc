"""Run a command and measure it: CPU and wall time, and the peak memory of its largest process.

The command is started by a small process of its own, this file run as a script, because a program that is started by a
large one is charged with the memory of the large one. For POSIX systems.
"""

from __future__ import annotations

import os
import sys
import time

# This file runs as a script for each measurement: what only the caller needs is imported where it needs it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path


class CommandError(Exception):
    """A command that was to be measured failed; one line."""


class Timing:
    """What a command took: seconds of ``cpu`` (with its processes) and ``wall``, and ``peak`` megabytes of memory."""

    def __init__(self, cpu: float, wall: float, peak: float) -> None:
        self.cpu, self.wall, self.peak = cpu, wall, peak


def run(
    command: Sequence[str], folder: Path, *, output: Path | None = None, statuses: Collection[int] = (0,)
) -> Timing:
    """Run a command in a folder.

    Args:
        command: a program and its arguments.
        folder: where it runs.
        output: the file that its standard output goes to; nowhere if not given.
        statuses: the exit statuses that mean success.

    Raises:
        CommandError: another exit status.
    """
    import subprocess
    import tempfile
    from pathlib import Path

    # Users have bytecode caches: without them each start would compile the package anew.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.NamedTemporaryFile() as complaints:
        shown = subprocess.run(
            [sys.executable, "-I", "-S", __file__, str(output or os.devnull), complaints.name, *command],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        cpu, wall, peak, status = map(float, shown.split())
        if status not in statuses:
            said = Path(complaints.name).read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise CommandError(f"{Path(command[0]).name}: exit status {status:g}: {said[-1] if said else 'no message'}")
    return Timing(cpu, wall, peak)


def _main(output: str, complaints: str, *command: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    streams = [(os.POSIX_SPAWN_OPEN, number, path, flags, 0o600) for number, path in ((1, output), (2, complaints))]
    silence = (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)
    begin = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=[silence, *streams])
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - begin
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, else kilobytes
    print(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / unit, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    _main(*sys.argv[1:])
