"""What is done with one shard: a function of the shard and the plan, which any process on any machine can run."""

from __future__ import annotations

import hashlib
import os
import pickle
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import BinaryIO, NamedTuple

from corpuslint import __version__
from corpuslint.batch.cleaning import Cleaned
from corpuslint.batch.joining import join
from corpuslint.batch.manifest import Entry
from corpuslint.batch.output import Files, Output
from corpuslint.batch.shards import JoinOfParts, PartOfShard, Shard
from corpuslint.config import Settings
from corpuslint.errors import ConfigurationError, CorpuslintError
from corpuslint.findings import Applicability
from corpuslint.formats import is_remote, unreadable
from corpuslint.formats.parts import Split, changed, is_divisible, pieces_of, split
from corpuslint.packaging.canonical import json_document, sha256_file
from corpuslint.packaging.lock import build_lock
from corpuslint.runner import Runner

# Bytes of a part of a large shard, about: some ten seconds of work on clean text, some minutes on damaged text. Shards
# up to twice as large are not cut.
PART_BYTES = 1 << 24


class Plan(NamedTuple):
    """What every worker of a run is told.

    digest: of everything besides a shard that decides what becomes of it, hexadecimal.
    part_bytes: see :data:`PART_BYTES`; the results do not depend on it.
    """

    settings: Settings
    output: Output
    digest: str
    part_bytes: int
    version: str = __version__


class Outcome(NamedTuple):
    """What became of a shard in this run.

    is_new: False if it was done already.
    parts: of a large shard, nothing of which is done yet, but for what earlier runs did.
    """

    entry: Entry
    is_new: bool = True
    parts: tuple[PartOfShard, ...] = ()


def plan_of(settings: Settings, output: Output) -> Plan:
    """The plan of a run.

    Raises:
        ConfigurationError: the settings cannot be used.
    """
    rules = Runner(settings).rules
    lock = build_lock(
        rules,
        allowed(settings),
        language=settings.language,
        profile=settings.blocks,
        vocabulary=[sha256_file(path) for path in settings.vocabulary],
        per_file_ignores=settings.per_file_ignores,
    )
    fields = {"text": list(settings.text_field), "id": settings.id_field}
    compared = {code: dict(active.options) for code, active in rules.corpus.items()}
    decisive = json_document({**lock, "fields": fields, **({"corpus": compared} if compared else {})})
    return Plan(settings, output, hashlib.sha256(decisive).hexdigest(), PART_BYTES)


def allowed(settings: Settings) -> frozenset[Applicability]:
    """The fixes that are applied."""
    return frozenset({Applicability.SAFE, *([Applicability.UNSAFE] if settings.unsafe_fixes else [])})


def work(plan: bytes, shards: Sequence[Shard]) -> list[Outcome]:
    """What becomes of shards; errors of one stand in its outcome.

    Args:
        plan: a pickled :class:`Plan`, the same in every call of a run.
        shards: those to do, one after the other.
    """
    worker = _worker_of(plan)
    return [worker(shard) for shard in shards]


def version() -> str:
    """The version of corpuslint that a worker has: what a cluster is asked first."""
    return __version__


@lru_cache(maxsize=1)
def _worker_of(plan: bytes) -> ShardWorker:
    """The worker of this process: loading rules and lexicons is worth doing once."""
    return ShardWorker(pickle.loads(plan))


class ShardWorker:
    """Cleans shards; made once in each process."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._allowed = allowed(plan.settings)

    @cached_property
    def _runner(self) -> Runner:
        if self._plan.version != __version__:
            raise ConfigurationError(
                f"the run is one of corpuslint {self._plan.version} and this worker has {__version__}; install the same"
            )
        return Runner(self._plan.settings)

    def __call__(self, shard: Shard) -> Outcome:
        """Write the files of a shard, unless they are there."""
        try:
            self._plan.output.log_of(shard.place).unlink(missing_ok=True)
            if isinstance(shard, PartOfShard):
                return self._part(shard)
            if isinstance(shard, JoinOfParts):
                return Outcome(join(shard, self._plan.output))
            return self._done(shard)
        except OSError as error:
            return failed(shard, unreadable(shard.source.path, error))
        except CorpuslintError as error:
            return failed(shard, error)
        except Exception as error:  # a mistake of ours must not cost the hours that other shards took
            return self._mistaken(shard, error)

    def _done(self, shard: Shard) -> Outcome:
        stamp = _stamp(shard)
        with self._snapshot(shard) as (here, facts):
            key = self._digest(facts.sha256, shard.name)
            known = shard.known
            if known is not None and known.key == key and self._plan.output.holds(known):
                return Outcome(replace(known, path=shard.path), is_new=False)
            if len(facts.parts) > 1:
                return Outcome(Entry(shard.name, shard.path), parts=tuple(self._parts(shard, facts, key, stamp)))
            with Files(self._plan.output, shard.name) as files:
                cleaned = Cleaned(here, self._runner, self._allowed, files)
                for piece in here.source.pieces():
                    cleaned.add(piece)
                cleaned.end()
                if here.source.snapshot is None and _read(here) != facts[:2]:
                    raise changed(shard.source)
                outputs = files.commit()
        return Outcome(replace(cleaned.counts, key=key, bytes=facts.size, outputs=outputs))

    def _parts(self, shard: Shard, facts: Split, key: str, stamp: tuple[int, int]) -> Iterator[PartOfShard]:
        for part in facts.parts:
            own = self._digest(part.digest or facts.sha256, f"{shard.name} {part!r}")
            yield PartOfShard(
                shard.name, shard.path, shard.source, part=part, key=own, stamp=stamp, facts=facts[:2], whole_key=key
            )

    def _part(self, shard: PartOfShard) -> Outcome:
        output = self._plan.output.of_parts
        known = shard.known
        if known is not None and known.key == shard.key and output.holds(known):
            return Outcome(replace(known, path=shard.path), is_new=False)
        with Files(output, shard.place) as files:
            cleaned = Cleaned(shard, self._runner, self._allowed, files)
            for piece in pieces_of(shard.source, shard.part):
                cleaned.add(piece)
            cleaned.end()
            if not shard.part.digest and _stamp(shard) != shard.stamp:
                raise changed(shard.source)
            outputs = files.commit()
        return Outcome(replace(cleaned.counts, key=shard.key, outputs=outputs))

    @contextmanager
    def _snapshot(self, shard: Shard) -> Iterator[tuple[Shard, Split]]:
        """A shard whose bytes can be read as often as needed and stay the same, with digest, size and, if large, parts.

        What is far away is fetched once, so that what is told of it is true of what was read.
        """
        source = shard.source
        with source.open() as stored:
            if is_divisible(source) and stored.seekable():
                size = stored.seek(0, os.SEEK_END)
                stored.seek(0)
                if size > 2 * self._plan.part_bytes:
                    yield shard, split(source, stored, self._plan.part_bytes)
                    return
            if is_remote(source.path):
                with self._plan.output.scratch() as copy:
                    facts = _facts(stored, copy)
                    copy.flush()
                    yield replace(shard, source=source._replace(snapshot=copy.name)), facts
                return
            facts = _facts(stored)
        yield shard, facts

    def _digest(self, content: str, name: str) -> str:
        key = f"{self._plan.digest} {content} {name}".encode("utf-8", "surrogateescape")
        return hashlib.sha256(key).hexdigest()

    def _mistaken(self, shard: Shard, error: Exception) -> Outcome:
        """The outcome of a shard that showed a mistake in corpuslint; a file has all that there is to know of it."""
        log = self._plan.output.log_of(shard.place)
        told = (str(error).splitlines() or [""])[0][:200]
        where = log.relative_to(self._plan.output.directory).as_posix()
        try:
            self._plan.output.put(log, traceback.format_exception(error))
        except CorpuslintError as refused:
            where = str(refused)
        reason = f"a mistake in corpuslint: {type(error).__name__}: {told}; {where} tells where: please report it"
        return failed(shard, CorpuslintError(reason))


def failed(shard: Shard, error: CorpuslintError) -> Outcome:
    """The outcome of a shard that could not be done; the message does without the path, which the entry has."""
    return Outcome(Entry(shard.place, shard.path, error=str(error).removeprefix(f"{shard.source.path}: ")))


def _facts(stored: BinaryIO, copy: BinaryIO | None = None) -> Split:
    """Digest and size of what is stored, as a whole; a copy of it is made if there is a file for it."""
    digest, size = hashlib.sha256(), 0
    while block := stored.read(1 << 20):
        digest.update(block)
        size += len(block)
        if copy is not None:
            copy.write(block)
    return Split(digest.hexdigest(), size, ())


def _read(shard: Shard) -> tuple[str, int]:
    with shard.source.open() as stored:
        return _facts(stored)[:2]


def _stamp(shard: Shard) -> tuple[int, int]:
    """What changes with a local file; nothing is known of what is far away."""
    if is_remote(shard.source.path):
        return 0, 0
    facts = os.stat(shard.source.path)  # noqa: PTH116
    return facts.st_size, facts.st_mtime_ns
