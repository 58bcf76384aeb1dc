"""Ends of a run that come from outside, and errors that end it."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from corpuslint.commands import say, say_error
from corpuslint.errors import CorpuslintError

# Polite ways to end a process. Ctrl-C is Python's own affair.
_ENDS = ("SIGTERM", "SIGHUP")
# What the system says when there is no room left.
_FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Let errors that a person can act on end the process with one line on standard error and exit status 2."""
    try:
        try:
            with clean_end():
                yield
        finally:
            sys.stdout.flush()  # what does not fit on a full disk is told here, not when the interpreter ends
    except CorpuslintError as error:
        say_error(error)
        raise SystemExit(2) from error
    except OSError as error:
        if error.errno == errno.EPIPE:  # nobody reads on
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(1) from error
        if error.errno not in _FULL:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        say_error(f"cannot write the output: {(error.strerror or str(error)).lower()}")
        raise SystemExit(2) from error
    except KeyboardInterrupt:
        say("corpuslint: stopped; every file is either as it was or wholly fixed")
        raise SystemExit(130) from None


@contextmanager
def clean_end() -> Iterator[None]:
    """Let a polite end of the process run the clean-up too, as Ctrl-C does; what the caller ignores stays ignored."""
    before: dict[int, Any] = {}
    with suppress(ValueError):  # only the main thread may say what signals do
        for number in (getattr(signal, name) for name in _ENDS if hasattr(signal, name)):
            if signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, _leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, _: object) -> None:
    raise SystemExit(128 + number)
