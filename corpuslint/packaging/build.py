"""Building a package: rows streamed into tables, then everything that describes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from corpuslint.errors import PackageError
from corpuslint.packaging.canonical import TableWriter, json_document, sha256_file
from corpuslint.packaging.card import build_card, build_changelog, build_citation
from corpuslint.packaging.croissant import build_croissant
from corpuslint.packaging.descriptor import build_descriptor
from corpuslint.packaging.metadata import Metadata
from corpuslint.packaging.rows import DocumentIds, Entry, Row, make_rows
from corpuslint.packaging.summary import Summary
from corpuslint.packaging.tables import BLOCKS, DOCUMENTS, FINDINGS, FIXES, TABLES

DESCRIPTOR = "datapackage.json"
DIGEST = "datapackage-digest.json"
SUMS = "SHA256SUMS"
LOCK = "corpuslint.lock.json"


def build_package(directory: Path, entries: Iterable[Entry], metadata: Metadata, lock: Mapping[str, Any]) -> Summary:
    """Write a whole package into an empty directory; memory does not grow with the number of documents.

    Args:
        directory: exists and is empty.
        entries: the documents, in the order of the package.
        metadata: what a person says about the package.
        lock: what decided the result, from :func:`corpuslint.packaging.lock.build_lock`.

    Raises:
        PackageError: there are no documents, or one cannot be published.
        OSError: the directory cannot be written.
    """
    summary = Summary()
    (directory / "data").mkdir()
    with ExitStack() as stack:
        writers = {
            table.name: TableWriter(stack.enter_context((directory / table.path).open("wb"))) for table in TABLES
        }
        ids = DocumentIds()
        for entry in entries:
            rows = make_rows(entry, ids)
            summary.add(entry, rows)
            batches: dict[str, list[Row]] = {
                DOCUMENTS.name: [rows.document],
                BLOCKS.name: rows.blocks,
                FINDINGS.name: rows.findings,
                FIXES.name: rows.fixes,
            }
            for name, batch in batches.items():
                for row in batch:
                    _write(writers[name], row, entry)
    if not summary.documents:
        raise PackageError("no documents to publish; name files or folders that hold text")
    written = [(table, writers[table.name].facts()) for table in TABLES]
    for table, facts in written:
        if not facts.rows:  # readers of JSON lines take an empty file for a broken one
            (directory / table.path).unlink()
    tables = [(table, facts) for table, facts in written if facts.rows]
    pages = {
        DESCRIPTOR: json_document(build_descriptor(metadata, tables)),
        "README.md": build_card(metadata, summary, tables).encode(),
        "croissant.json": json_document(build_croissant(metadata, tables)),
        "CITATION.cff": build_citation(metadata).encode(),
        "CHANGELOG.md": build_changelog(metadata, summary).encode(),
        LOCK: json_document(lock),
    }
    for name, content in pages.items():
        (directory / name).write_bytes(content)
    names = sorted([*pages, *(table.path for table, _ in tables)])
    sums = "".join(f"{sha256_file(directory / name)}  {name}\n" for name in names)
    (directory / SUMS).write_bytes(sums.encode())
    (directory / DIGEST).write_bytes(digest_document(directory))
    return summary


def digest_document(directory: Path) -> bytes:
    """What the digest file of a package must hold: the hashes of the two files that hold all other hashes.

    Raises:
        OSError: one of the two cannot be read.
    """
    return json_document(
        {
            "path": DESCRIPTOR,
            "hash": f"sha256:{sha256_file(directory / DESCRIPTOR)}",
            "sums": {"path": SUMS, "hash": f"sha256:{sha256_file(directory / SUMS)}"},
        }
    )


def _write(writer: TableWriter, row: Row, entry: Entry) -> None:
    try:
        writer.write(row)
    except ValueError as error:
        raise PackageError(f"{entry.place}: a row cannot be written as JSON: {error}") from error
