"""Building a package: rows streamed into tables, then everything that describes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Protocol

from corpuslint.errors import PackageError
from corpuslint.packaging.canonical import json_document, sha256_file, sha256_hex
from corpuslint.packaging.card import build_card, build_changelog
from corpuslint.packaging.citation import build_citation
from corpuslint.packaging.croissant import build_croissant
from corpuslint.packaging.descriptor import Written, build_descriptor
from corpuslint.packaging.files import TableWriter, layout_of
from corpuslint.packaging.layers import make_layers, refuse_undated
from corpuslint.packaging.layout import DEFAULT_LAYOUT, Layout
from corpuslint.packaging.metadata import Metadata
from corpuslint.packaging.page import build_page
from corpuslint.packaging.rows import DocumentIds, Entry, Row, make_rows
from corpuslint.packaging.summary import Summary
from corpuslint.packaging.tables import BLOCKS, DOCUMENTS, FINDINGS, FIXES, RAW, RULES, TABLES

DESCRIPTOR = "datapackage.json"
DIGEST = "datapackage-digest.json"
SUMS = "SHA256SUMS"
LOCK = "corpuslint.lock.json"
PAGE = "index.html"


class Previous(Protocol):
    """The version before a package."""

    def changes(self, root: Path, layout: Layout, tables: Written, version: str) -> str:
        """What changed since, and the changelog until then, as Markdown.

        Raises:
            PackageError: the new version is not a later one.
        """


class RowSink(Protocol):
    """Takes the rows of a table; ``split`` is that of the document of the row."""

    def write(self, row: Mapping[str, Any], split: str | None) -> None:
        """Append a row."""


def build_package(
    directory: Path,
    entries: Iterable[Entry],
    metadata: Metadata,
    lock: Mapping[str, Any],
    layout: Layout = DEFAULT_LAYOUT,
    rules: Sequence[Row] = (),
    previous: Previous | None = None,
) -> Summary:
    """Write a whole package into an empty directory; of a document, memory keeps no more than the number of its id.

    Args:
        directory: exists and is empty.
        entries: the documents, in the order of the package.
        metadata: what a person says about the package.
        lock: what decided the result, from :func:`corpuslint.packaging.lock.build_lock`.
        layout: how tables are laid out in files.
        rules: the rules that looked, from :func:`corpuslint.packaging.lock.describe_rules`.
        previous: the version before, which the changelog tells the changes from.

    Raises:
        PackageError: there are no documents, or one cannot be published.
        ConfigurationError: the metadata lack what a layer must tell.
        OSError: the directory cannot be written.
    """
    refuse_undated(layout.layers, metadata)
    (directory / "data").mkdir()
    with ExitStack() as stack:
        writers = {
            table.name: stack.enter_context(closing(TableWriter(directory, table, layout_of(table, layout))))
            for table in TABLES
        }
        summary = write_documents(writers, entries, layout)
        write_rules(writers[RULES.name], rules, summary)
        written = [(table, writers[table.name].finish()) for table in TABLES]
    # Readers of JSON lines take an empty file for a broken one: a table without rows is left out.
    tables = [(table, facts) for table, facts in written if facts is not None]
    changes = previous.changes(directory, layout, tables, metadata.version) if previous else ""
    pages = {
        DESCRIPTOR: json_document(build_descriptor(metadata, tables)),
        "README.md": build_card(metadata, summary, tables, layout.layers).encode(),
        "croissant.json": json_document(build_croissant(metadata, tables)),
        "CITATION.cff": build_citation(metadata).encode(),
        "CHANGELOG.md": build_changelog(metadata, summary, changes).encode(),
        LOCK: json_document(lock),
    }
    pages[PAGE] = build_page(metadata, summary, tables, rules, pages).encode()
    for name, content in pages.items():
        (directory / name).write_bytes(content)
    hashes = {file.path: file.sha256 for _, facts in tables for file in facts.files}
    hashes |= {name: sha256_hex(content) for name, content in pages.items()}
    for name, content in make_layers(layout.layers, directory, metadata, tables, hashes).items():
        (directory / name).write_bytes(content)
        hashes[name] = sha256_hex(content)
    sums = "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))
    (directory / SUMS).write_bytes(sums.encode())
    (directory / DIGEST).write_bytes(digest_document(directory, {table.name: facts.content for table, facts in tables}))
    return summary


def write_documents(writers: Mapping[str, RowSink], entries: Iterable[Entry], layout: Layout) -> Summary:
    """Write the rows of all documents, each into the writer of its table, and count them.

    Raises:
        PackageError: there are no documents, or one cannot be published.
        OSError: a row cannot be written.
    """
    summary = Summary()
    ids = DocumentIds()
    for entry in entries:
        rows = make_rows(entry, ids, layout)
        summary.add(entry, rows)
        batches: dict[str, list[Row]] = {
            DOCUMENTS.name: [rows.document],
            BLOCKS.name: rows.blocks,
            FINDINGS.name: rows.findings,
            FIXES.name: rows.fixes,
            RAW.name: [rows.raw] if layout.raw_text else [],
        }
        for name, batch in batches.items():
            for row in batch:
                try:
                    writers[name].write(row, rows.document["split"])
                except ValueError as error:
                    raise PackageError(f"{entry.place}: a row cannot be written: {error}") from error
    if not summary.documents:
        raise PackageError("no documents to publish; name files or folders that hold text")
    return summary


def write_rules(writer: RowSink, rules: Sequence[Row], summary: Summary) -> None:
    """Write the rows of rules, with what each found.

    Raises:
        PackageError: a row cannot be written.
        OSError: a row cannot be written.
    """
    for rule in rules:
        fixed, left = summary.of_rule(rule["rule"])
        try:
            writer.write({**rule, "fixes": fixed, "findings": left}, None)
        except ValueError as error:
            raise PackageError(f"rule {rule['rule']}: a row cannot be written: {error}") from error


def digest_document(directory: Path, contents: Mapping[str, str]) -> bytes:
    """What the digest file of a package must hold: hashes of the files that hold all other hashes, and of the content.

    Args:
        directory: the package.
        contents: the content hash of each table, in the order of tables.

    Raises:
        OSError: a file cannot be read.
    """
    whole = "".join(f"{contents[name]}  {name}\n" for name in contents)
    return json_document(
        {
            "path": DESCRIPTOR,
            "hash": f"sha256:{sha256_file(directory / DESCRIPTOR)}",
            "sums": {"path": SUMS, "hash": f"sha256:{sha256_file(directory / SUMS)}"},
            "content": {
                "hash": f"sha256:{sha256_hex(whole.encode())}",
                "tables": {name: f"sha256:{content}" for name, content in contents.items()},
            },
        }
    )
