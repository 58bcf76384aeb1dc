"""The path guard: which names may stand in a package, and what lies in its directory."""

from __future__ import annotations

import os
import re
from pathlib import Path

# What hosts add to a directory they keep; not part of the package, and no reason to distrust it.
HOSTING = frozenset({".git", ".gitattributes"})

_SUM_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_DRIVE = re.compile(r"[A-Za-z]:")


def unsafe_path(name: object) -> str | None:
    """Why a path in a package must not be followed, or None for a plain relative one such as ``data/x.jsonl``."""
    if not isinstance(name, str) or not name:
        return "is not a path"
    if _CONTROL.search(name):
        return "holds a control character"
    if _SURROGATE.search(name):
        return "is not UTF-8"
    if "://" in name:
        return "is a URL"
    if "\\" in name:
        return "holds a back-slash"
    if name.startswith("/") or _DRIVE.match(name):
        return "is absolute"
    parts = name.split("/")
    if ".." in parts:
        return "leaves the package"
    if "" in parts or "." in parts:
        return "is not written plainly"
    if any(part.startswith(".") for part in parts):
        return "is hidden"
    return None


def list_files(root: Path) -> list[str]:
    """Relative paths of everything in a directory that is not itself a directory, sorted, links not followed."""
    found = []
    for folder, folders, files in os.walk(root):
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        found += [(Path(folder) / name).relative_to(root).as_posix() for name in (*files, *links)]
    return sorted(found)


def read_sums(content: bytes) -> tuple[dict[str, str], list[int]]:
    """The hashes of a SHA256SUMS file by path, and the numbers (from 1) of the lines that are not of its form.

    A path that stands twice, and a last line without its end, count as such lines.
    """
    sums: dict[str, str] = {}
    broken: list[int] = []
    lines = content.decode("utf-8", "replace").split("\n")
    if lines.pop():
        broken.append(len(lines) + 1)
    for number, line in enumerate(lines, 1):
        match = _SUM_LINE.fullmatch(line)
        if match and match[2] not in sums:
            sums[match[2]] = match[1]
        else:
            broken.append(number)
    return sums, broken
