"""Model files, mapped rather than read: pages are loaded when they are asked for, and processes share them."""

from __future__ import annotations

import mmap
from pathlib import Path

import marisa_trie


def map_file(path: Path) -> mmap.mmap:
    """The bytes of a file, which must not be empty."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def map_trie(path: Path) -> marisa_trie.Trie:
    """The trie that a file holds."""
    trie = marisa_trie.Trie()
    trie.mmap(str(path))
    return trie
