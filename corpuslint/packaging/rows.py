"""Rows of a package from one document and what fixing did to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpuslint.blocks import Role
from corpuslint.document import Document
from corpuslint.errors import PackageError
from corpuslint.findings import Finding, Fix
from corpuslint.fixing import FixOutcome
from corpuslint.language.codes import UNDETERMINED
from corpuslint.packaging.canonical import sha256_hex
from corpuslint.packaging.layout import DEFAULT_LAYOUT, Layout
from corpuslint.patch import Change, inverse, replay

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a package.

    document: the raw document; its path is the one that the package shows.
    outcome: what fixing made of it.
    digest: SHA-256 of the file that the document was decoded from, hexadecimal; None for a record of a file.
    """

    document: Document
    outcome: FixOutcome
    digest: str | None = None

    @property
    def place(self) -> str:
        """Path and record, as messages name a document."""
        record = record_label(self.document)
        return self.document.path if record is None else f"{self.document.path}:{record}"


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of one document."""

    document: Row
    blocks: list[Row]
    findings: list[Row]
    fixes: list[Row]
    raw: Row


class DocumentIds:
    """Gives each document its id, and no id to two documents."""

    def __init__(self) -> None:
        self._given: set[int] = set()  # numbers, because there may be millions

    def give(self, entry: Entry) -> str:
        """The id of a document.

        Raises:
            PackageError: another document has it.
        """
        identity = entry.document.identity
        doc_id = id_of(entry.document.path, record_label(entry.document), identity)
        number = int(doc_id[1:], 16)
        if number not in self._given:
            self._given.add(number)
            return doc_id
        if identity is None:
            raise PackageError(f"{entry.place}: stands twice among the sources; name each source once")
        raise PackageError(
            f'{entry.place}: another document has the id "{identity}" too; give each record an id of its own, '
            "or choose another --id-field"
        )


def id_of(path: str, record: str | None, identity: str | None) -> str:
    """The id of a document, the same in every version of a package: of its own id and its field, else of its place."""
    field = (record or "").partition(":")[2]
    name = f"{path}\0{record or ''}" if identity is None else f"\0{identity}\0{field}"
    return f"d{sha256_hex(name.encode('utf-8', 'surrogatepass'))[:16]}"


def record_label(document: Document) -> str | None:
    """The locator of a record as one cell: ``12:/text`` (line and pointer), ``12:body`` (row and column)."""
    if document.record is None:
        return None
    return ":".join(str(value) for value in document.record.values())


def make_rows(entry: Entry, ids: DocumentIds, layout: Layout = DEFAULT_LAYOUT) -> Rows:
    """The rows of one document.

    Raises:
        PackageError: the text cannot be published: undecodable bytes, NUL, lone surrogates, or bytes that the decoded
            text does not give back.
    """
    _refuse_id(entry)
    sha256_raw = _hash_raw(entry)
    clean, changes = entry.outcome.document, entry.outcome.changes
    record = record_label(entry.document)
    doc_id = ids.give(entry)
    blocks = _block_rows(doc_id, clean)
    findings = [_finding_row(doc_id, number, clean, one) for number, one in enumerate(entry.outcome.remaining, 1)]
    fixes = _fix_rows(doc_id, entry.document.text, changes)
    title = next((block for block in clean.blocks if block.role is Role.TITLE), None)
    row: Row = {
        "doc_id": doc_id,
        "path": entry.document.path,
        "record": record,
        "source_id": entry.document.identity,
        "split": layout.split_of(sha256_raw),
        "language": None if entry.document.language == UNDETERMINED else entry.document.language,
        "title": clean.text[title.start : title.end] if title else None,
        "text": clean.text,
        "sha256_raw": sha256_raw,
        "sha256": sha256_hex(clean.text.encode()),
        "encoding": entry.document.encoding.encoding,
        "characters": len(clean.text),
        "words": count_words(clean.text),
        "blocks": len(blocks),
        "findings": len(findings),
        "fixes": len(fixes),
    }
    return Rows(row, blocks, findings, fixes, {"doc_id": doc_id, "text": entry.document.text})


def count_words(text: str) -> int:
    """Runs of characters without white space."""
    return len(text.split())


def _refuse_id(entry: Entry) -> None:
    identity = entry.document.identity or ""
    if "\0" in identity or any("\ud800" <= char <= "\udfff" for char in identity):
        raise PackageError(
            f"{entry.place}: its id holds NUL or half of a surrogate pair, which databases or files refuse; "
            "give it another, then publish again"
        )


def _hash_raw(entry: Entry) -> str:
    """SHA-256 of the source bytes of a document that can be published."""
    document, clean = entry.document, entry.outcome.document.text
    spans = document.encoding.undecodable
    if spans:
        count = sum(end - start for start, end in spans)
        raise PackageError(
            f"{entry.place}: {count} {'byte is' if count == 1 else 'bytes are'} not valid {document.encoding.encoding} "
            f"(the first at character {spans[0][0]}); repair or leave out this source, then publish again"
        )
    if "\0" in clean:
        raise PackageError(
            f"{entry.place}: character {clean.index(chr(0))} is NUL, which databases refuse; remove it "
            "(rule control-character), then publish again"
        )
    encoding = document.encoding.encoding
    try:
        clean.encode()
    except UnicodeEncodeError as error:
        raise PackageError(
            f"{entry.place}: character {error.start} is half of a surrogate pair, which no encoding can say; "
            "repair or leave out this source, then publish again"
        ) from error
    try:
        digest = sha256_hex(document.text.encode(encoding))
    except UnicodeEncodeError as error:
        raise PackageError(
            f"{entry.place}: character {error.start} of the raw text cannot be written in {encoding}; "
            "convert this source to UTF-8, then publish again"
        ) from error
    if entry.digest not in (None, digest):
        raise PackageError(
            f"{entry.place}: its text does not give the same bytes back in {encoding}; "
            "convert this source to UTF-8, then publish again"
        )
    return digest


def _block_rows(doc_id: str, document: Document) -> list[Row]:
    return [
        {
            "block_id": f"{doc_id}-b{number}",
            "doc_id": doc_id,
            "seq": number,
            "role": block.role.value,
            "start": block.start,
            "end": block.end,
            "text": document.text[block.start : block.end],
        }
        for number, block in enumerate(document.blocks, 1)
    ]


def _finding_row(doc_id: str, number: int, document: Document, finding: Finding) -> Row:
    line, column = document.position(finding.start)
    end_line, end_column = document.position(finding.end)
    related = finding.related[0] if finding.related else None
    proposed = _as_one_edit(document.text, finding.fix)
    return {
        "finding_id": f"{doc_id}-n{number}",
        "doc_id": doc_id,
        "seq": number,
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity.value,
        "confidence": float(finding.confidence),
        "start": finding.start,
        "end": finding.end,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "text": document.text[finding.start : finding.end],
        "message": finding.message,
        "related_start": related.start if related else None,
        "related_end": related.end if related else None,
        "related_message": related.message if related else None,
        "fix_applicability": finding.fix.applicability.value if finding.fix else None,
        "fix_start": proposed[0] if proposed else None,
        "fix_end": proposed[1] if proposed else None,
        "fix_after": proposed[2] if proposed else None,
    }


def _as_one_edit(text: str, fix: Fix | None) -> tuple[int, int, str] | None:
    """Start, end and replacement of the one edit that does what all edits of a fix do; None if it has none."""
    if fix is None or not fix.edits:
        return None
    edits = sorted(fix.edits)
    start, end = edits[0].start, edits[-1].end
    changes = [Change(edit.start - start, edit.end - start, edit.replacement) for edit in edits]
    return start, end, replay(text[start:end], changes)


def _fix_rows(doc_id: str, raw: str, changes: Sequence[Change]) -> list[Row]:
    return [
        {
            "fix_id": f"{doc_id}-f{number}",
            "doc_id": doc_id,
            "seq": number,
            "rules": " ".join(change.rules),
            "start": change.start,
            "end": change.end,
            "start_clean": undo.start,
            "end_clean": undo.end,
            "before": undo.after,
            "after": change.after,
            "applicability": change.applicability.value,
            "confidence": float(change.confidence),
        }
        for number, (change, undo) in enumerate(zip(changes, inverse(raw, changes), strict=True), 1)
    ]
