"""What the measures of speed share: the plan, the corpora, the programs, and what could not be measured."""

from __future__ import annotations

import shutil
import sys
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from measures.corpus import MB, documents, pieces, up_to, write
from measures.stopwatch import CommandError, Timing, run
from measures.tools import Own, Tool

PLAN: dict[str, Any] = tomllib.loads((Path(__file__).parent.parent / "speed.toml").read_text(encoding="utf-8"))
# Corpora that another version of their makers left behind are not taken.
_MAKERS = b"".join(Path(__file__).with_name(name).read_bytes() for name in ("corpus.py", "damage.py", "prose.py"))


@dataclass
class Bench:
    """A run of the benchmark.

    folder: for corpora; commands run in it.
    plan: a table of speed.toml.
    text: real text that comes before the made one.
    notes: what could not be measured, and why.
    figures: what the targets ask for, by name.
    """

    folder: Path
    plan: dict[str, Any]
    own: Own
    tools: list[Tool]
    text: Path | None = None
    notes: list[str] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)

    def corpus(
        self, variant: str, megabytes: float, shape: str = "files", document: int | None = None, line: int | None = None
    ) -> Path:
        """A corpus, made if it is not there yet: a folder, or a file for other shapes than ``files``."""
        key = sha256(_MAKERS + str(self.text).encode()).hexdigest()[:8]
        name = f"{variant}-{megabytes:g}MB-{document or line or 'mixed'}{'-line' * bool(line)}-{key}"
        path = self.folder / (name + {"files": "", "jsonl": ".jsonl", "text": ".txt"}[shape])
        if path.exists():
            return path
        found: Iterator[str] = documents(variant, text=self.text)
        if document or line:
            found = pieces(found, document or line or 0, flat=bool(line))
        unfinished = self.folder / "unfinished"
        self.drop(unfinished)
        write(up_to(found, int(megabytes * MB)), unfinished, shape)
        unfinished.rename(path)
        return path

    def drop(self, path: Path) -> None:
        """Remove a corpus or an output, if it is there."""
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def time(self, command: Sequence[str], *, output: Path | None = None, statuses: Collection[int] = (0,)) -> Timing:
        """Run a command in the folder, and measure it.

        Raises:
            CommandError: it failed.
        """
        return run(command, self.folder, output=output, statuses=statuses)

    def check(self, path: Path, *, jobs: int = 1, cache: bool = False, output: Path | None = None) -> Timing:
        """Measure ``corpuslint check`` over a corpus.

        Raises:
            CommandError: it failed.
        """
        return self.time((*self.own.check(jobs=jobs, cache=cache), str(path)), output=output)

    def reads_json_lines(self) -> bool:
        """Whether corpuslint reads JSON lines."""
        path = self.folder / "probe.jsonl"
        path.write_text('{"text": "Un mot."}\n', encoding="utf-8")
        try:
            self.check(path)
        except CommandError:
            return False
        return True

    def say(self, message: str) -> None:
        """Tell how far the run is."""
        print(message, file=sys.stderr, flush=True)
