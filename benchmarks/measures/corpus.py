"""A corpus of a wanted size: documents, made or real, clean or damaged, as files or as one file."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from measures.damage import RATES, damage
from measures.prose import Prose

MB = 1_000_000
SHAPES = ("files", "jsonl", "text")
_IN_FOLDER = 1000  # files; more make a folder slow on some file systems


def documents(variant: str, seed: int = 1, text: Path | None = None) -> Iterator[str]:
    """Documents without end.

    Args:
        variant: ``clean`` or ``damaged``.
        seed: the same seed gives the same documents.
        text: a folder with real text (``.txt``, one document a file): its documents come first, each once, shuffled.
    """
    real = real_documents(text, seed) if text else ()
    return damage(chain(real, Prose(seed).documents()), RATES[variant], seed)


def real_documents(folder: Path, seed: int) -> Iterator[str]:
    """The documents of a folder, each once, in an order that the seed decides."""
    paths = sorted(folder.rglob("*.txt"))
    random.Random(seed).shuffle(paths)
    seen: set[str] = set()
    for path in paths:
        document = path.read_text(encoding="utf-8", errors="replace")
        if document.strip() and document not in seen:
            seen.add(document)
            yield document


def up_to(found: Iterable[str], size: int) -> Iterator[str]:
    """The first documents that have so many bytes together."""
    for document in found:
        yield document
        size -= len(document.encode())
        if size <= 0:
            return


def pieces(found: Iterable[str], size: int, *, flat: bool = False) -> Iterator[str]:
    """The text of documents in pieces of a size in characters, cut at the next space.

    Args:
        found: the documents.
        size: of a piece.
        flat: make each piece one line.
    """
    held: list[str] = []
    length = 0
    for document in found:
        held.append(" ".join(document.split()) if flat else document.rstrip("\n"))
        length += len(held[-1]) + 1
        if length > size:
            text = (" " if flat else "\n\n").join(held)
            start = 0
            while len(text) - start > size and (end := text.find(" ", start + size)) >= 0:
                yield text[start:end].strip() + "\n"
                start = end
            held = [text[start:].strip()]
            length = len(held[0])


def write(found: Iterable[str], target: Path, shape: str) -> int:
    """Write documents; the number of bytes.

    Args:
        found: the documents.
        target: a folder for the shape ``files``, else a file.
        shape: ``files``; ``jsonl``, an object with ``id`` and ``text`` a line; ``text``, one after the other.
    """
    if shape == "files":
        return sum(_write_file(target, number, document) for number, document in enumerate(found))
    written = 0
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        for number, document in enumerate(found):
            row = _record(document, number) if shape == "jsonl" else document
            written += len(row.encode())
            stream.write(row)
    return written


def _write_file(folder: Path, number: int, document: str) -> int:
    inner = folder / f"{number // _IN_FOLDER:04}"
    if number % _IN_FOLDER == 0:
        inner.mkdir(parents=True)
    return (inner / f"{number % _IN_FOLDER:03}.txt").write_bytes(document.encode())


def _record(document: str, number: int) -> str:
    return json.dumps({"id": number, "text": document}, ensure_ascii=False) + "\n"


def growth(found: Iterable[str], sizes: Iterable[int]) -> list[tuple[int, int, int]]:
    """How the vocabulary grows: for each size in bytes, the words and the distinct words of the documents up to it.

    Words are what stands between white space, with their punctuation, as the tools that remember words see them.
    """
    rows: list[tuple[int, int, int]] = []
    types: set[str] = set()
    words = size = 0
    wanted = iter(sorted(sizes))
    goal = next(wanted, None)
    for document in found:
        if goal is None:
            break
        parts = document.split()
        words += len(parts)
        types.update(parts)
        size += len(document.encode())
        if size >= goal:
            rows.append((goal, words, len(types)))
            goal = next(wanted, None)
    return rows
