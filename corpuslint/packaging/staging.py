"""Making things beside their place, on the same file system, so that one rename puts them there."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def beside(place: Path) -> Iterator[Path]:
    """A new directory beside ``place`` that is gone after the block, with what is left in it.

    Raises:
        OSError: it cannot be written.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    # A plain mkdir, not mkdtemp: what is published has the permissions that its user's umask gives.
    stage = place.parent / f".{place.name}.{secrets.token_hex(6)}"
    stage.mkdir()
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def new_file(output: Path, refuse: Callable[[Path], None]) -> Iterator[Path]:
    """The name of a file, to be written in the block, that appears at ``output`` when the block ends well.

    Args:
        output: where it goes.
        refuse: raises if it must not appear at its place, ``output`` with links followed.

    Raises:
        OSError: it cannot be written.
    """
    place = Path(os.path.realpath(output))
    with beside(place) as stage:
        whole = stage / "whole"
        yield whole
        with whole.open("rb") as stream:
            os.fsync(stream.fileno())
        refuse(place)
        whole.rename(place)
