"""Parts of a shard made one: the same files as if the shard had been cleaned in one go."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from corpuslint.batch.cleaning import Data
from corpuslint.batch.manifest import PARTS, Entry
from corpuslint.batch.output import Files, Output
from corpuslint.batch.shards import JoinOfParts
from corpuslint.errors import ReadError
from corpuslint.formats import digest_of
from corpuslint.formats.parts import changed
from corpuslint.reporters.json_text import to_json


def join(shard: JoinOfParts, output: Output) -> Entry:
    """Write the files of a shard of those of its parts.

    Raises:
        ReadError: the files of a part are not what they were, or the source is not.
        WriteError: the system refuses.
    """
    with Files(output, shard.name) as files:
        before, after = _write_table(shard, output, files) if shard.is_table else _write_bytes(shard, output, files)
        for line in _lines(_stored(shard, output, "fixes")):
            row = json.loads(line) | {"sha256_before": before, "sha256_after": after}
            files.write("fixes", f"{to_json(row)}\n".encode())
        for part in PARTS:
            if part not in {"data", "fixes"}:
                for block in _stored(shard, output, part):
                    files.write(part, block)
        outputs = files.commit()
    counts = {
        name: sum(getattr(entry, name) for entry in shard.entries)
        for name in ("documents", "findings", "fixes", "quarantined")
    }
    return replace(Entry(shard.name, shard.path, shard.key, bytes=shard.facts[1], outputs=outputs), **counts)


def _write_bytes(shard: JoinOfParts, output: Output, files: Files) -> tuple[str, str]:
    """Write the data of a source whose pieces are its bytes; the digests of its content before and after."""
    after = hashlib.sha256()
    for block in _stored(shard, output, "data"):
        after.update(block)
        files.write("data", block)
    return shard.facts[0], after.hexdigest()


def _write_table(shard: JoinOfParts, output: Output, files: Files) -> tuple[str, str]:
    """Write a table with the rows that the parts hold, each a line; the digests of these rows before and after."""
    before, after = hashlib.sha256(), hashlib.sha256()
    data = Data(shard.source, files, shard.source.joiner())
    lines = _lines(_stored(shard, output, "data"))
    for piece in shard.source.pieces():
        rows = b"".join(islice(lines, piece.data.count(b"\n")))
        before.update(piece.data)
        after.update(rows)
        data.add(piece.data, rows)
    data.end()
    with shard.source.open() as stored:
        if digest_of(stored) != shard.facts[0]:
            raise changed(shard.source)
    return before.hexdigest(), after.hexdigest()


def _stored(shard: JoinOfParts, output: Output, part: str) -> Iterator[bytes]:
    """What the parts of a shard wrote, one after the other.

    Raises:
        ReadError: it is not what they wrote.
    """
    for entry in shard.entries:
        if part in entry.outputs:
            yield from _as_written(output.of_parts.path_of(part, entry.shard), entry.outputs[part])


def _as_written(path: Path, expected: str) -> Iterator[bytes]:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
                yield block
    except OSError as error:
        raise ReadError(f"cannot read its parts again: {(error.strerror or str(error)).lower()}; run again") from error
    if digest.hexdigest() != expected:
        raise ReadError("the files of its parts were changed by something else; run again")


def _lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Lines of blocks, each with its end."""
    held = b""
    for block in blocks:
        *whole, held = (held + block).split(b"\n")
        for line in whole:
            yield line + b"\n"
