"""A package as one SQLite file: the same rows, found by id, rule and word."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cli_support import names, run
from package_samples import CLEAN, DAMAGED, build_sample, outcome
from test_package_verify import edit_rows

from corpuslint.document import Document
from corpuslint.findings import Edit
from corpuslint.packaging.build import build_package
from corpuslint.packaging.layout import DEFAULT_LAYOUT, Layout
from corpuslint.packaging.metadata import Metadata
from corpuslint.packaging.reading import open_package
from corpuslint.packaging.rows import Entry
from corpuslint.packaging.tables import TABLES
from corpuslint.packaging.targets import sqlite as target

DOCS = Path(__file__).parent.parent / "docs" / "publishing.md"


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package and its database."""
    folder = tmp_path_factory.mktemp("sent")
    layout = replace(DEFAULT_LAYOUT, raw_text=True)
    build_sample(folder / "package", layout=layout, metadata={"title": "Essai"})
    assert run("push", folder / "package", folder / "corpus.sqlite").exit_code == 0
    return folder


@pytest.fixture
def package(sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(sent / "package", "package"))


@pytest.fixture
def database(sent: Path, package: Path) -> Path:
    """The database of the package, beside it."""
    return Path(shutil.copy(sent / "corpus.sqlite", "corpus.sqlite"))


def ask(query: str, *values: object, path: str = "corpus.sqlite") -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query, values).fetchall()


def refused(done: Any, said: str, there: list[str]) -> None:
    assert (done.exit_code, done.stderr.count("\n"), names()) == (2, 1, sorted(there)), done.output
    assert said in done.stderr


def test_every_row_is_there_in_order(package: Path, database: Path) -> None:
    assert names() == ["corpus.sqlite", "package"]
    opened = open_package(package)
    for table in TABLES:
        columns = ", ".join(f'"{name}"' for name in table.column_names)
        rows = [tuple(row.values()) for row in opened.rows(table)]
        assert ask(f"SELECT {columns} FROM {table.name} ORDER BY number") == rows
    digest = json.loads((package / "datapackage-digest.json").read_bytes())
    assert ask("SELECT name, version, content FROM package") == [("sample", "0.1.0", digest["content"]["hash"])]
    assert ask("SELECT json_extract(metadata, '$.title') FROM package") == [("Essai",)]
    for name, file in (("descriptor", "datapackage.json"), ("lock", "corpuslint.lock.json")):
        assert ask(f"SELECT {name} FROM package") == [((package / file).read_text(encoding="utf-8"),)]


def test_the_same_package_is_the_same_bytes(package: Path) -> None:
    assert run("push", package, "one.db", "sqlite:two.sqlite3").exit_code == 0
    assert Path("one.db").read_bytes() == Path("two.sqlite3").read_bytes()


def test_a_package_cut_into_files_gives_the_same_rows(package: Path) -> None:
    cut = build_sample(Path("cut"), layout=Layout(shard_size=600, raw_text=True), metadata={"title": "Essai"})
    assert run("push", package, "corpus.sqlite").exit_code == 0
    done = run("push", cut, "corpus.sqlite")
    assert (done.exit_code, "is there already" in done.stderr) == (0, True)


def test_a_parquet_package_gives_the_same_rows(package: Path) -> None:
    pytest.importorskip("pyarrow")
    layout = replace(DEFAULT_LAYOUT, raw_text=True, format="parquet")
    assert run("push", package, "corpus.sqlite").exit_code == 0
    done = run("push", build_sample(Path("parquet"), layout=layout, metadata={"title": "Essai"}), "corpus.sqlite")
    assert (done.exit_code, "is there already" in done.stderr) == (0, True)


def test_types_and_keys_are_enforced(package: Path, database: Path) -> None:
    with closing(sqlite3.connect("corpus.sqlite")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        for statement in (
            "UPDATE blocks SET start = 'x'",
            "UPDATE documents SET text = NULL",
            "UPDATE blocks SET doc_id = 'd0'",
            "UPDATE fix_rules SET rule = 'X1'",
            "INSERT INTO raw SELECT 9, doc_id, text FROM raw LIMIT 1",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("word", ["préfète", "prefete", "PRÉFÈTE", "visit* besancon"])
def test_search_folds_case_and_accents(package: Path, database: Path, word: str) -> None:
    found = (
        "SELECT blocks.text FROM blocks_search JOIN blocks ON number = blocks_search.rowid WHERE blocks_search MATCH ?"
    )
    assert [text for (text,) in ask(found, word)] == ["La préfète a visité Besançon mardi."]


def test_the_queries_of_the_docs_answer(package: Path, database: Path) -> None:
    section = DOCS.read_text(encoding="utf-8").partition("### SQLite")[2].partition("\n## ")[0]
    queries = [query for block in re.findall(r"```sql\n(.*?)```", section, re.DOTALL) for query in block.split(";\n")]
    queries = [query for query in queries if query.strip()]
    assert len(queries) >= 4
    for query in queries:
        assert ask(query), query


def test_a_version_that_is_there_is_never_overwritten(package: Path, database: Path) -> None:
    before = Path("corpus.sqlite").read_bytes()
    edit_rows(package, "rules", lambda rows: rows[0].update(summary="Other."))
    refused(run("push", package, "corpus.sqlite"), "with other content (rules differs)", ["corpus.sqlite", "package"])
    build_sample(Path("next"), layout=replace(DEFAULT_LAYOUT, raw_text=True), metadata={"version": "0.2.0"})
    said = "corpus.sqlite: holds sample 0.1.0, not sample 0.2.0; name another file"
    refused(run("push", "next", "corpus.sqlite"), said, ["corpus.sqlite", "next", "package"])
    build_sample(Path("told"), layout=replace(DEFAULT_LAYOUT, raw_text=True), metadata={"title": "Autre"})
    refused(run("push", "told", "corpus.sqlite"), "with other metadata", ["corpus.sqlite", "next", "package", "told"])
    assert Path("corpus.sqlite").read_bytes() == before


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE documents SET text = text || ' '",
        "DELETE FROM fixes WHERE number = 1",
        "DROP TABLE raw",
        "UPDATE package SET content = ''",
        "UPDATE documents SET text = CAST(x'ff' AS TEXT) WHERE number = 1",
    ],
)
def test_a_database_that_was_changed_is_told(package: Path, database: Path, spoil: str) -> None:
    with closing(sqlite3.connect("corpus.sqlite")) as connection, connection:
        connection.execute(spoil)
    refused(run("push", package, "corpus.sqlite"), "with other content", ["corpus.sqlite", "package"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is a database that no package was sent to"),
        (b"not a database, but quite long\n" * 99, "SQLite says: file is not a database"),
        ("CREATE TABLE package (x)", "is a database that no package was sent to"),
        ("CREATE VIEW package AS SELECT 1 AS name", "is a database that no package was sent to"),
    ],
)
def test_another_file_stays(package: Path, content: bytes | str, said: str) -> None:
    if isinstance(content, bytes):
        Path("corpus.sqlite").write_bytes(content)
    else:
        ask(content)
    before = Path("corpus.sqlite").read_bytes()
    refused(run("push", package, "corpus.sqlite"), said, ["corpus.sqlite", "package"])
    assert Path("corpus.sqlite").read_bytes() == before


@pytest.mark.parametrize("ending", ["-journal", "-wal"])
def test_what_another_database_left_is_no_part_of_this_one(package: Path, ending: str) -> None:
    Path(f"corpus.sqlite{ending}").write_bytes(b"x")
    there = [f"corpus.sqlite{ending}", "package"]
    refused(run("push", package, "corpus.sqlite"), f"corpus.sqlite{ending}: is left from another database", there)


def test_a_place_that_is_no_file_is_refused(package: Path) -> None:
    Path("corpus.sqlite").mkdir()
    refused(run("push", package, "corpus.sqlite"), "corpus.sqlite: is no file", ["corpus.sqlite", "package"])
    Path("file").write_bytes(b"")
    done = run("push", package, "file/corpus.sqlite")
    refused(done, "file/corpus.sqlite: ", ["corpus.sqlite", "file", "package"])
    refused(run("push", package, "sqlite:"), "names no file", ["corpus.sqlite", "file", "package"])
    refused(run("push", package, "sqlite://x.db"), "names no file", ["corpus.sqlite", "file", "package"])


def test_a_name_that_means_something_in_an_address_is_a_name(package: Path) -> None:
    name = "a ?mode=memory#%41.sqlite"
    for said in ("sent", "is there already"):
        assert said in run("push", package, name).stderr
    assert names() == sorted([name, "package"])


def test_dry_run_writes_nothing(package: Path) -> None:
    done = run("push", "--dry-run", package, "deep/corpus.sqlite")
    assert (done.exit_code, names()) == (0, ["package"])
    assert "the rows of 6 tables (documents: 3, blocks: 9, findings: 2, fixes: 5, rules: " in done.stdout


@pytest.mark.parametrize("what", list(target._NEEDED))
def test_a_library_that_lacks_something_is_told(package: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    monkeypatch.setitem(target._NEEDED, what, "CREATE VIRTUAL TABLE c USING fts9(d)")
    refused(run("push", package, "corpus.sqlite"), f"has no {what}; use a Python with another one", ["package"])


def test_a_failure_half_way_leaves_nothing(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def derive(known: object) -> Any:
        yield "CREATE INDEX x ON documents (path)"
        assert any(name.startswith(".corpus.sqlite.") for name in names())
        yield "CREATE INDEX x ON documents (path)"

    monkeypatch.setattr(target, "derive", derive)
    refused(run("push", package, "corpus.sqlite"), "corpus.sqlite: SQLite says: index x already exists", ["package"])


def test_what_was_not_written_as_sent_does_not_appear(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    derive = target.derive
    monkeypatch.setattr(target, "derive", lambda known: [*derive(known), "UPDATE documents SET words = words + 1"])
    refused(run("push", package, "corpus.sqlite"), "what was read back is not what was sent", ["package"])


def test_texts_that_only_look_dangerous_come_back_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fix may have removed a NUL; a text may look like a statement or a query of the search."""
    monkeypatch.chdir(tmp_path)
    text = "'); DROP TABLE documents; -- \" NEAR( AND * \u202e \U0010ffff =1+1\r\n\x85\u2028"
    document = Document(f"\0{text}", None, "a'\"b.txt")
    entry = Entry(document, outcome(document, [[Edit(0, 1, "")]]))
    Path("package").mkdir()
    build_package(Path("package"), [entry], Metadata("p", "p"), {"format": 2})
    done = run("push", "package", "corpus.sqlite")
    assert done.exit_code == 0, done.stderr
    assert ask("SELECT text FROM documents") == [(text,)]
    assert ask('SELECT "before", "after" FROM fixes') == [("\0", "")]
    assert ask("SELECT count(*) FROM blocks_search WHERE blocks_search MATCH 'drop'") == [(1,)]


def test_a_package_of_documents_alone_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("package").mkdir()
    document = Document("", None, "a.txt")
    build_package(Path("package"), [Entry(document, outcome(document, []))], Metadata("p", "p"), {"format": 2})
    assert run("push", "package", "corpus.sqlite").exit_code == 0
    assert ask("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name") == [("documents",), ("package",)]


def test_the_texts_are_the_clean_ones(package: Path, database: Path) -> None:
    texts = dict(ask("SELECT path, text FROM documents"))
    assert texts["news/001.txt"] == CLEAN
    assert ask("SELECT raw.text FROM raw JOIN documents USING (doc_id) WHERE path = 'news/000.txt'") == [(DAMAGED,)]
