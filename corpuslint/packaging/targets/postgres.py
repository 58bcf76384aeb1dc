"""PostgreSQL: the tables of a package in a schema of their own, written and read back in one transaction.

The driver, psycopg, is an extra; this module is imported only for such an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import psycopg
from psycopg import Connection, Cursor
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal
from psycopg.types.json import Jsonb

from corpuslint.errors import TargetError
from corpuslint.packaging.canonical import sha256_lines
from corpuslint.packaging.reading import Package
from corpuslint.packaging.tables import RAW, TABLES, Column, Table
from corpuslint.packaging.targets import TargetOptions
from corpuslint.packaging.targets.contents import other_content, package_row, versioned_name

# The table that tells in one row which package the others are: its columns, with what they hold.
_PACKAGE = "package"
_PACKAGE_COLUMNS = {
    "name": ("text PRIMARY KEY", "Name of the package."),
    "version": ("text NOT NULL", "Its version."),
    "content": ("text NOT NULL", "Hash of the rows of all tables, as in datapackage-digest.json."),
    "metadata": ("jsonb NOT NULL", "What a person says about the package."),
    "descriptor": ("text NOT NULL", "datapackage.json."),
    "digest": ("text NOT NULL", "datapackage-digest.json."),
    "lock": ("text NOT NULL", "corpuslint.lock.json."),
}
# Rows keep their order by number: it is what the content hash is of.
_NUMBER = "number"
# Fixes name their rules in one cell; here each is a row, so that those of a rule are found by an index.
_FIX_RULES = (
    "CREATE TABLE {0}.fix_rules (rule text REFERENCES {0}.rules, fix_id text REFERENCES {0}.fixes, "
    "PRIMARY KEY (rule, fix_id))",
    "INSERT INTO {0}.fix_rules SELECT DISTINCT unnest(string_to_array(rules, ' ')), fix_id FROM {0}.fixes",
    "COMMENT ON TABLE {0}.fix_rules IS 'The rules that took part in each fix.'",
)
_TYPES = {"string": "text", "integer": "bigint", "number": "double precision"}
# PostgreSQL cuts longer names without an error.
_LONGEST_NAME = 63
# Rows that are fetched at once when they are read back.
_ROWS = 500
# Seconds to wait for an answer to the first word; libpq waits for minutes.
_PATIENCE = 15


class PostgresTarget:
    """One database; each version has a schema of its own."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        keys = parse_qsl(parts.query, keep_blank_values=True)
        self._schema = dict(keys).get("schema")
        self._address = parts._replace(query=urlencode([one for one in keys if one[0] != "schema"])).geturl()

    def plan(self, package: Package) -> str:
        """See ``Target``."""
        schema = self._schema_of(package)
        for table in _tables(package):
            for row in package.rows(table):
                _refuse_nul(f"{self._shown(schema)}: {table.name} {row[table.key]}", row)
        rows = sum(facts.rows for facts in package.tables.values())
        return f"{rows:,} rows in {len(_tables(package))} tables to {self._shown(schema)}"

    def holds(self, package: Package) -> bool:
        """See ``Target``."""
        schema = self._schema_of(package)
        with self._connected(schema) as connection:
            there = _relations(connection, schema)
            if not there:
                return False
            if _PACKAGE not in there:
                what = "holds other tables and no package; name another schema with ?schema="
                raise TargetError(f"{self._shown(schema)}: {what}")
            query = _sql("SELECT name, version, metadata FROM {}.{}", schema, _PACKAGE)
            found = connection.execute(query).fetchone()
            own = package_row(package)
            if found is None or found[:2] != (own["name"], own["version"]):
                what = f"{found[0]} {found[1]}" if found else "no package"
                raise TargetError(f"{self._shown(schema)}: holds {what}; name another schema with ?schema=")
            if found[2] != own["metadata"]:
                raise other_content(self._shown(schema), package, "its metadata differ")
            missing = sorted({table.name for table in _tables(package)} - there)
            differing = missing[0] if missing else _differing(connection, schema, package)
            if differing:
                raise other_content(self._shown(schema), package, f"table {differing} differs")
        return True

    def send(self, package: Package) -> None:
        """See ``Target``."""
        schema = self._schema_of(package)
        with self._connected(schema) as connection:
            if not _exists(connection, schema):
                connection.execute(_sql("CREATE SCHEMA {}", schema))
            tables = _tables(package)
            for table in tables:
                connection.execute(_create(schema, table))
                with connection.cursor() as cursor:
                    _copy(cursor, schema, table, package)
            for make in (_keys, _references, _comments):
                for statement in chain.from_iterable(make(schema, table) for table in tables):
                    connection.execute(statement)
            for template in _FIX_RULES:
                connection.execute(_sql(template, schema))
            _name_package(connection, schema, package)
            differing = _differing(connection, schema, package)
            if differing:
                raise TargetError(f"{self._shown(schema)}: what was read back of {differing} is not what was sent")
            try:
                connection.commit()
            except psycopg.Error as error:
                what = "the answer to the last step was lost; push again to see whether the version is there"
                raise TargetError(f"{self._shown(schema)}: {what}") from error

    def _schema_of(self, package: Package) -> str:
        """The schema of a version: the one of the address, else NAME_VERSION in letters that need no quotes."""
        name = self._schema or re.sub("[^a-z0-9]+", "_", versioned_name(package).lower())
        if len(name.encode()) > _LONGEST_NAME or "\0" in name or name.startswith("pg_"):
            raise TargetError(
                f'{self._address}: "{name}" cannot name a schema: it must have up to {_LONGEST_NAME} bytes and not '
                "begin with pg_; name one with ?schema="
            )
        return name

    def _shown(self, schema: str) -> str:
        return f'{self._address} schema "{schema}"'

    @contextmanager
    def _connected(self, schema: str) -> Iterator[Connection[Any]]:
        """A transaction that is rolled back unless it is committed."""
        try:
            with psycopg.connect(self._address, connect_timeout=_PATIENCE, client_encoding="UTF8") as connection:
                if connection.info.parameter_status("server_encoding") != "UTF8":
                    raise TargetError(f"{self._address}: the database is not in UTF-8; create one with ENCODING 'UTF8'")
                yield connection
                connection.rollback()
        except psycopg.Error as error:
            lines = str(error).strip().splitlines() or [type(error).__name__]
            raise TargetError(f"{self._shown(schema)}: {lines[0]}; nothing of this version was kept") from error


def open_target(address: str, options: TargetOptions) -> PostgresTarget:  # noqa: ARG001
    """The target of an address such as ``postgresql://user@host:port/database?schema=name``."""
    return PostgresTarget(address)


def _refuse_nul(place: str, row: dict[str, Any]) -> None:
    for name, value in row.items():
        if isinstance(value, str) and "\0" in value:
            raise TargetError(
                f'{place}: "{name}" holds a NUL character, which PostgreSQL cannot keep; '
                "take it out of the source and publish again, or choose another kind of target"
            )


def _sql(template: str, *names: str | Composable) -> Composed:
    """A statement: ``{}`` in the template is a name, quoted, or a piece of SQL."""
    return SQL(template).format(*[one if isinstance(one, Composable) else Identifier(one) for one in names])


def _exists(connection: Connection[Any], schema: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema]).fetchone() is not None


def _relations(connection: Connection[Any], schema: str) -> set[str]:
    query = "SELECT relname FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = %s)"
    return {name for (name,) in connection.execute(query, [schema])}


def _create(schema: str, table: Table) -> Composed:
    columns = [_sql("{} bigint NOT NULL", _NUMBER), *map(_column, table.columns)]
    return _sql("CREATE TABLE {}.{} ({})", schema, table.name, SQL(", ").join(columns))


def _column(column: Column) -> Composed:
    """A column with the limits that mean in SQL what they mean in the package; a pattern does not."""
    limits = column.constraints
    parts: list[Composable] = [_sql("{} " + _TYPES[column.type], column.name)]
    if limits.get("required"):
        parts.append(SQL("NOT NULL"))
    if "enum" in limits:
        values = SQL(", ").join(map(Literal, limits["enum"]))
        parts.append(_sql("CHECK ({} IN ({}))", column.name, values))
    for key, comparison in (("minimum", ">="), ("maximum", "<=")):
        if key in limits:
            parts.append(_sql("CHECK ({} " + comparison + " {})", column.name, Literal(limits[key])))
    if "minLength" in limits:
        parts.append(_sql("CHECK (char_length({}) >= {})", column.name, Literal(limits["minLength"])))
    return SQL(" ").join(parts)


def _keys(schema: str, table: Table) -> Iterator[Composed]:
    """Keys, made once the rows are there: faster than to keep them up."""
    yield _sql("ALTER TABLE {}.{} ADD PRIMARY KEY ({})", schema, table.name, table.key)
    yield _sql("ALTER TABLE {}.{} ADD UNIQUE ({})", schema, table.name, _NUMBER)


def _references(schema: str, table: Table) -> Iterator[Composed]:
    for column, parent in table.references.items():
        reference = "ALTER TABLE {}.{} ADD FOREIGN KEY ({}) REFERENCES {}.{}"
        yield _sql(reference, schema, table.name, column, schema, parent)
        if column != table.key:
            yield _sql("CREATE INDEX ON {}.{} ({})", schema, table.name, column)


def _comments(schema: str, table: Table) -> Iterator[Composed]:
    yield _sql("COMMENT ON TABLE {}.{} IS {}", schema, table.name, Literal(table.description))
    described = [(column.name, column.description) for column in table.columns]
    for name, description in [(_NUMBER, "Place of the row in the table of the package, from 1."), *described]:
        yield _sql("COMMENT ON COLUMN {}.{}.{} IS {}", schema, table.name, name, Literal(description))


def _copy(cursor: Cursor[Any], schema: str, table: Table, package: Package) -> None:
    with cursor.copy(_sql("COPY {}.{} FROM STDIN", schema, table.name)) as copy:
        for number, row in enumerate(package.rows(table), 1):
            copy.write_row([number, *row.values()])


def _name_package(connection: Connection[Any], schema: str, package: Package) -> None:
    columns = SQL(", ").join([_sql("{} " + kind, name) for name, (kind, _) in _PACKAGE_COLUMNS.items()])
    connection.execute(_sql("CREATE TABLE {}.{} ({})", schema, _PACKAGE, columns))
    for name, (_, description) in _PACKAGE_COLUMNS.items():
        connection.execute(_sql("COMMENT ON COLUMN {}.{}.{} IS {}", schema, _PACKAGE, name, Literal(description)))
    row = package_row(package)
    row["metadata"] = Jsonb(row["metadata"])
    connection.execute(
        _sql("INSERT INTO {}.{} VALUES (%s, %s, %s, %s, %s, %s, %s)", schema, _PACKAGE), list(row.values())
    )


def _tables(package: Package) -> list[Table]:
    """The tables that a schema gets: also those without rows, so that a query works for every version."""
    return [table for table in TABLES if table is not RAW or RAW.name in package.tables]


def _differing(connection: Connection[Any], schema: str, package: Package) -> str | None:
    """The first table whose rows are not those of the package, or None."""
    contents = ((table.name, _content(connection, schema, table)) for table in _tables(package))
    return next((name for name, found in contents if package.content.get(name) != found), None)


def _content(connection: Connection[Any], schema: str, table: Table) -> str | None:
    """SHA-256 of the rows of a table as JSON lines; None if it has none."""
    columns = SQL(", ").join([_sql("{}", name) for name in table.column_names])
    with connection.cursor("corpuslint_rows") as cursor:
        cursor.itersize = _ROWS
        cursor.execute(_sql("SELECT {} FROM {}.{} ORDER BY {}", columns, schema, table.name, _NUMBER))
        rows = (dict(zip(table.column_names, cells, strict=True)) for cells in cursor)
        first = next(rows, None)
        return sha256_lines(chain([first], rows)) if first else None
