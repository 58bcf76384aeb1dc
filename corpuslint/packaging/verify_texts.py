"""Verification of meaning: spans, counts and hashes fit the texts, and fixes lead from raw to clean and back.

Documents and the rows that belong to them stand in the same order, so one pass over all tables is enough and memory
holds one document and the ids of all.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import corpuslint.charsets  # noqa: F401 - registers the codecs that Python lacks
from corpuslint.document import Document
from corpuslint.errors import PackageError
from corpuslint.packaging.canonical import sha256_hex
from corpuslint.packaging.files import TableFacts
from corpuslint.packaging.layout import WHOLE, Layout
from corpuslint.packaging.problems import Problems
from corpuslint.packaging.replaying import replay_fixes, revert_fixes
from corpuslint.packaging.rows import count_words, id_of
from corpuslint.packaging.tables import BLOCKS, DOCUMENTS, FINDINGS, FIXES, RAW, RULES, Table
from corpuslint.packaging.verify_rows import Place, Row, read_rows

_REMEDY = "restore the row from an intact copy, or publish again"
# Codecs of Python that are no character sets; a hostile package could name one to cost time.
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
_ID_LETTERS = {BLOCKS.name: "b", FINDINGS.name: "n", FIXES.name: "f"}

Placed = tuple[Place, Row]


def verify_texts(root: Path, tables: Mapping[str, TableFacts], layout: Layout, problems: Problems) -> None:
    """Hold every row of every declared table to its document.

    Raises:
        OSError: a file cannot be read.
    """
    children = {table.name: _Child(root, table, tables, problems) for table in (BLOCKS, FINDINGS, FIXES, RAW)}
    seen: set[int] = set()
    counts: Counter[str] = Counter()
    fixed: Counter[str] = Counter()
    left: Counter[str] = Counter()
    splits = {file.path: file.split for file in tables[DOCUMENTS.name].files}
    for place, row in read_rows(root, DOCUMENTS, tables[DOCUMENTS.name].paths, problems):
        counts[DOCUMENTS.name] += 1
        doc_id = row["doc_id"]
        if int(doc_id[1:], 16) in seen:
            problems.add(*place, f'"doc_id" {doc_id} stands twice', _REMEDY)
            continue
        seen.add(int(doc_id[1:], 16))
        groups = {name: child.take(doc_id) for name, child in children.items()}
        _verify_document(place, row, problems)
        split = layout.split_of(row["sha256_raw"])
        of_file = (split if layout.is_cut else None) or WHOLE
        if row["split"] != split or splits[place[0]] != of_file:
            problems.add(*place, f'"split" is {row["split"]}, but the hash of the source gives {split}', _REMEDY)
        for name in _ID_LETTERS:
            children[name].compare_count(place, row[name], len(groups[name]))
            _verify_ids(children[name].table, doc_id, groups[name], problems)
        _verify_blocks(row, place, groups[BLOCKS.name], problems)
        _verify_findings(row["text"], groups[FINDINGS.name], problems)
        raw = _verify_fixes(row, place, groups[FIXES.name], problems)
        if layout.raw_text and raw is not None and [one["text"] for _, one in groups[RAW.name]] != [raw]:
            where = groups[RAW.name][0][0] if groups[RAW.name] else place
            problems.add(*where, "the raw text is not the one that reverting the fixes gives", _REMEDY)
        left.update(one["rule"] for _, one in groups[FINDINGS.name])
        fixed.update(code for _, one in groups[FIXES.name] for code in one["rules"].split(" "))
    for child in children.values():
        child.finish(problems)
        counts[child.table.name] = child.rows
    if RULES.name in tables:
        counts[RULES.name] = _verify_rules(root, tables[RULES.name], fixed, left, problems)
    for name, facts in tables.items():
        if facts.rows != counts[name] and not any(problems.count(path) for path in facts.paths):
            problems.add(facts.paths[0], None, f"has {counts[name]} rows, not {facts.rows}", _REMEDY)


def _verify_rules(root: Path, facts: TableFacts, fixed: Counter[str], left: Counter[str], problems: Problems) -> int:
    """Hold the table of rules to the counts of fixes and findings; how many rows it has."""
    count = 0
    known = set()
    for place, row in read_rows(root, RULES, facts.paths, problems):
        count += 1
        known.add(row["rule"])
        if (row["fixes"], row["findings"]) != (fixed[row["rule"]], left[row["rule"]]):
            problems.add(*place, '"fixes" and "findings" are not the rows that there are of this rule', _REMEDY)
    for code in sorted({*fixed, *left} - known):
        problems.add(facts.paths[0], None, f"lacks the rule {code}, of which there are fixes or findings", _REMEDY)
    return count


@dataclass
class _Child:
    """The rows of a table that refers to documents, read along with them."""

    root: Path
    table: Table
    tables: Mapping[str, TableFacts]
    problems: Problems
    rows: int = 0
    # (place of the document, rows it claims, rows there are)
    miscounts: list[tuple[Place, int, int]] = field(default_factory=list)
    _head: Placed | None = None

    def __post_init__(self) -> None:
        facts = self.tables.get(self.table.name)
        self._stream: Iterator[Placed] = read_rows(self.root, self.table, facts.paths if facts else (), self.problems)
        self._head = next(self._stream, None)

    def take(self, doc_id: str) -> list[Placed]:
        """The rows of the next document."""
        group = []
        while self._head and self._head[1]["doc_id"] == doc_id:
            group.append(self._head)
            self._advance()
        return group

    def _advance(self) -> None:
        self.rows += self._head is not None
        self._head = next(self._stream, None)

    def compare_count(self, place: Place, claimed: int, found: int) -> None:
        """Note a document whose count of rows is wrong."""
        if claimed != found:
            self.miscounts.append((place, claimed, found))

    def finish(self, problems: Problems) -> None:
        """Report rows that belong to no document; only without such do wrong counts mean something."""
        orphan = self._head is not None
        while self._head:
            place, row = self._head
            what = f'"doc_id" {row["doc_id"]} is not a document, or stands out of the order of documents'
            problems.add(*place, what, _REMEDY)
            self._advance()
        for place, claimed, found in () if orphan else self.miscounts:
            what = f'"{self.table.name}" is {claimed}, but the package holds {found} rows of this document'
            problems.add(*place, what, _REMEDY)


def _verify_document(place: Place, row: Row, problems: Problems) -> None:
    text = row["text"]
    facts = {
        "sha256": sha256_hex(text.encode()),
        "characters": len(text),
        "words": count_words(text),
    }
    for name, value in facts.items():
        if row[name] != value:
            problems.add(*place, f'"{name}" is {row[name]}, but the text gives {value}', _REMEDY)
    if row["doc_id"] != id_of(row["path"], row["record"], row["source_id"]):
        what = f'"doc_id" {row["doc_id"]} is not made of "source_id", or of "path" and "record"'
        problems.add(*place, what, _REMEDY)
    if "\0" in text:
        problems.add(*place, '"text" holds NUL', _REMEDY)


def _verify_ids(table: Table, doc_id: str, group: list[Placed], problems: Problems) -> None:
    letter = _ID_LETTERS[table.name]
    for number, (place, row) in enumerate(group, 1):
        wanted = f"{doc_id}-{letter}{number}"
        if row["seq"] != number or row[table.key] != wanted:
            problems.add(*place, f'"{table.key}" is {row[table.key]}, not {wanted}', _REMEDY)


def _verify_blocks(document: Row, document_place: Place, group: list[Placed], problems: Problems) -> None:
    last, title = 0, None
    for place, row in group:
        _verify_span(place, row, document["text"], problems)
        if row["start"] < last:
            problems.add(*place, f"starts at {row['start']}, inside the block before it", _REMEDY)
        last = max(last, row["end"])
        if row["role"] == "title" and title is None:
            title = row["text"]
    if document["title"] != title:
        problems.add(*document_place, '"title" is not the text of the title block', _REMEDY)


def _verify_span(place: Place, row: Row, text: str, problems: Problems) -> None:
    start, end = row["start"], row["end"]
    if not start <= end <= len(text):
        what = f"span {start} to {end} lies outside the text of {len(text)} characters"
        problems.add(*place, what, _REMEDY)
    elif text[start:end] != row["text"]:
        problems.add(*place, f'"text" does not stand at {start} to {end} of its document', _REMEDY)


def _verify_findings(text: str, group: list[Placed], problems: Problems) -> None:
    if not group:
        return
    document = Document(text)
    for place, row in group:
        _verify_span(place, row, text, problems)
        for name, offset in (("", row["start"]), ("end_", row["end"])):
            found = row[f"{name}line"], row[f"{name}column"]
            if offset <= len(text) and document.position(offset) != found:
                what = f'"{name}line" and "{name}column" are not where character {offset} stands'
                problems.add(*place, what, _REMEDY)
        related = row["related_start"], row["related_end"], row["related_message"]
        proposed = row["fix_start"], row["fix_end"], row["fix_after"]
        for name, (start, end, rest) in (("related", related), ("fix", proposed)):
            absent = [value is None for value in (start, end, rest)]
            if any(absent) and not all(absent):
                problems.add(*place, f'columns "{name}_…" are only partly there', _REMEDY)
            elif start is not None and not start <= end <= len(text):
                problems.add(*place, f'"{name}_start" and "{name}_end" lie outside the text', _REMEDY)
        if row["fix_start"] is not None and row["fix_applicability"] is None:
            problems.add(*place, 'a fix has no "fix_applicability"', _REMEDY)


def _verify_fixes(document: Row, document_place: Place, group: list[Placed], problems: Problems) -> str | None:
    """Replay and revert the fixes of a document; its raw text, or None where that cannot be told."""
    clean, shift = document["text"], 0
    for place, row in group:
        before, after = row["before"], row["after"]
        spans = (row["end"] - row["start"], row["end_clean"] - row["start_clean"])
        if spans != (len(before), len(after)) or row["start_clean"] - row["start"] != shift:
            what = "raw span, clean span, before and after do not fit each other and the fixes before"
            problems.add(*place, what, _REMEDY)
            return None
        shift += len(after) - len(before)
    fixes = [row for _, row in group]
    try:
        raw = revert_fixes(clean, fixes)
        again = replay_fixes(raw, fixes)
    except PackageError as error:
        problems.add(*(group[0][0] if group else document_place), str(error), _REMEDY)
        return None
    if again != clean:
        problems.add(*group[0][0], "the fixes of this document do not give its clean text back", _REMEDY)
    try:
        if codecs.lookup(document["encoding"]).name in _NO_CHARSETS:
            raise LookupError("it is no character set")
        found = sha256_hex(raw.encode(document["encoding"]))
    except (LookupError, UnicodeError) as error:
        what = f'the raw text cannot be written in its "encoding" {document["encoding"]}: {error}'
        problems.add(*document_place, what, _REMEDY)
        return None
    if found != document["sha256_raw"]:
        what = f"reverting its {len(group)} fixes does not give the raw text with this sha256_raw"
        problems.add(*document_place, what, _REMEDY)
    return raw
