"""What is done with one shard: a function of the shard and the plan, which any process on any machine can run."""

from __future__ import annotations

import base64
import hashlib
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from corpuslint import __version__
from corpuslint.batch.manifest import Entry
from corpuslint.batch.output import Files, Output
from corpuslint.batch.shards import Shard
from corpuslint.config import Settings
from corpuslint.corpus import summarise
from corpuslint.document import Document
from corpuslint.errors import ConfigurationError, CorpuslintError, ReadError
from corpuslint.findings import Applicability
from corpuslint.fixing import FixOutcome
from corpuslint.fixlog import Row, line_of, rows_of, with_literals
from corpuslint.formats import Piece, PlainJoiner, Source, is_remote, unreadable
from corpuslint.packaging.canonical import json_document, sha256_file
from corpuslint.packaging.lock import build_lock
from corpuslint.reporters import LocatedFinding
from corpuslint.reporters.json_text import to_json
from corpuslint.runner import Runner
from corpuslint.writing import Record

CONTRADICTION = "fixes contradict each other; it is left as it is"


class Plan(NamedTuple):
    """What every worker of a run is told.

    digest: of everything besides a shard that decides what becomes of it, hexadecimal.
    """

    settings: Settings
    output: Output
    digest: str
    version: str = __version__


class Outcome(NamedTuple):
    """What became of a shard in this run. ``is_new`` is False if it was done already."""

    entry: Entry
    is_new: bool = True


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
    return Plan(settings, output, hashlib.sha256(decisive).hexdigest())


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
            return self._done(shard)
        except OSError as error:
            return failed(shard, unreadable(shard.source.path, error))
        except CorpuslintError as error:
            return failed(shard, error)

    def _done(self, shard: Shard) -> Outcome:
        facts = _facts(shard.source)
        key = f"{self._plan.digest} {facts.sha256} {shard.name}".encode("utf-8", "surrogateescape")
        digest = hashlib.sha256(key).hexdigest()
        known = shard.known
        if known is not None and known.key == digest and self._plan.output.holds(known):
            return Outcome(replace(known, path=shard.path), is_new=False)
        with Files(self._plan.output, shard.name) as files:
            cleaned = _Cleaned(shard, self._runner, self._allowed, files)
            for piece in shard.source.pieces():
                cleaned.add(piece)
            cleaned.end()
            if not is_remote(shard.source.path) and _facts(shard.source) != facts:  # another download costs too much
                raise ReadError(f"{shard.source.path}: changed while it was being read; run again")
            outputs = files.commit()
        return Outcome(replace(cleaned.counts, key=digest, bytes=facts.size, outputs=outputs))


class _Cleaned:
    """The files of one shard as they grow, and its counts."""

    def __init__(self, shard: Shard, runner: Runner, allowed: frozenset[Applicability], files: Files) -> None:
        self.counts = Entry(shard.name, shard.path)
        self._shard = shard
        self._runner = runner
        self._allowed = allowed
        self._files = files
        self._joiner = shard.source.joiner()
        self._record = Record()
        self._is_written = isinstance(self._joiner, PlainJoiner)
        self._unchanged = 0

    def add(self, piece: Piece) -> None:
        """Clean the next piece."""
        documents: list[Document] = []
        told: list[tuple[Document, list[Row]]] = []
        findings = fixes = 0
        for document, outcome in self._runner.fix(piece, self._allowed):
            named = replace(document, path=self._shard.name)
            findings += self._tell_findings(outcome)
            told.append((named, list(rows_of(named, outcome))))
            fixes += len(outcome.applied)
            if document.problem is not None or not outcome.converged:
                self._quarantine(piece, document)
            documents.append(outcome.document)
            self._summarise(piece, outcome.document)
        data = piece.write(documents) if fixes else piece.data
        self._record.add(piece.data, data, with_literals(piece, data, told) if fixes else ())
        self._write(piece, data)
        self.counts = replace(
            self.counts,
            documents=self.counts.documents + len(documents),
            findings=self.counts.findings + findings,
            fixes=self.counts.fixes + fixes,
        )

    def _write(self, piece: Piece, data: bytes) -> None:
        """Write a piece. Where that costs much, wait for the first that changed: there may be none."""
        if not self._is_written and data == piece.data:
            self._unchanged += 1
            return
        if not self._is_written:
            self._is_written = True
            for before in islice(self._shard.source.pieces(), self._unchanged):
                self._files.write("data", self._joiner.add(before.data))
        self._files.write("data", self._joiner.add(data))

    def end(self) -> None:
        """Write what is known only at the end. A shard without changes is copied: compressing it anew helps nobody."""
        if self._is_written:
            self._files.write("data", self._joiner.end())
        else:
            for block in _blocks(self._shard.source):
                self._files.write("data", block)
        for row in self._record.settled():
            self._files.write("fixes", line_of(row))

    def _tell_findings(self, outcome: FixOutcome) -> int:
        if outcome.remaining:
            document = replace(outcome.document, path=self._shard.name)
            lines = [f"{to_json(LocatedFinding(one, document).as_dict())}\n" for one in outcome.remaining]
            self._files.write("findings", "".join(lines).encode())
        return len(outcome.remaining)

    def _summarise(self, piece: Piece, document: Document) -> None:
        """Keep what the rules that compare documents need, for when all shards are done."""
        if self._runner.rules.corpus:
            summary = summarise(replace(document, path=self._shard.name), self._runner.rules_for(piece.path))
            if summary is not None:
                self._files.write("summaries", f"{to_json(summary)}\n".encode())

    def _quarantine(self, piece: Piece, document: Document) -> None:
        row = {
            "path": self._shard.name,
            "record": None if document.record is None else dict(document.record),
            "reason": f"this record {document.problem}" if document.problem else CONTRADICTION,
            "base64": base64.b64encode(piece.raw(document)).decode("ascii"),
        }
        self._files.write("quarantine", f"{to_json(row)}\n".encode())
        self.counts = replace(self.counts, quarantined=self.counts.quarantined + 1)


def failed(shard: Shard, error: CorpuslintError) -> Outcome:
    """The outcome of a shard that could not be done; the message does without the path, which the entry has."""
    return Outcome(Entry(shard.name, shard.path, error=str(error).removeprefix(f"{shard.source.path}: ")))


class _Facts(NamedTuple):
    sha256: str
    size: int


def _facts(source: Source) -> _Facts:
    """Digest and size of what is stored."""
    digest, size = hashlib.sha256(), 0
    for block in _blocks(source):
        digest.update(block)
        size += len(block)
    return _Facts(digest.hexdigest(), size)


def _blocks(source: Source) -> Iterator[bytes]:
    with source.open() as stored:
        while block := stored.read(1 << 20):
            yield block
