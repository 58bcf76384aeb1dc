"""Verification of meaning: spans, counts and hashes fit the texts, and fixes lead from raw to clean and back.

Documents and the rows that belong to them stand in the same order, so one pass over all tables is enough and memory
holds one document and the ids of all.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import corpuslint.charsets  # noqa: F401 - registers the codecs that Python lacks
from corpuslint.document import Document
from corpuslint.errors import PackageError
from corpuslint.packaging.build import LOCK
from corpuslint.packaging.canonical import sha256_hex
from corpuslint.packaging.files import TableFacts
from corpuslint.packaging.guard import unsafe_path
from corpuslint.packaging.layout import WHOLE, Layout
from corpuslint.packaging.problems import Problems
from corpuslint.packaging.replaying import replay_fixes, revert_fixes
from corpuslint.packaging.rows import count_words, id_of
from corpuslint.packaging.sampling import Sample
from corpuslint.packaging.tables import BLOCKS, DOCUMENTS, FINDINGS, FIXES, RAW, RULES, TABLES, Table
from corpuslint.packaging.verify_groups import REMEDY, Companions, Placed, TableReader
from corpuslint.packaging.verify_rows import Place, Row

# Codecs of Python that are no character sets; a hostile package could name one to cost time.
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
# The records of a source have one path.
_unsafe_path = lru_cache(maxsize=1024)(unsafe_path)
_ID_LETTERS = {BLOCKS.name: "b", FINDINGS.name: "n", FIXES.name: "f"}


def verify_texts(
    root: Path,
    tables: Mapping[str, TableFacts],
    layout: Layout,
    rules: Mapping[str, Any],
    problems: Problems,
    sample: Sample | None = None,
) -> dict[str, str]:
    """Hold every row of every declared table to its document.

    Args:
        root: the package.
        tables: what the descriptor says of each table; documents are among them.
        layout: how tables are laid out in files.
        rules: those of the lock, with the hash of what decides their results.
        problems: takes what is wrong.
        sample: takes the documents with their rows.

    Returns:
        The content hash of each declared table.

    Raises:
        OSError: a file cannot be read.
    """
    readers = {table.name: TableReader(root, table, tables, problems) for table in TABLES}
    companions = {table.name: Companions(readers[table.name]) for table in (BLOCKS, FINDINGS, FIXES, RAW)}
    seen: set[int] = set()
    fixed: Counter[str] = Counter()
    left: Counter[str] = Counter()
    splits = {file.path: file.split for file in tables[DOCUMENTS.name].files}
    for place, row in readers[DOCUMENTS.name].stream:
        readers[DOCUMENTS.name].rows += 1
        doc_id = row["doc_id"]
        number = int(doc_id[1:], 16)
        if number in seen:
            problems.add(*place, f'"doc_id" {doc_id} stands twice', REMEDY)
            continue
        seen.add(number)
        groups = {name: one.take(doc_id) for name, one in companions.items()}
        _verify_document(place, row, problems)
        split = layout.split_of(row["sha256_raw"])
        of_file = (split if layout.is_cut else None) or WHOLE
        if row["split"] != split or splits[place[0]] != of_file:
            problems.add(*place, f'"split" is {row["split"]}, but the hash of the source gives {split}', REMEDY)
        for name in _ID_LETTERS:
            companions[name].compare_count(place, row[name], len(groups[name]))
            _verify_ids(readers[name].table, doc_id, groups[name], problems)
        _verify_blocks(row, place, groups[BLOCKS.name], problems)
        _verify_findings(row["text"], groups[FINDINGS.name], problems)
        raw = _verify_fixes(row, place, groups[FIXES.name], problems)
        if layout.raw_text and raw is not None and [one["text"] for _, one in groups[RAW.name]] != [raw]:
            where = groups[RAW.name][0][0] if groups[RAW.name] else place
            problems.add(*where, "the raw text is not the one that reverting the fixes gives", REMEDY)
        left.update([one["rule"] for _, one in groups[FINDINGS.name]])
        fixed.update([code for _, one in groups[FIXES.name] for code in one["rules"].split(" ")])
        if sample and not problems:
            sample.add_document(row, groups)
    for one in companions.values():
        one.finish(problems)
    if RULES.name in tables:
        _verify_rules(readers[RULES.name], tables[RULES.name].paths[0], rules, (fixed, left), problems, sample)
    for name, facts in tables.items():
        if facts.rows != readers[name].rows and not any(problems.count(path) for path in facts.paths):
            problems.add(facts.paths[0], None, f"has {readers[name].rows} rows, not {facts.rows}", REMEDY)
    return {name: content for name in tables if (content := readers[name].content) is not None}


def _verify_rules(
    reader: TableReader,
    path: str,
    locked: Mapping[str, Any],
    counts: tuple[Counter[str], Counter[str]],
    problems: Problems,
    sample: Sample | None,
) -> None:
    """Hold the table of rules to the lock, and to the counts of fixes and findings."""
    known = set()
    fixed, left = counts
    for place, row in reader.stream:
        reader.rows += 1
        known.add(row["rule"])
        if (row["fixes"], row["findings"]) != (fixed[row["rule"]], left[row["rule"]]):
            problems.add(*place, '"fixes" and "findings" are not the rows that there are of this rule', REMEDY)
        if locked.get(row["rule"]) != row["sha256"]:
            problems.add(*place, f'"sha256" is not the hash of this rule in {LOCK}', REMEDY)
        if sample and not problems:
            sample.add_rule(row)
    for code in sorted({*fixed, *left, *locked} - known):
        problems.add(path, None, f"lacks the rule {code}, which the lock, fixes or findings name", REMEDY)


def _verify_document(place: Place, row: Row, problems: Problems) -> None:
    text = row["text"]
    facts = {
        "sha256": sha256_hex(text.encode()),
        "characters": len(text),
        "words": count_words(text),
    }
    for name, value in facts.items():
        if row[name] != value:
            problems.add(*place, f'"{name}" is {row[name]}, but the text gives {value}', REMEDY)
    if row["doc_id"] != id_of(row["path"], row["record"], row["source_id"]):
        what = f'"doc_id" {row["doc_id"]} is not made of "source_id", or of "path" and "record"'
        problems.add(*place, what, REMEDY)
    if "\0" in text:
        problems.add(*place, '"text" holds NUL', REMEDY)
    if reason := _unsafe_path(row["path"]):
        problems.add(*place, f'"path" {reason}; do not trust this package')


def _verify_ids(table: Table, doc_id: str, group: list[Placed], problems: Problems) -> None:
    letter = _ID_LETTERS[table.name]
    for number, (place, row) in enumerate(group, 1):
        wanted = f"{doc_id}-{letter}{number}"
        if row["seq"] != number or row[table.key] != wanted:
            problems.add(*place, f'"{table.key}" is {row[table.key]}, not {wanted}', REMEDY)


def _verify_blocks(document: Row, document_place: Place, group: list[Placed], problems: Problems) -> None:
    last, title = 0, None
    text = document["text"]
    length = len(text)
    for place, row in group:
        start, end = row["start"], row["end"]
        if not start <= end <= length or text[start:end] != row["text"]:
            _verify_span(place, row, text, problems)
        if start < last:
            problems.add(*place, f"starts at {start}, inside the block before it", REMEDY)
        last = max(last, end)
        if row["role"] == "title" and title is None:
            title = row["text"]
    if document["title"] != title:
        problems.add(*document_place, '"title" is not the text of the title block', REMEDY)


def _verify_span(place: Place, row: Row, text: str, problems: Problems) -> None:
    start, end = row["start"], row["end"]
    if not start <= end <= len(text):
        what = f"span {start} to {end} lies outside the text of {len(text)} characters"
        problems.add(*place, what, REMEDY)
    elif text[start:end] != row["text"]:
        problems.add(*place, f'"text" does not stand at {start} to {end} of its document', REMEDY)


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
                problems.add(*place, what, REMEDY)
        related = row["related_start"], row["related_end"], row["related_message"]
        proposed = row["fix_start"], row["fix_end"], row["fix_after"]
        for name, (start, end, rest) in (("related", related), ("fix", proposed)):
            absent = [value is None for value in (start, end, rest)]
            if any(absent) and not all(absent):
                problems.add(*place, f'columns "{name}_…" are only partly there', REMEDY)
            elif start is not None and not start <= end <= len(text):
                problems.add(*place, f'"{name}_start" and "{name}_end" lie outside the text', REMEDY)
        if row["fix_start"] is not None and row["fix_applicability"] is None:
            problems.add(*place, 'a fix has no "fix_applicability"', REMEDY)


def _verify_fixes(document: Row, document_place: Place, group: list[Placed], problems: Problems) -> str | None:
    """Replay and revert the fixes of a document; its raw text, or None where that cannot be told."""
    clean, shift = document["text"], 0
    if not group and document["encoding"] == "utf-8":  # nothing to replay, and the hash of the clean text is known
        if document["sha256_raw"] != document["sha256"]:
            _wrong_raw(document_place, 0, problems)
        return str(clean)
    for place, row in group:
        before, after = row["before"], row["after"]
        spans = (row["end"] - row["start"], row["end_clean"] - row["start_clean"])
        if spans != (len(before), len(after)) or row["start_clean"] - row["start"] != shift:
            what = "raw span, clean span, before and after do not fit each other and the fixes before"
            problems.add(*place, what, REMEDY)
            return None
        shift += len(after) - len(before)
    fixes = [row for _, row in group]
    try:
        raw = revert_fixes(clean, fixes)
        again = replay_fixes(raw, fixes)
    except PackageError as error:
        problems.add(*(group[0][0] if group else document_place), str(error), REMEDY)
        return None
    if again != clean:
        problems.add(*group[0][0], "the fixes of this document do not give its clean text back", REMEDY)
    try:
        if codecs.lookup(document["encoding"]).name in _NO_CHARSETS:
            raise LookupError("it is no character set")
        found = sha256_hex(raw.encode(document["encoding"]))
    except (LookupError, UnicodeError) as error:
        what = f'the raw text cannot be written in its "encoding" {document["encoding"]}: {error}'
        problems.add(*document_place, what, REMEDY)
        return None
    if found != document["sha256_raw"]:
        _wrong_raw(document_place, len(group), problems)
    return raw


def _wrong_raw(place: Place, fixes: int, problems: Problems) -> None:
    problems.add(*place, f"reverting its {fixes} fixes does not give the raw text with this sha256_raw", REMEDY)
