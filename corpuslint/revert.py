"""Reverting: from a fixed file and its log back to the bytes before, wholly or rule by rule."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpuslint.document import Document, EncodingFacts
from corpuslint.errors import ReadError
from corpuslint.findings import Applicability, Edit, Finding, Fix, Severity
from corpuslint.fixlog import Row, Step, with_literals
from corpuslint.formats import Piece, ReadOptions, digest_of_parts
from corpuslint.language.codes import UNDETERMINED
from corpuslint.patch import Change, compose, inverse, replay


@dataclass(frozen=True, slots=True)
class Reverted:
    """A source as it will be.

    contents: the bytes of its pieces.
    rows: the way there, to be added to the log, which then still tells the whole story.
    """

    path: str
    contents: tuple[bytes, ...]
    rows: tuple[Row, ...]


def revert_source(
    steps: Sequence[Step], pieces: Sequence[Piece], rules: Collection[str] | None = None
) -> Reverted | None:
    """Undo what a log says was done to one source; None if there is nothing to undo.

    Args:
        steps: the steps of the source, in order.
        pieces: what the source holds.
        rules: codes of the rules whose changes to undo, all if not given. A change that several rules made together
            is undone if one of them is named.

    Raises:
        ReadError: the source is not what the log says.
        WriteError: what is left cannot be written in the encoding of the source.
    """
    steps = _that_happened(steps, digest_of_parts(piece.data for piece in pieces))
    if not steps:
        return None
    path = steps[0].path
    raw = list(pieces)
    tables = [_by_record(step) for step in steps]
    fields = _text_fields(steps)
    for step, table in zip(reversed(steps), reversed(tables), strict=True):
        raw = _undo(step, table, raw, fields)
    contents = [piece.data for piece in raw]
    before = [document for piece in raw for document in _documents(piece, steps[0].rows[0].encoding_before, fields)]
    old_ones = iter(before)
    rows = []
    kept: list[bytes] = []
    for piece in pieces:
        new = []
        told = []
        for fixed in _documents(piece, steps[-1].rows[0].encoding_after, fields):
            old = next(old_ones)
            document, undone = _without(old, fixed, [table.get(_locator(old.record), []) for table in tables], rules)
            new.append(document)
            told.append((fixed, undone))
        kept.append(contents[len(kept)] if rules is None else piece.write(new))
        rows += with_literals(piece, kept[-1], told)
    if kept == [piece.data for piece in pieces]:
        return None
    digests = steps[-1].sha256_after, digest_of_parts(kept)
    return Reverted(
        path, tuple(kept), tuple(replace(row, sha256_before=digests[0], sha256_after=digests[1]) for row in rows)
    )


def _that_happened(steps: Sequence[Step], digest: str) -> list[Step]:
    """The steps that lead to what a source holds, whose digest is given; a run may have been ended before a step.

    Raises:
        ReadError: they do not lead there.
    """
    happened: list[Step] = []
    for step in reversed(steps):
        if step.sha256_after == digest:
            happened.insert(0, step)
            digest = step.sha256_before
        elif step.sha256_before != digest:
            why = "something else changed it between two runs of the log"
            why = why if happened else "does not hold what the log says"
            raise ReadError(f"{step.path}: {why}; nothing was reverted")
    return happened


def _undo(step: Step, table: Mapping[str, list[Row]], pieces: Iterable[Piece], fields: tuple[str, ...]) -> list[Piece]:
    """The pieces before a step.

    Raises:
        ReadError: the rows do not lead to what they promise.
    """
    raw = []
    for piece in pieces:
        documents = []
        for document in _documents(piece, step.rows[0].encoding_after, fields):
            rows = table.get(_locator(document.record), [])
            text = _undo_rows(step.path, document.text, rows)
            encoding = rows[0].encoding_before if rows else document.encoding.encoding
            literal = rows[0].literal if rows else None
            documents.append(replace(document, text=text, encoding=EncodingFacts(encoding), literal=literal))
        raw.append(piece._replace(data=piece.write(documents)))
    if digest_of_parts(piece.data for piece in raw) != step.sha256_before:
        raise _broken(step.path)
    return raw


def _undo_rows(path: str, text: str, rows: Iterable[Row]) -> str:
    edits, shift, last = [], 0, 0
    for row in rows:
        start = row.start + shift
        end = start + len(row.after)
        if start < last or text[start:end] != row.after:
            raise _broken(path)
        edits.append(Edit(start, end, row.before))
        shift += len(row.after) - (row.end - row.start)
        last = end
    return replay(text, edits)


def _without(
    old: Document, fixed: Document, steps: Sequence[Sequence[Row]], rules: Collection[str] | None
) -> tuple[Document, list[Row]]:
    """A fixed document without the changes of some rules, and the rows that lead there, still without digests."""
    changes: list[Change] = []
    text = old.text
    for step in steps:
        edits = [(Edit(row.start, row.end, row.after), _cause(row)) for row in step if not row.changes_only_encoding]
        changes = compose(text, changes, edits)
        text = replay(text, [edit for edit, _ in edits])
    undone = [change for change in inverse(old.text, changes) if _concerns(_rules(change), rules)]
    encoders = [row for step in steps for row in step if row.changes_only_encoding]
    facts = fixed.encoding
    if all(_concerns(row.rules, rules) for row in encoders):
        facts = old.encoding
    encodings = fixed.encoding.encoding, facts.encoding
    rows = [_row(fixed, change, *encodings) for change in undone]
    if encoders and encodings[0] != encodings[1]:
        rows.insert(0, replace(encoders[-1], encoding_before=encodings[0], encoding_after=encodings[1]))
    return replace(fixed, text=replay(fixed.text, undone), encoding=facts), rows


def _concerns(found: Iterable[str], rules: Collection[str] | None) -> bool:
    return rules is None or any(code in rules for code in found)


def _cause(row: Row) -> Finding:
    """A row as the finding that caused its change, as far as a patch asks."""
    fix = Fix(Applicability(row.applicability), ())
    return Finding(",".join(row.rules), "", Severity.INFO, row.confidence, row.start, row.end, "", (), fix)


def _rules(change: Change) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for joined in change.rules for code in joined.split(",")))


def _row(document: Document, change: Change, encoding_before: str, encoding_after: str) -> Row:
    return Row(
        path=document.path,
        record=document.record,
        rules=_rules(change),
        applicability=change.applicability.value,
        confidence=change.confidence,
        start=change.start,
        end=change.end,
        before=document.text[change.start : change.end],
        after=change.after,
        encoding_before=encoding_before,
        encoding_after=encoding_after,
        sha256_before="",
        sha256_after="",
    )


def _documents(piece: Piece, encoding: str, fields: tuple[str, ...]) -> list[Document]:
    return list(piece.read(ReadOptions(UNDETERMINED, encoding=encoding, text_fields=fields, partial=True)))


def _text_fields(steps: Iterable[Step]) -> tuple[str, ...]:
    """The fields of records that steps changed, in a fixed order; none for files of text."""
    locators = [row.record for step in steps for row in step.rows if row.record]
    return tuple(sorted({str(locator.get("pointer", locator.get("column"))) for locator in locators}))


def _by_record(step: Step) -> dict[str, list[Row]]:
    """The rows of a step by the locator of their document."""
    table: dict[str, list[Row]] = {}
    for row in step.rows:
        table.setdefault(_locator(row.record), []).append(row)
    return table


def _locator(record: Mapping[str, Any] | None) -> str:
    return json.dumps(record, sort_keys=True)


def _broken(path: str) -> ReadError:
    return ReadError(f"{path}: the rows of the log do not lead back to what they promise; nothing was reverted")
