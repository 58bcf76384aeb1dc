"""Where the report of a run goes, and the progress bar beside it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from corpuslint.errors import ReadError, WriteError
from corpuslint.formats import Source, size_of
from corpuslint.reporters import FOR_PEOPLE, Paint
from corpuslint.reporters.terminal import painted, shows_styles

# A run with fewer sources and bytes than this is over before a progress bar is read.
_MANY_SOURCES = 100
_MANY_BYTES = 4_000_000


class Output:
    """A file, standard output or standard error, with the styles that show there."""

    def __init__(self, path: Path | None, output_format: str, *, to_stderr: bool) -> None:
        self._path = path
        self._file: TextIO | None = None
        self._to_stderr = to_stderr
        self.is_terminal = path is None and self._stream().isatty()
        self.is_styled = output_format in FOR_PEOPLE and path is None and shows_styles(self._stream())
        self.paint: Paint = painted(self.is_styled)

    def __enter__(self) -> Output:
        if self._path is not None:
            try:
                self._file = self._path.open("w", encoding="utf-8", errors="surrogateescape", newline="\n")
            except OSError as error:
                raise self._refused(error) from error
        elif isinstance(stream := self._stream(), io.TextIOWrapper) and not self.is_terminal:
            # What another program reads is UTF-8 everywhere; a diff also carries bytes that are not text.
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            try:
                self._file.close()
            except OSError as error:
                raise self._refused(error) from error

    def write_all(self, pieces: Iterable[str]) -> None:
        """Write pieces as they come.

        Raises:
            WriteError: the file cannot be written.
        """
        for piece in pieces:
            if self._file is None:
                self._stream().write(piece)
                continue
            try:
                self._file.write(piece)
            except OSError as error:
                raise self._refused(error) from error

    def _stream(self) -> TextIO:
        return sys.stderr if self._to_stderr else sys.stdout  # asked anew: a progress bar wraps them

    def _refused(self, error: OSError) -> WriteError:
        return WriteError(f"{self._path}: cannot write the report: {(error.strerror or str(error)).lower()}")


def refuse_to_overwrite(outputs: Iterable[Path | None], sources: Iterable[Source | ReadError]) -> None:
    """Refuse to write a report over a text that it tells of.

    Raises:
        WriteError: an output is one of the sources.
    """
    existing = {os.path.realpath(output): output for output in outputs if output is not None and output.exists()}
    if existing:
        for source in sources:
            if isinstance(source, Source) and (output := existing.get(os.path.realpath(source.path))) is not None:
                raise WriteError(f"{output}: is one of the texts; name another file for the output")


@contextmanager
def with_progress(sources: Sequence[Source | ReadError]) -> Iterator[Iterable[Source | ReadError]]:
    """The sources to go through, with a progress bar on standard error if it is a terminal and the work is long."""
    if not shows_styles(sys.stderr) or (len(sources) < _MANY_SOURCES and size_of(sources) < _MANY_BYTES):
        yield sources
        return
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty())
    with bar:
        yield bar.track(sources, description="Checking")
