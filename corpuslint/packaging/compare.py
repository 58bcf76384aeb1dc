"""What changed between two versions of a package, down to the span.

A document is the same in both if it has the same id. Its raw texts are compared first; fixes are then compared in
coordinates of the new raw text, so that a fix that only moved is the same fix.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from corpuslint.packaging.reading import Package
from corpuslint.packaging.replaying import revert_fixes
from corpuslint.packaging.tables import FIXES, RULES

Row = dict[str, Any]
# Facts of a document that may change though its texts do not.
_FACTS = ("path", "record", "source_id", "split", "language", "title", "encoding")
# Above this many lines, the raw change is one span: comparing takes the square of the number of lines.
_MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Span:
    """``before`` stood at ``start`` of the old raw text, ``after`` stands at ``start_new`` of the new one."""

    start: int
    start_new: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A document that was "added", "removed", "changed" or "renamed".

    A renamed document has another id than one of the same raw bytes that is gone: its source has another path or id.

    facts: old and new value of each fact that changed; of a renamed document also its id.
    raw: the changes of the raw text.
    fixed, unfixed: rows of fixes that are new, and those that are gone.
    left: how many findings more are left than before.
    """

    kind: str
    doc_id: str
    place: str
    facts: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    raw: tuple[Span, ...] = ()
    fixed: tuple[Row, ...] = ()
    unfixed: tuple[Row, ...] = ()
    left: int = 0


@dataclass(slots=True)
class Comparison:
    """Counts of all differences. Fixes are counted by rule; ``rules`` holds what each rule was and is."""

    added: int = 0
    removed: int = 0
    changed: int = 0
    renamed: int = 0
    same: int = 0
    raw_changed: int = 0
    split_changed: int = 0
    fixed: Counter[str] = field(default_factory=Counter)
    unfixed: Counter[str] = field(default_factory=Counter)
    left: dict[str, tuple[int, int]] = field(default_factory=dict)
    rules_added: list[str] = field(default_factory=list)
    rules_removed: list[str] = field(default_factory=list)
    rules_changed: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def count(self, one: Difference) -> None:
        """Count one document."""
        setattr(self, one.kind, getattr(self, one.kind) + 1)
        self.raw_changed += bool(one.raw)
        self.split_changed += "split" in one.facts
        self.fixed.update(code for row in one.fixed for code in row["rules"].split(" "))
        self.unfixed.update(code for row in one.unfixed for code in row["rules"].split(" "))

    @property
    def is_empty(self) -> bool:
        """Whether the documents are the same."""
        return not (self.added or self.removed or self.changed or self.renamed)


def compare(old: Package, new: Package, counts: Comparison) -> Iterator[Difference]:
    """The documents that differ: those of both packages, then new and renamed ones, then those that are gone.

    Args:
        old, new: the packages.
        counts: is filled on the way.

    Raises:
        PackageError: a package is broken.
        OSError: a file cannot be read.
    """
    _compare_rules(old, new, counts)
    with TemporaryDirectory() as folder:
        store = sqlite3.connect(Path(folder) / "old.sqlite")
        try:
            for one in _differences(store, old, new, counts):
                counts.count(one)
                yield one
        finally:
            store.close()


def _differences(store: sqlite3.Connection, old: Package, new: Package, counts: Comparison) -> Iterator[Difference]:
    """Through a database on disk, because the two orders may differ and neither package may fit in memory."""
    store.execute("PRAGMA synchronous = OFF")
    store.execute("CREATE TABLE old (id TEXT PRIMARY KEY, raw TEXT, content TEXT, met INTEGER) WITHOUT ROWID")
    store.execute("CREATE TABLE fresh (number INTEGER PRIMARY KEY, content TEXT)")
    rows = (
        (one["doc_id"], one["sha256_raw"], _pack(one, groups[FIXES.name]), 0) for one, groups in old.documents(FIXES)
    )
    store.executemany("INSERT INTO old VALUES (?, ?, ?, ?)", rows)
    for document, groups in new.documents(FIXES):
        found = store.execute("SELECT content FROM old WHERE id = ?", (document["doc_id"],)).fetchone()
        if found is None:
            store.execute("INSERT INTO fresh (content) VALUES (?)", (_pack(document, groups[FIXES.name]),))
            continue
        store.execute("UPDATE old SET met = 1 WHERE id = ?", (document["doc_id"],))
        if found[0] == _pack(document, groups[FIXES.name]):
            counts.same += 1
            continue
        before = json.loads(found[0])
        yield _changed(before["document"], before["fixes"], document, groups[FIXES.name])
    yield from _fresh(store)
    for (content,) in store.execute("SELECT content FROM old WHERE met = 0 ORDER BY id"):
        gone = json.loads(content)
        yield Difference("removed", gone["document"]["doc_id"], _place(gone["document"]), unfixed=tuple(gone["fixes"]))


def _fresh(store: sqlite3.Connection) -> Iterator[Difference]:
    """The documents whose ids are new: renamed, if one of the same raw bytes is gone, else added."""
    store.execute("CREATE INDEX raws ON old (raw, met)")
    for (content,) in store.execute("SELECT content FROM fresh ORDER BY number"):
        document, fixes = (json.loads(content)[key] for key in ("document", "fixes"))
        gone = "SELECT id, content FROM old WHERE raw = ? AND met = 0 ORDER BY id LIMIT 1"
        found = store.execute(gone, (document["sha256_raw"],)).fetchone()
        if found is None:
            yield Difference("added", document["doc_id"], _place(document), fixed=tuple(fixes))
            continue
        store.execute("UPDATE old SET met = 1 WHERE id = ?", (found[0],))
        before = json.loads(found[1])
        one = _changed(before["document"], before["fixes"], document, fixes)
        yield replace(one, kind="renamed", facts={"doc_id": (found[0], document["doc_id"]), **one.facts})


def _pack(document: Row, fixes: Sequence[Row]) -> str:
    return json.dumps({"document": document, "fixes": fixes}, ensure_ascii=True)


def _place(document: Row) -> str:
    return document["path"] if document["record"] is None else f"{document['path']}:{document['record']}"


def _changed(old: Row, old_fixes: Sequence[Row], new: Row, new_fixes: Sequence[Row]) -> Difference:
    spans: tuple[Span, ...] = ()
    if old["sha256_raw"] != new["sha256_raw"]:
        raw = revert_fixes(old["text"], old_fixes), revert_fixes(new["text"], new_fixes)
        spans = tuple(_spans(*raw)) if raw[0] != raw[1] else ()
    moved = [(_key(row, _move(row, spans)), row) for row in old_fixes]
    kept = {key for key, _ in moved}
    present = {_key(row, row["start"]) for row in new_fixes}
    return Difference(
        "changed",
        new["doc_id"],
        _place(new),
        {name: (old[name], new[name]) for name in _FACTS if old[name] != new[name]},
        spans,
        tuple(row for row in new_fixes if _key(row, row["start"]) not in kept),
        tuple(row for key, row in moved if key not in present),
        new["findings"] - old["findings"],
    )


def _key(row: Row, start: int | None) -> tuple[object, ...]:
    return start, row["before"], row["after"], row["rules"]


def _move(row: Row, spans: Sequence[Span]) -> int | None:
    """Where a fix of the old raw text starts in the new one; None if what it changes has itself changed."""
    shift = 0
    for span in spans:
        if span.start + len(span.before) <= row["start"]:
            shift += len(span.after) - len(span.before)
        elif span.start < row["end"]:
            return None
    start: int = row["start"]
    return start + shift


def _spans(old: str, new: str) -> Iterator[Span]:
    """The places where two texts differ: whole lines are compared, then each is narrowed to what is not the same."""
    lines, others = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if max(len(lines), len(others)) > _MOST_LINES:
        yield from _narrowed(0, 0, old, new)
        return
    starts, starts_new = _starts(lines), _starts(others)
    for tag, a, b, c, d in SequenceMatcher(None, lines, others, autojunk=False).get_opcodes():
        if tag == "replace" and b - a == d - c:
            for line in range(b - a):
                yield from _narrowed(starts[a + line], starts_new[c + line], lines[a + line], others[c + line])
        elif tag != "equal":
            yield from _narrowed(starts[a], starts_new[c], "".join(lines[a:b]), "".join(others[c:d]))


def _starts(lines: Sequence[str]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts


def _narrowed(start: int, start_new: int, before: str, after: str) -> Iterator[Span]:
    shorter = min(len(before), len(after))
    head = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    rest = shorter - head
    tail = next((at for at in range(rest) if before[-1 - at] != after[-1 - at]), rest)
    yield Span(start + head, start_new + head, before[head : len(before) - tail], after[head : len(after) - tail])


def _compare_rules(old: Package, new: Package, counts: Comparison) -> None:
    before, after = ({row["rule"]: row for row in package.rows(RULES)} for package in (old, new))
    counts.names = {code: row["name"] for code, row in sorted({**before, **after}.items())}
    counts.rules_added = sorted(after.keys() - before.keys())
    counts.rules_removed = sorted(before.keys() - after.keys())
    both = sorted(before.keys() & after.keys())
    counts.rules_changed = [code for code in both if before[code]["sha256"] != after[code]["sha256"]]
    for code in counts.names:
        found = tuple(rows[code]["findings"] if code in rows else 0 for rows in (before, after))
        if found[0] != found[1]:
            counts.left[code] = (found[0], found[1])
