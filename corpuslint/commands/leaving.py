"""Ends of a run that come from outside."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

# Polite ways to end a process. Ctrl-C is Python's own affair.
_ENDS = ("SIGTERM", "SIGHUP")


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
