"""Reverting: from a fixed file and its log back to the bytes before, wholly or rule by rule."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from corpuslint.document import Document, EncodingFacts
from corpuslint.errors import ReadError
from corpuslint.findings import Applicability, Edit, Finding, Fix, Severity
from corpuslint.fixlog import Row, Step
from corpuslint.formats import ReadOptions, format_of
from corpuslint.patch import Change, compose, inverse, replay


@dataclass(frozen=True, slots=True)
class Reverted:
    """A file as it will be.

    content: its bytes.
    expected: SHA-256 of the bytes it holds now, hexadecimal.
    rows: the way there, to be added to the log, which then still tells the whole story.
    """

    path: str
    content: bytes
    expected: str
    rows: tuple[Row, ...]


def revert_file(steps: Sequence[Step], current: bytes, rules: Collection[str] | None = None) -> Reverted | None:
    """Undo what a log says was done to one file; None if there is nothing to undo.

    Args:
        steps: the steps of the file, in order.
        current: what the file holds.
        rules: codes of the rules whose changes to undo, all if not given. A change that several rules made together
            is undone if one of them is named.

    Raises:
        ReadError: the file is not what the log says.
        WriteError: what is left cannot be written in the encoding of the file.
    """
    path = steps[0].path
    for earlier, later in pairwise(steps):
        if earlier.sha256_after != later.sha256_before:
            raise ReadError(f"{path}: something else changed it between two runs of the log; nothing was reverted")
    if _sha256(current) != steps[-1].sha256_after:
        raise ReadError(f"{path}: does not hold what the log says; nothing was reverted")
    raw = current
    for step in reversed(steps):
        raw = _undo(step, raw)
    new, rows = [], []
    before = _documents(path, raw, steps[0].rows[0].encoding_before)
    after = _documents(path, current, steps[-1].rows[0].encoding_after)
    for old, fixed in zip(before, after, strict=True):
        document, undone = _without(old, fixed, [_rows(step, old) for step in steps], rules)
        new.append(document)
        rows += undone
    content = raw if rules is None else _bytes(path, current, new)
    if content == current:
        return None
    expected, digest = steps[-1].sha256_after, _sha256(content)
    return Reverted(
        path, content, expected, tuple(replace(row, sha256_before=expected, sha256_after=digest) for row in rows)
    )


def _undo(step: Step, content: bytes) -> bytes:
    """The bytes before a step.

    Raises:
        ReadError: the rows do not lead to what they promise.
    """
    documents = []
    for document in _documents(step.path, content, step.rows[0].encoding_after):
        rows = _rows(step, document)
        text = _undo_rows(step.path, document.text, rows)
        encoding = rows[0].encoding_before if rows else document.encoding.encoding
        documents.append(replace(document, text=text, encoding=EncodingFacts(encoding)))
    raw = _bytes(step.path, content, documents)
    if _sha256(raw) != step.sha256_before:
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


def _documents(path: str, content: bytes, encoding: str) -> list[Document]:
    return list(format_of(path).read(io.BytesIO(content), path, ReadOptions(encoding=encoding)))


def _bytes(path: str, content: bytes, documents: Iterable[Document]) -> bytes:
    return b"".join(format_of(path).write(io.BytesIO(content), documents))


def _rows(step: Step, document: Document) -> list[Row]:
    wanted = _locator(document.record)
    return [row for row in step.rows if _locator(row.record) == wanted]


def _locator(record: Mapping[str, Any] | None) -> str:
    return json.dumps(record, sort_keys=True)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _broken(path: str) -> ReadError:
    return ReadError(f"{path}: the rows of the log do not lead back to what they promise; nothing was reverted")
