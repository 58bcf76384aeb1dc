"""Sending packages to a real PostgreSQL server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import servers
from cli_support import run
from package_samples import build_sample

from corpuslint.packaging.layout import Layout

psycopg = pytest.importorskip("psycopg")


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with servers.postgres() as port:
        yield port


@pytest.fixture
def database(server: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a new database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PGPASSWORD", servers.PASSWORD)
    root = f"postgresql://writer@127.0.0.1:{server}/postgres"
    with psycopg.connect(root, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS corpora")
        connection.execute("CREATE DATABASE corpora ENCODING 'UTF8' TEMPLATE template0")
    yield f"postgresql://writer@127.0.0.1:{server}/corpora"
    with psycopg.connect(root, autocommit=True) as connection:
        connection.execute("DROP DATABASE corpora WITH (FORCE)")


def ask(address: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def schemas(address: str) -> list[object]:
    query = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|public)' ORDER BY 1"
    return [name for (name,) in ask(address, query)]


def test_rows_keys_and_limits_arrive(database: str) -> None:
    package = build_sample(Path("package"), layout=Layout(raw_text=True))
    done = run("push", package, database)
    assert done.exit_code == 0, done.output
    assert f'sent sample 0.1.0, read back and found the same (49 rows in 6 tables to {database} schema "' in done.stderr
    assert schemas(database) == ["sample_0_1_0"]
    for name in ("documents", "blocks", "findings", "fixes", "rules", "raw"):
        expected = [json.loads(line) for line in (package / f"data/{name}.jsonl").read_bytes().splitlines()]
        columns = ", ".join(f'"{column}"' for column in expected[0])
        found = ask(database, f"SELECT {columns} FROM sample_0_1_0.{name} ORDER BY number")
        assert found == [tuple(row.values()) for row in expected]
    assert ask(database, "SELECT name, version FROM sample_0_1_0.package") == [("sample", "0.1.0")]
    rules = "SELECT rule, count(*) FROM sample_0_1_0.fix_rules GROUP BY 1 ORDER BY 1"
    assert ask(database, rules) == [("SPC001", 4), ("SPC002", 1)]
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        ask(database, "UPDATE sample_0_1_0.blocks SET doc_id = 'd0'")
    with pytest.raises(psycopg.errors.CheckViolation):
        ask(database, "UPDATE sample_0_1_0.blocks SET role = 'other'")
    with pytest.raises(psycopg.errors.UniqueViolation):
        ask(database, "UPDATE sample_0_1_0.blocks SET block_id = 'same'")
    comment = "SELECT obj_description('sample_0_1_0.fixes'::regclass)"
    assert str(ask(database, comment)[0][0]).startswith("Every change between raw and clean text.")


def test_the_same_version_is_sent_once_whatever_its_format(database: str) -> None:
    pytest.importorskip("pyarrow")
    build_sample(Path("lines"))
    build_sample(Path("parquet"), layout=Layout(format="parquet"))
    build_sample(Path("csv"), layout=Layout(format="csv"))
    assert run("push", "lines", database).exit_code == 0
    for package in ("lines", "parquet", "csv"):
        done = run("push", package, database)
        assert (done.exit_code, "is there already" in done.stderr) == (0, True), done.output


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE sample_0_1_0.documents SET text = text || ' '", "table documents differs"),
        ("DELETE FROM sample_0_1_0.findings", "table findings differs"),
        ("DROP TABLE sample_0_1_0.findings CASCADE", "table findings differs"),
        ("ALTER TABLE sample_0_1_0.findings DROP COLUMN message", 'column "message" does not exist'),
        ("UPDATE sample_0_1_0.package SET metadata = '{}'", "its metadata differ"),
        ("UPDATE sample_0_1_0.package SET name = 'other'", "holds other 0.1.0"),
        ("DELETE FROM sample_0_1_0.package", "holds no package"),
        ("DROP TABLE sample_0_1_0.package", "holds other tables and no package"),
    ],
)
def test_other_content_of_a_version_stays(database: str, change: str, what: str) -> None:
    package = build_sample(Path("package"))
    assert run("push", package, database).exit_code == 0
    ask(database, change)
    counts = "SELECT relname, n_live_tup FROM pg_stat_user_tables ORDER BY 1"
    before = ask(database, counts)
    done = run("push", package, database)
    assert (done.exit_code, what in done.stderr, done.stderr.count("\n")) == (2, True, 1), done.stderr
    assert ask(database, counts) == before


def test_dry_run_changes_nothing(database: str) -> None:
    done = run("push", "--dry-run", build_sample(Path("package")), database)
    assert (done.exit_code, schemas(database)) == (0, [])
    assert f'would send sample 0.1.0: 46 rows in 5 tables to {database} schema "sample_0_1_0"' in done.stdout


def test_a_schema_can_be_named(database: str) -> None:
    ask(database, 'CREATE SCHEMA "My Data"')
    done = run("push", build_sample(Path("package")), f"{database}?schema=My%20Data")
    assert (done.exit_code, schemas(database)) == (0, ["My Data"]), done.output
    long = run("push", "package", f"{database}?schema={'x' * 64}")
    assert (long.exit_code, "cannot name a schema" in long.stderr) == (2, True)


def test_a_line_that_breaks_leaves_nothing_and_can_be_tried_again(server: int, database: str) -> None:
    package = build_sample(Path("package"))
    wire = servers.Wire(server)
    address = f"postgresql://writer@127.0.0.1:{wire.port}/corpora"
    assert run("push", package, f"{address}?schema=whole").exit_code == 0
    whole = wire.passed
    for left in (whole * part // 4 for part in range(4)):
        wire.left = left
        done = run("push", package, address)
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1), done.stderr
        assert "nothing of this version was kept" in done.stderr
        assert schemas(database) == ["whole"]
    wire.left = None
    assert run("push", package, address).exit_code == 0
    assert schemas(database) == ["sample_0_1_0", "whole"]


def test_a_lost_last_answer_is_told(server: int, database: str) -> None:
    package = build_sample(Path("package"))
    wire = servers.Wire(server)
    commit = psycopg.Connection.commit

    def commit_and_break(connection: Any) -> None:
        if connection.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS:
            wire.left = 0
        commit(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Connection, "commit", commit_and_break)
        done = run("push", package, f"postgresql://writer@127.0.0.1:{wire.port}/corpora")
    assert (done.exit_code, "push again to see whether the version is there" in done.stderr) == (2, True), done.stderr
    assert run("push", package, database).exit_code == 0


def test_nul_is_refused_before_anything_is_sent(database: str) -> None:
    Path("texts").mkdir()
    Path("texts/a.txt").write_bytes(b"Une phrase simple et claire.\n\nUne autre\0 phrase, aussi simple.\n" * 3)
    published = run("publish", "texts", "--output", "package", "--isolated", "--unsafe-fixes")
    assert published.exit_code == 0, published.output
    for arguments in ([], ["--dry-run"]):
        done = run("push", "package", database, *arguments)
        assert (done.exit_code, '"before" holds a NUL character' in done.stderr) == (2, True), done.output
    assert schemas(database) == []


def test_errors_are_one_line_without_secrets(database: str) -> None:
    package = build_sample(Path("package"))
    port = servers.free_port()
    for address, what in (
        (database, "password authentication failed"),
        (f"postgresql://writer@127.0.0.1:{port}/corpora", "refused"),
        (f"{database}?sslmode=never", "sslmode"),
        (f"{database}?wrong=1", "wrong"),
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PGPASSWORD", "hunter2")
            done = run("push", package, address)
        assert (done.exit_code, done.stderr.count("\n"), "hunter2" in done.stderr) == (2, 1, False), done.stderr
        assert what in done.stderr


def test_a_database_that_is_not_utf_8_is_refused(database: str) -> None:
    root = database.replace("corpora", "postgres")
    ask(root, "DROP DATABASE IF EXISTS old")
    ask(root, "CREATE DATABASE old ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'")
    done = run("push", build_sample(Path("package")), database.replace("corpora", "old"))
    assert (done.exit_code, "the database is not in UTF-8" in done.stderr) == (2, True), done.stderr
