"""The cache: what a run found in a piece, kept for the next run with the same rules, settings and version.

It is one SQLite file in ``.corpuslint_cache``. A key is the digest of everything that the result depends on, so that
nothing in it can be out of date; results that were not asked for in 30 days are dropped. A cache that turns out broken
is made anew, and one that cannot be read or written is none: it never makes a run fail.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from corpuslint import __version__
from corpuslint.catalogue import rules_directory
from corpuslint.formats import Piece
from corpuslint.pool import Item, Pool
from corpuslint.worker import Job, Result, Shown

DIRECTORY = ".corpuslint_cache"
KEPT_DAYS = 30
_NAME = f"findings-{__version__}.sqlite"
# Results that are written in one go.
_PENDING = 2000


class Cache:
    """Results of checks by the content of pieces."""

    def __init__(self, directory: Path, job: Job) -> None:
        """Open or make the cache in a directory; one that cannot be used stays empty."""
        self._today = datetime.now(UTC).toordinal()
        self._pending: list[tuple[bytes, int, str]] = []
        self._seen: list[tuple[int, bytes]] = []
        self._missed: deque[bytes] = deque()  # keys of the pieces that are worked on, in their order
        self._connection: sqlite3.Connection | None = None
        with suppress(OSError, sqlite3.Error):  # a file that the settings name and that is missing is told of later
            self._job = _digest_of_job(job)
            _prepare(directory)
            self._path = directory / _NAME
            self._connection = _open(self._path)

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is None:
            return
        self._write()
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.execute("DELETE FROM results WHERE day < ?", (self._today - KEPT_DAYS,))
                self._connection.commit()
            self._connection.close()

    def map(self, pool: Pool, items: Iterable[Item]) -> Iterator[tuple[Item, Result | None]]:
        """As :meth:`Pool.map`, but that pieces whose results are kept never reach the pool."""
        for item, result in pool.map(self._known(items)):
            if isinstance(item, _Known):
                yield item.piece, item.result
            elif isinstance(item, Piece) and result is not None:
                if self._missed:
                    self._keep(self._missed.popleft(), result)
                yield item, result
            else:
                yield item, result

    def _known(self, items: Iterable[Item]) -> Iterator[Item]:
        if self._connection is None:
            yield from items
            return
        for item in items:
            if isinstance(item, Piece):
                key = self._key(item)
                if (result := self._get(key)) is not None:
                    yield _Known(item._replace(data=b""), result)
                    continue
                self._missed.append(key)
            yield item

    def _key(self, piece: Piece) -> bytes:
        digest = hashlib.blake2b(self._job, digest_size=16)
        for part in (piece.path, piece.format, str(piece.record), str(piece.line)):
            digest.update(part.encode("utf-8", "surrogateescape") + b"\0")
        digest.update(len(piece.head).to_bytes(8, "little") + piece.head)
        digest.update(piece.data)
        return digest.digest()

    def _get(self, key: bytes) -> Result | None:
        if self._connection is None:
            return None
        try:
            row = self._connection.execute("SELECT day, result FROM results WHERE key = ?", (key,)).fetchone()
            if row is None:
                return None
            documents, languages, findings, summaries = json.loads(row[1])
            if row[0] != self._today:
                self._seen.append((self._today, key))
            shown = [Shown(*values[:4], _tuple(values[4]), values[5]) for values in findings]  # type: ignore[call-arg]
            return Result(documents, shown, without_lexicon=languages, summaries=summaries)
        except sqlite3.OperationalError:  # in use, or no room
            return None
        except sqlite3.DatabaseError:
            self._begin_anew()
            return None
        except (ValueError, TypeError, IndexError):
            return None

    def _keep(self, key: bytes, result: Result) -> None:
        if self._connection is None or result.error is not None:
            return
        kept = [result.documents, result.without_lexicon, result.findings, result.summaries]
        content = json.dumps(kept, separators=(",", ":"))
        self._pending.append((key, self._today, content))
        if len(self._pending) >= _PENDING:
            self._write()

    def _write(self) -> None:
        """Write what waits; what cannot be kept is found again."""
        for _ in range(2):  # a second time where the first one showed that the database is broken
            if self._connection is None:
                break
            try:
                with self._connection:
                    self._connection.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", self._pending)
                    self._connection.executemany("UPDATE results SET day = ? WHERE key = ?", self._seen)
                break
            except sqlite3.OperationalError:
                break
            except sqlite3.DatabaseError:
                self._begin_anew()
        self._pending.clear()
        self._seen.clear()

    def _begin_anew(self) -> None:
        """Put an empty database in place of a broken one."""
        assert self._connection is not None
        self._connection.close()
        self._connection = None
        with suppress(OSError, sqlite3.Error):
            _drop(self._path)
            self._connection = _prepared(self._path)


class _Known:
    """A piece, without its bytes, with the result that was kept."""

    def __init__(self, piece: Piece, result: Result) -> None:
        self.piece = piece
        self.result = result


def _tuple(key: list[str] | None) -> tuple[str, str, str] | None:
    return None if key is None else (key[0], key[1], key[2])


def _prepare(directory: Path) -> None:
    """Make the directory, which git is told to ignore. A link could lead anywhere: a cache behind one is none."""
    directory.mkdir(exist_ok=True)
    if directory.is_symlink() or (directory / _NAME).is_symlink():
        raise OSError("a link")
    with suppress(FileExistsError), (directory / ".gitignore").open("x", encoding="utf-8") as stream:
        stream.write("# Written by corpuslint.\n*\n")


def _open(path: Path) -> sqlite3.Connection:
    """The database; a broken one is replaced."""
    try:
        return _prepared(path)
    except sqlite3.OperationalError:  # in use, not broken
        raise
    except sqlite3.DatabaseError:
        _drop(path)
        return _prepared(path)


def _drop(path: Path) -> None:
    """Remove a database, with the files that SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _prepared(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=1)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")  # what a power failure takes is found again
    connection.execute(
        "CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, day INTEGER, result TEXT) WITHOUT ROWID"
    )
    return connection


def _digest_of_job(job: Job) -> bytes:
    """Digest of what every result depends on: the settings, the files they name, and this program."""
    digest = hashlib.blake2b(digest_size=16)
    settings = job.settings
    facts = job.mode, job.styled, job.baseline_root, settings, os.getcwd()  # noqa: PTH109 - a link tells other paths
    digest.update(repr(facts).encode("utf-8", "backslashreplace"))
    for path in sorted(_files(settings.vocabulary, settings.rule_paths)):
        digest.update(hashlib.blake2b(path.read_bytes()).digest())
    for directory in (Path(__file__).parent, rules_directory()):
        for line in sorted(_stamps(str(directory))):
            digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.digest()


def _stamps(directory: str) -> Iterator[str]:
    """A line for each file below a directory that tells when it changes."""
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _stamps(entry.path)
            else:
                facts = entry.stat()
                yield f"{entry.path}:{facts.st_size}:{facts.st_mtime_ns}\n"


def _files(vocabulary: Iterable[Path], rule_paths: Iterable[Path]) -> Iterator[Path]:
    yield from vocabulary
    for directory in rule_paths:
        yield from directory.glob("*.toml")
