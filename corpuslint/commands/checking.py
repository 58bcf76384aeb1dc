"""A run of ``corpuslint check``: sources in, findings out one by one, with what goes wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from corpuslint.commands.corpus_run import CorpusRun
from corpuslint.errors import CorpuslintError, ReadError
from corpuslint.formats import Piece, Source, digest_of, unreadable
from corpuslint.pool import Item, Pool
from corpuslint.reporters import Paint
from corpuslint.spool import Spool
from corpuslint.tally import Tally
from corpuslint.worker import Result, Shown

if TYPE_CHECKING:
    from corpuslint.baseline import Baseline
    from corpuslint.cache import Cache
    from corpuslint.writing import Writer


class Begin(NamedTuple):
    """The beginning of a source."""

    source: Source


class End(NamedTuple):
    """The end of a source: what was read, or what ended the reading."""

    digest: str = ""
    error: ReadError | None = None


@dataclass
class Run:
    """A run and its counts.

    complain: called with each error that does not end the run.
    writer: makes the writer of each source, where fixes are written.
    without_lexicon: languages of documents that got only the checks that need no lexicon.
    """

    pool: Pool
    complain: Callable[[CorpuslintError], None]
    writer: Callable[[Source], Writer] | None = None
    baseline: Baseline | None = None
    cache: Cache | None = None
    tally: Tally = field(default_factory=Tally)
    without_lexicon: set[str] = field(default_factory=set)
    _corpus: CorpusRun = field(init=False)

    def __post_init__(self) -> None:
        self._corpus = CorpusRun(self.pool.worker)

    def findings(self, sources: Iterable[Source | ReadError]) -> Iterator[Shown]:
        """The findings that are left in each source, after fixing where there is a writer."""
        writer: Writer | None = None
        is_whole, fixable = True, self.tally.fixable.copy()
        held: Spool[Result] = Spool()
        try:
            for item, result in self._results(sources):
                if result is not None:
                    if result.error is not None:
                        self.complain(result.error)
                        is_whole = False
                    if writer is None:
                        yield from self._count(result, result.findings)
                        continue
                    writer.add(item, result)
                    result.data, result.rows = None, []
                    held.add(result)
                elif isinstance(item, Begin):
                    self._corpus.source = item.source
                    is_whole, fixable = True, self.tally.fixable.copy()
                    writer = self.writer(item.source) if self.writer else None
                elif isinstance(item, End):
                    if item.error is not None:
                        self.complain(item.error)
                    if writer is not None:
                        if item.error is None:
                            writer.end(item.digest)
                        else:
                            writer.give_up()
                        yield from self._release(held, writer)
                    if item.error is not None or not is_whole:
                        self.tally.fixable = fixable  # a source that cannot be read to its end cannot be fixed
                else:
                    self.complain(item)
        finally:
            if writer is not None:
                writer.give_up()  # of what was not written to its end, nothing stays behind
        yield from self._of_all()

    def diff(self, sources: Iterable[Source | ReadError], paint: Paint | None) -> Iterator[str]:
        """What fixing would change, as pieces of a unified diff."""
        from corpuslint.reporters.diff import UnifiedDiff

        shown = UnifiedDiff(paint)
        for item, result in self._results(sources):
            if result is not None:
                if result.error is not None:
                    self.complain(result.error)
                self._count(result, result.findings)
                self._count_fixed(result, item)
                for changed in result.changed:
                    yield from shown.add(changed)
            elif isinstance(item, ReadError):
                self.complain(item)
            elif isinstance(item, End) and item.error is not None:
                self.complain(item.error)

    def _of_all(self) -> Iterator[Shown]:
        """The findings of the rules that compare documents, in order of place."""
        for found, is_first in self._corpus.findings(self.complain):
            shown = self._new(found)
            self.tally.documents_with_findings += bool(shown) and is_first
            yield from shown

    def _results(self, sources: Iterable[Source | ReadError]) -> Iterator[tuple[Item, Result | None]]:
        items = items_of(sources, digest=self.writer is not None)
        return self.pool.map(items) if self.cache is None else self.cache.map(self.pool, items)

    def _release(self, held: Spool[Result], writer: Writer) -> Iterator[Shown]:
        """The findings that waited until their source was written; those from before fixing if it was not."""
        for result in held:
            if writer.failed and result.fixed:
                result.summaries = result.summaries_before
                yield from self._count(result, result.before)
            else:
                yield from self._count(result, result.findings)
                self.tally.fixed += result.fixed
                self.tally.documents_fixed += result.documents_fixed
        held.clear()

    def _count(self, result: Result, findings: list[Shown]) -> list[Shown]:
        """The findings that no baseline knows, counted."""
        findings = self._new(findings)
        self.without_lexicon.update(result.without_lexicon)
        self.tally.documents += result.documents
        numbers = {one.document for one in findings}
        self.tally.documents_with_findings += len(numbers)
        if result.summaries:
            self._corpus.add(result.summaries, numbers)
        return findings

    def _new(self, findings: list[Shown]) -> list[Shown]:
        if self.baseline is not None:
            findings = [one for one in findings if one.key is None or not self.baseline.takes(one.key)]
        for one in findings:
            self.tally.add(one)
        return findings

    def _count_fixed(self, result: Result, piece: Piece) -> None:
        self.tally.fixed += result.fixed
        self.tally.documents_fixed += result.documents_fixed
        if result.contradicted:
            from corpuslint.writing import contradiction

            self.complain(contradiction(piece.path))


def items_of(sources: Iterable[Source | ReadError], *, digest: bool = False) -> Iterator[Item]:
    """The pieces of sources, each source between its beginning and its end, and errors in their places."""
    for source in sources:
        if isinstance(source, ReadError):
            yield source
            continue
        yield Begin(source)
        try:
            with source.open() as stored:
                read = digest_of(stored) if digest and stored.seekable() else ""
                if read:
                    stored.seek(0)
                yield from source.cut(stored)
                yield End(read)
        except ReadError as error:
            yield End(error=error)
        except OSError as error:
            yield End(error=unreadable(source.path, error))
