"""The tables of a package in the words of SQLite: strict types, keys, indexes, and a search index over the blocks."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator

from corpuslint.packaging.tables import BLOCKS, FINDINGS, FIXES, RULES, Table

# Rows keep their order by number: it is what the content hash is of, and what the search index refers to.
NUMBER = "number"
SEARCH = "blocks_search"
_TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL"}

PACKAGE = """\
CREATE TABLE package (
  name TEXT PRIMARY KEY, -- Name of the package.
  version TEXT NOT NULL, -- Its version.
  content TEXT NOT NULL, -- Hash of the rows of all tables, as in datapackage-digest.json.
  metadata TEXT NOT NULL, -- What a person says about the package, as JSON.
  descriptor TEXT NOT NULL, -- datapackage.json.
  digest TEXT NOT NULL, -- datapackage-digest.json.
  lock TEXT NOT NULL -- corpuslint.lock.json.
) STRICT"""

# Fixes name their rules in one cell; here each is a row, so that those of a rule are found by an index.
_FIX_RULES = """\
CREATE TABLE fix_rules (
  rule TEXT NOT NULL REFERENCES rules (rule), -- Code of a rule.
  fix_id TEXT NOT NULL REFERENCES fixes (fix_id), -- A fix that it took part in.
  PRIMARY KEY (rule, fix_id)
) STRICT, WITHOUT ROWID"""
# The texts stay in ``blocks``; the index folds case and accents, so that "prefete" finds "préfète".
_SEARCH = (
    f"CREATE VIRTUAL TABLE {SEARCH} USING fts5("
    f"text, content='{BLOCKS.name}', content_rowid='{NUMBER}', tokenize='unicode61 remove_diacritics 2')"
)
_FILL_SEARCH = (
    f"INSERT INTO {SEARCH} ({SEARCH}) VALUES ('rebuild')",
    f"INSERT INTO {SEARCH} ({SEARCH}) VALUES ('optimize')",
    # Fails if the index does not say what the blocks say.
    f"INSERT INTO {SEARCH} ({SEARCH}, rank) VALUES ('integrity-check', 1)",
)

# What is asked for most, beside ids: by table, the columns of each index.
_INDEXES = {
    "documents": (("path",), ("language",)),
    BLOCKS.name: (("doc_id",),),
    FINDINGS.name: (("doc_id",), ("rule",)),
    FIXES.name: (("doc_id",),),
}


def create_table(table: Table, known: Collection[str]) -> str:
    """The statement that makes a table; it may refer to the ``known`` ones. What a column holds is a comment in it."""
    columns = [f"{_quoted(NUMBER)} INTEGER PRIMARY KEY, -- Place of the row in the table of the package, from 1."]
    last = table.columns[-1]
    for column in table.columns:
        parts = [_quoted(column.name), _TYPES[column.type]]
        if column.constraints.get("required"):
            parts.append("NOT NULL")
        if column.name == table.key:
            parts.append("UNIQUE")
        if (other := table.references.get(column.name)) in known:
            parts.append(f"REFERENCES {_quoted(str(other))} ({_quoted(column.name)})")
        columns.append(f"{' '.join(parts)}{'' if column is last else ','} -- {column.description}")
    body = "\n".join(f"  {line}" for line in columns)
    return f"CREATE TABLE {_quoted(table.name)} (\n{body}\n) STRICT"


def insert_row(table: Table) -> str:
    """The statement that adds a row: its number, then its columns in order."""
    return f"INSERT INTO {_quoted(table.name)} VALUES ({', '.join('?' * (len(table.columns) + 1))})"


def rules_of_fixes(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """The rows of ``fix_rules``."""
    for fix_id, rules in connection.execute("SELECT fix_id, rules FROM fixes ORDER BY number"):
        yield from ((rule, fix_id) for rule in dict.fromkeys(rules.split(" ")))


def select_rows(table: Table) -> str:
    """The query for the rows of a table, in order, without their numbers."""
    return f"SELECT {', '.join(map(_quoted, table.column_names))} FROM {_quoted(table.name)} ORDER BY {NUMBER}"


def derive(known: Collection[str]) -> Iterator[str]:
    """The statements that make what follows from the rows: indexes, a table of the rules of fixes, the search index."""
    for table, indexes in _INDEXES.items():
        for columns in indexes if table in known else ():
            name = _quoted(f"{table}_{'_'.join(columns)}")
            yield f"CREATE INDEX {name} ON {_quoted(table)} ({', '.join(map(_quoted, columns))})"
    if FIXES.name in known:
        yield _FIX_RULES if RULES.name in known else _FIX_RULES.replace(" REFERENCES rules (rule)", "")
    if BLOCKS.name in known:
        yield from (_SEARCH, *_FILL_SEARCH)


def _quoted(name: str) -> str:
    return f'"{name}"'
