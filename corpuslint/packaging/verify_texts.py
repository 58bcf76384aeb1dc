"""Verification of meaning: spans, counts and hashes fit the texts, and fixes lead from raw to clean and back.

Documents and the rows that belong to them stand in the same order, so one pass over all tables is enough and memory
holds one document and the ids of all.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import corpuslint.charsets  # noqa: F401 - registers the codecs that Python lacks
from corpuslint.document import Document
from corpuslint.errors import PackageError
from corpuslint.packaging.canonical import TableFacts, sha256_hex
from corpuslint.packaging.problems import Problems
from corpuslint.packaging.replaying import replay_fixes, revert_fixes
from corpuslint.packaging.rows import count_words, possible_ids
from corpuslint.packaging.tables import BLOCKS, DOCUMENTS, FINDINGS, FIXES, Table
from corpuslint.packaging.verify_rows import Row, read_rows

_REMEDY = "restore the row from an intact copy, or publish again"
# Codecs of Python that are no character sets; a hostile package could name one to cost time.
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
_ID_LETTERS = {BLOCKS.name: "b", FINDINGS.name: "n", FIXES.name: "f"}

Numbered = tuple[int, Row]


def verify_texts(root: Path, tables: Mapping[str, TableFacts], problems: Problems) -> None:
    """Hold every row of every declared table to its document.

    Raises:
        OSError: a file cannot be read.
    """
    children = {
        table.name: _Child(table, read_rows(root, table, problems) if table.name in tables else iter(()))
        for table in (BLOCKS, FINDINGS, FIXES)
    }
    seen: set[str] = set()
    count = 0
    for number, row in read_rows(root, DOCUMENTS, problems):
        count = number
        doc_id = row["doc_id"]
        if doc_id in seen:
            problems.add(DOCUMENTS.path, number, f'"doc_id" {doc_id} stands twice', _REMEDY)
            continue
        seen.add(doc_id)
        groups = {name: child.take(doc_id) for name, child in children.items()}
        _verify_document(number, row, problems)
        for name, child in children.items():
            child.compare_count(number, row[name], len(groups[name]))
            _verify_ids(child.table, doc_id, groups[name], problems)
        _verify_blocks(row, number, groups[BLOCKS.name], problems)
        _verify_findings(row["text"], groups[FINDINGS.name], problems)
        _verify_fixes(row, number, groups[FIXES.name], problems)
    for child in children.values():
        child.finish(problems)
    _verify_row_counts(tables, {DOCUMENTS.name: count, **{name: one.rows for name, one in children.items()}}, problems)


@dataclass
class _Child:
    """The rows of a table that refers to documents, read along with them."""

    table: Table
    stream: Iterator[Numbered]
    rows: int = 0
    # (line of the document, rows it claims, rows there are)
    miscounts: list[tuple[int, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._head = next(self.stream, None)

    def take(self, doc_id: str) -> list[Numbered]:
        """The rows of the next document."""
        group = []
        while self._head and self._head[1]["doc_id"] == doc_id:
            group.append(self._head)
            self._advance()
        return group

    def _advance(self) -> None:
        if self._head:
            self.rows = self._head[0]
        self._head = next(self.stream, None)

    def compare_count(self, number: int, claimed: int, found: int) -> None:
        """Note a document whose count of rows is wrong."""
        if claimed != found:
            self.miscounts.append((number, claimed, found))

    def finish(self, problems: Problems) -> None:
        """Report rows that belong to no document; only without such do wrong counts mean something."""
        orphan = self._head is not None
        while self._head:
            number, row = self._head
            what = f'"doc_id" {row["doc_id"]} is not a document, or stands out of the order of documents'
            problems.add(self.table.path, number, what, _REMEDY)
            self._advance()
        for number, claimed, found in () if orphan else self.miscounts:
            what = f'"{self.table.name}" is {claimed}, but {self.table.path} holds {found} rows of this document'
            problems.add(DOCUMENTS.path, number, what, _REMEDY)


def _verify_row_counts(tables: Mapping[str, TableFacts], counts: Mapping[str, int], problems: Problems) -> None:
    for name, facts in tables.items():
        path = f"data/{name}.jsonl"
        if facts.rows != counts[name] and not problems.count(path):
            problems.add(path, None, f"has {counts[name]} rows, not {facts.rows}", _REMEDY)


def _verify_document(number: int, row: Row, problems: Problems) -> None:
    text = row["text"]
    facts = {
        "sha256": sha256_hex(text.encode()),
        "characters": len(text),
        "words": count_words(text),
    }
    for name, value in facts.items():
        if row[name] != value:
            problems.add(DOCUMENTS.path, number, f'"{name}" is {row[name]}, but the text gives {value}', _REMEDY)
    if row["doc_id"] not in possible_ids(row["sha256_raw"], row["path"], row["record"]):
        what = f'"doc_id" {row["doc_id"]} is not made of "sha256_raw" and "path"'
        problems.add(DOCUMENTS.path, number, what, _REMEDY)
    if "\0" in text:
        problems.add(DOCUMENTS.path, number, '"text" holds NUL', _REMEDY)


def _verify_ids(table: Table, doc_id: str, group: list[Numbered], problems: Problems) -> None:
    letter = _ID_LETTERS[table.name]
    for place, (number, row) in enumerate(group, 1):
        wanted = f"{doc_id}-{letter}{place}"
        if row["seq"] != place or row[table.key] != wanted:
            problems.add(table.path, number, f'"{table.key}" is {row[table.key]}, not {wanted}', _REMEDY)


def _verify_blocks(document: Row, document_number: int, group: list[Numbered], problems: Problems) -> None:
    last, title = 0, None
    for number, row in group:
        _verify_span(BLOCKS, number, row, document["text"], problems)
        if row["start"] < last:
            problems.add(BLOCKS.path, number, f"starts at {row['start']}, inside the block before it", _REMEDY)
        last = max(last, row["end"])
        if row["role"] == "title" and title is None:
            title = row["text"]
    if document["title"] != title:
        problems.add(DOCUMENTS.path, document_number, '"title" is not the text of the title block', _REMEDY)


def _verify_span(table: Table, number: int, row: Row, text: str, problems: Problems) -> None:
    start, end = row["start"], row["end"]
    if not start <= end <= len(text):
        what = f"span {start} to {end} lies outside the text of {len(text)} characters"
        problems.add(table.path, number, what, _REMEDY)
    elif text[start:end] != row["text"]:
        problems.add(table.path, number, f'"text" does not stand at {start} to {end} of its document', _REMEDY)


def _verify_findings(text: str, group: list[Numbered], problems: Problems) -> None:
    if not group:
        return
    document = Document(text)
    for number, row in group:
        _verify_span(FINDINGS, number, row, text, problems)
        for name, offset in (("", row["start"]), ("end_", row["end"])):
            found = row[f"{name}line"], row[f"{name}column"]
            if offset <= len(text) and document.position(offset) != found:
                what = f'"{name}line" and "{name}column" are not where character {offset} stands'
                problems.add(FINDINGS.path, number, what, _REMEDY)
        related = row["related_start"], row["related_end"], row["related_message"]
        proposed = row["fix_start"], row["fix_end"], row["fix_after"]
        for name, (start, end, rest) in (("related", related), ("fix", proposed)):
            absent = [value is None for value in (start, end, rest)]
            if any(absent) and not all(absent):
                problems.add(FINDINGS.path, number, f'columns "{name}_…" are only partly there', _REMEDY)
            elif start is not None and not start <= end <= len(text):
                problems.add(FINDINGS.path, number, f'"{name}_start" and "{name}_end" lie outside the text', _REMEDY)
        if row["fix_start"] is not None and row["fix_applicability"] is None:
            problems.add(FINDINGS.path, number, 'a fix has no "fix_applicability"', _REMEDY)


def _verify_fixes(document: Row, document_number: int, group: list[Numbered], problems: Problems) -> None:
    clean, shift = document["text"], 0
    for number, row in group:
        before, after = row["before"], row["after"]
        spans = (row["end"] - row["start"], row["end_clean"] - row["start_clean"])
        if spans != (len(before), len(after)) or row["start_clean"] - row["start"] != shift:
            what = "raw span, clean span, before and after do not fit each other and the fixes before"
            problems.add(FIXES.path, number, what, _REMEDY)
            return
        shift += len(after) - len(before)
    fixes = [row for _, row in group]
    try:
        raw = revert_fixes(clean, fixes)
        again = replay_fixes(raw, fixes)
    except PackageError as error:
        problems.add(FIXES.path, group[0][0] if group else None, str(error), _REMEDY)
        return
    if again != clean:
        problems.add(FIXES.path, group[0][0], "the fixes of this document do not give its clean text back", _REMEDY)
    try:
        if codecs.lookup(document["encoding"]).name in _NO_CHARSETS:
            raise LookupError("it is no character set")
        found = sha256_hex(raw.encode(document["encoding"]))
    except (LookupError, UnicodeError) as error:
        what = f'the raw text cannot be written in its "encoding" {document["encoding"]}: {error}'
        problems.add(DOCUMENTS.path, document_number, what, _REMEDY)
        return
    if found != document["sha256_raw"]:
        what = f"reverting its {len(group)} fixes does not give the raw text with this sha256_raw"
        problems.add(DOCUMENTS.path, document_number, what, _REMEDY)
