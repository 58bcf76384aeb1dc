"""Rows of documents: ids, facts, and the texts that cannot be published."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from package_samples import CLEAN, LATIN, outcome, sample_entries

from corpuslint.document import Document, EncodingFacts
from corpuslint.errors import PackageError
from corpuslint.findings import Edit
from corpuslint.packaging.canonical import json_line, sha256_hex
from corpuslint.packaging.rows import DocumentIds, Entry, make_rows
from corpuslint.packaging.tables import BLOCKS, DOCUMENTS, FINDINGS, FIXES


def entry(text: str, path: str = "a.txt", facts: EncodingFacts | None = None, digest: str | None = None) -> Entry:
    document = Document(text, None, path, None, facts or EncodingFacts())
    return Entry(document, outcome(document, []), digest)


def test_every_row_has_every_column_in_order() -> None:
    ids = DocumentIds()
    for one in sample_entries():
        rows = make_rows(one, ids)
        assert tuple(rows.document) == DOCUMENTS.column_names
        for table, group in ((BLOCKS, rows.blocks), (FINDINGS, rows.findings), (FIXES, rows.fixes)):
            assert all(tuple(row) == table.column_names for row in group)


def test_a_document_in_a_legacy_encoding_keeps_the_hash_of_its_bytes() -> None:
    row = make_rows(sample_entries()[2], DocumentIds()).document
    assert row["sha256_raw"] == hashlib.sha256(LATIN.encode("cp1252")).hexdigest()
    assert row["encoding"] == "cp1252"
    assert row["text"] == LATIN.replace("  ", " ")
    assert row["sha256"] == hashlib.sha256(row["text"].encode()).hexdigest()
    assert (row["title"], row["characters"], row["words"]) == ("Un été à la préfecture", len(row["text"]), 11)


def test_a_byte_order_mark_is_part_of_the_raw_text() -> None:
    raw = "\ufeffHéros.\n".encode("utf-16-le")
    one = entry("\ufeffHéros.\n", facts=EncodingFacts("utf-16-le"), digest=hashlib.sha256(raw).hexdigest())
    assert make_rows(one, DocumentIds()).document["sha256_raw"] == hashlib.sha256(raw).hexdigest()


def record(path: str, line: int, identity: str | None, pointer: str = "/text") -> Entry:
    """A record of a source of JSON lines."""
    place = {"line": line, "pointer": pointer}
    document = Document(f"Une phrase, {line}.", "fr", path, place, identity=identity)
    return Entry(document, outcome(document, []))


def id_of_entry(one: Entry) -> str:
    found: str = make_rows(one, DocumentIds()).document["doc_id"]
    return found


def test_ids_start_with_a_letter_and_depend_on_the_place_alone() -> None:
    assert id_of_entry(entry(CLEAN)) == "d" + sha256_hex(b"a.txt\0")[:16] == id_of_entry(entry("Autre.\n"))
    assert id_of_entry(entry(CLEAN)) != id_of_entry(entry(CLEAN, "b.txt"))


def test_a_record_with_an_id_of_its_own_keeps_it_wherever_it_stands() -> None:
    one = record("a.jsonl", 1, "007")
    assert make_rows(one, DocumentIds()).document["source_id"] == "007"
    assert id_of_entry(one) == id_of_entry(record("b.jsonl", 9, "007"))
    assert id_of_entry(one) != id_of_entry(record("a.jsonl", 1, "7"))
    assert id_of_entry(one) != id_of_entry(record("a.jsonl", 1, "007", "/title"))
    assert id_of_entry(record("a.jsonl", 1, None)) != id_of_entry(record("a.jsonl", 2, None))


@pytest.mark.parametrize(
    ("again", "message"),
    [
        (entry(CLEAN), r"a\.txt: stands twice among the sources"),
        (record("b.jsonl", 9, "007"), r'b\.jsonl:9:/text: another document has the id "007" too; give each record'),
    ],
)
def test_two_documents_with_one_id_are_refused(again: Entry, message: str) -> None:
    ids = DocumentIds()
    for one in (entry(CLEAN), record("a.jsonl", 1, "007")):
        make_rows(one, ids)
    with pytest.raises(PackageError, match=message):
        make_rows(again, ids)


def test_records_say_where_they_stand() -> None:
    document = Document("Une phrase.", "fr", "a.jsonl", {"line": 12, "pointer": "/text"})
    assert make_rows(Entry(document, outcome(document, [])), DocumentIds()).document["record"] == "12:/text"


@pytest.mark.parametrize(
    ("one", "message"),
    [
        (
            entry("caf\udce9", facts=EncodingFacts("utf-8", False, ((3, 4),))),
            r"a\.txt: 1 byte is not valid utf-8 \(the first at character 3\); repair",
        ),
        (entry("a\0b"), r"a\.txt: character 1 is NUL"),
        (entry("a\ud83db"), r"a\.txt: character 1 is half of a surrogate pair"),
        (entry("été", facts=EncodingFacts("ascii")), r"a\.txt: character 0 of the raw text cannot be written in ascii"),
        (entry("été", digest="0" * 64), r"a\.txt: its text does not give the same bytes back"),
    ],
)
def test_what_cannot_be_published_is_refused_in_one_line(one: Entry, message: str) -> None:
    with pytest.raises(PackageError, match=message) as caught:
        make_rows(one, DocumentIds())
    assert "\n" not in str(caught.value)


def test_a_nul_that_was_fixed_is_kept_in_the_fix_alone() -> None:
    document = Document("a\0b", None, "a.txt")
    rows = make_rows(Entry(document, outcome(document, [[Edit(1, 2, "")]])), DocumentIds())
    assert rows.document["text"] == "ab"
    assert rows.fixes[0]["before"] == "\0"


def test_several_edits_of_a_proposed_fix_become_one() -> None:
    row = make_rows(sample_entries()[0], DocumentIds()).findings[1]
    assert (row["fix_applicability"], row["fix_end"] - row["fix_start"], row["fix_after"]) == ("unsafe", 2, "\nx")


def test_a_fix_that_only_changes_the_encoding_has_no_row() -> None:
    document = Document(LATIN, "fr", "a.txt", None, EncodingFacts("cp1252"))
    done = outcome(document, [])._replace(document=replace(document, encoding=EncodingFacts("utf-8")))
    rows = make_rows(Entry(document, done), DocumentIds())
    assert (rows.document["encoding"], rows.fixes) == ("cp1252", [])


def test_lines_hold_no_character_that_ends_a_line_for_some_reader() -> None:
    line = json_line({"text": "a\u2028b\x85c\u2029é"})
    assert line.decode().splitlines() == ['{"text":"a\\u2028b\\u0085c\\u2029é"}']


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_json_cannot_say_is_an_error(value: object) -> None:
    with pytest.raises(ValueError, match=r"JSON compliant|surrogates"):
        json_line({"x": value})


@pytest.mark.parametrize(("language", "cell"), [("fr", "fr"), ("und", None), (None, None)])
def test_a_language_that_is_not_known_is_null(language: str | None, cell: str | None) -> None:
    document = Document("1, 2, 3\n", language, "a.txt")
    assert make_rows(Entry(document, outcome(document, [])), DocumentIds()).document["language"] == cell
