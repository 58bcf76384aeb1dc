"""A baseline: the findings that were there already, so that only new ones are reported.

A finding is known again by its file, its rule and the text it marks, never by its line, and each is counted: the third
``dela`` of a file that had two is new.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from corpuslint.errors import ConfigurationError, WriteError
from corpuslint.formats import is_remote
from corpuslint.reporters import LocatedFinding
from corpuslint.reporters.json_text import to_json

FILE_NAME = "corpuslint-baseline.json"
_VERSION = 1
# Marked text up to this length, in code points, stands in the baseline as it is; longer text as its start and digest.
_READABLE = 80
# Code points on each side that stand for a finding which marks only white space.
_AROUND = 15

Key = tuple[str, str, str]


class Baseline:
    """Counts of known findings. Paths are relative to the directory of the baseline file."""

    def __init__(self, root: Path, known: Iterable[Key] = ()) -> None:
        self.root = Path(os.path.abspath(root))  # noqa: PTH100 - also takes ".." out
        self._left = Counter(known)

    @classmethod
    def load(cls, path: Path) -> Baseline:
        """Read a baseline.

        Raises:
            ConfigurationError: there is no such file, or it is not a baseline.
        """
        try:
            raw = json.loads(path.read_bytes())
            baseline = cls(path.parent)
            if raw["version"] != _VERSION:
                raise ConfigurationError(f"{path}: a baseline of another version; write it again")
            for row in raw["findings"]:
                baseline._left[str(row["path"]), str(row["rule"]), str(row["text"])] += int(row["count"])
        except FileNotFoundError as error:
            raise ConfigurationError(f'{path}: no such baseline; "corpuslint baseline" writes one') from error
        except OSError as error:
            raise ConfigurationError(f"{path}: cannot read the baseline: {error.strerror}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigurationError(f"{path}: not a baseline; write it again") from error
        return baseline

    def counts(self) -> dict[Key, int]:
        """How often each finding is known and not taken yet."""
        return dict(self._left)

    def add(self, key: Key) -> None:
        """Count a finding as known."""
        self._left[key] += 1

    def takes(self, key: Key) -> bool:
        """Whether a finding is known; each known one is taken once."""
        if self._left[key] <= 0:
            return False
        self._left[key] -= 1
        return True

    def save(self, path: Path) -> None:
        """Write the baseline, one finding a line, sorted.

        Raises:
            WriteError: the file cannot be written.
        """
        keys = ("path", "rule", "text", "count")
        rows = [to_json(dict(zip(keys, (*key, count), strict=True))) for key, count in sorted(self._left.items())]
        body = ",\n    ".join(rows)
        text = f'{{\n  "version": {_VERSION},\n  "findings": [' + (f"\n    {body}\n  " if rows else "") + "]\n}\n"
        try:
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise WriteError(f"{path}: cannot write the baseline: {error.strerror}") from error


def key_of(one: LocatedFinding, root: Path) -> Key:
    """What a finding is known by: its file, relative to ``root``, its rule, and the text that it marks."""
    path = one.document.path
    if not is_remote(path):
        path = Path(os.path.relpath(path, root)).as_posix()
    finding, text = one.finding, one.document.text
    marked = _fold(text[finding.start : finding.end])
    if not marked:
        line_start, line_end = one.document.lines[one.position[0] - 1]
        before = _fold(text[max(line_start, finding.start - _AROUND) : finding.start])
        after = _fold(text[finding.end : min(line_end, finding.end + _AROUND)])
        marked = f"{before}\u2423{after}"
    if len(marked) > _READABLE:
        digest = hashlib.sha256(marked.encode("utf-8", "surrogatepass")).hexdigest()
        marked = f"{marked[: _READABLE // 2]}… {digest[:16]}"
    return path, finding.rule, marked


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
