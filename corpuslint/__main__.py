"""The command line. Each command is a module that is imported when it is called, so that starting costs little."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and leave with its exit status: 0 clean, 1 findings remain, 2 an error."""
    if sys.argv[1:] == ["--version"]:  # answered before click is imported
        from corpuslint import __version__

        sys.stdout.write(f"corpuslint {__version__}\n")
        sys.exit(0)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter gets its escape, not a traceback.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    from corpuslint.commands.plain import plain_check

    status = plain_check(sys.argv[1:])
    if status is not None:
        sys.exit(status)
    from corpuslint.commands.group import group

    group.main(prog_name="corpuslint")
    sys.exit(0)


if __name__ == "__main__":
    main()
