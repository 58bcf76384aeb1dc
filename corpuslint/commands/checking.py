"""A run of ``corpuslint check``: sources in, findings out one by one, with what goes wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from corpuslint.baseline import Baseline
from corpuslint.document import Document
from corpuslint.errors import CorpuslintError, ReadError, WriteError
from corpuslint.findings import Applicability, Finding
from corpuslint.fixing import FixOutcome
from corpuslint.formats import Source
from corpuslint.language.codes import UNDETERMINED, languages
from corpuslint.reporters import LocatedFinding, Paint
from corpuslint.runner import Runner, send, write_back
from corpuslint.tally import Tally

if TYPE_CHECKING:
    from corpuslint.fixlog import FixLog


class Mode(Enum):
    """What becomes of fixes: none are made, or they go to the files, to standard output, or only into a diff."""

    CHECK = auto()
    FIX_FILES = auto()
    FIX_STREAM = auto()
    DIFF = auto()


@dataclass
class Run:
    """A run and its counts.

    complain: called with each error that does not end the run.
    without_lexicon: languages of documents that got only the checks that need no lexicon.
    send: called with the fixed bytes in :attr:`Mode.FIX_STREAM`.
    """

    runner: Runner
    mode: Mode
    complain: Callable[[CorpuslintError], None]
    send: Callable[[bytes], None] | None = None
    log: FixLog | None = None
    baseline: Baseline | None = None
    tally: Tally = field(default_factory=Tally)
    without_lexicon: set[str] = field(default_factory=set)

    def findings(self, sources: Iterable[Source | ReadError]) -> Iterator[LocatedFinding]:
        """The findings that are left in each source, after fixing where the mode asks for it."""
        for document, findings, _ in self._results(sources):
            yield from self._count(document, findings)

    def diff(self, sources: Iterable[Source | ReadError], paint: Paint | None) -> Iterator[str]:
        """What fixing would change, as pieces of a unified diff."""
        from corpuslint.reporters.diff import unified_diff

        for document, findings, change in self._results(sources):
            self._count(document, findings)
            if change is not None:
                yield from unified_diff(*change, paint)

    def _count(self, document: Document, findings: Iterable[Finding]) -> list[LocatedFinding]:
        """The findings that no baseline knows, counted."""
        located = [LocatedFinding(finding, document) for finding in findings]
        if self.baseline is not None:
            located = [one for one in located if not self.baseline.takes(one)]
        for one in located:
            self.tally.add(one)
        language = document.language
        if language is not None and language not in (UNDETERMINED, *languages()):
            self.without_lexicon.add(language)
        self.tally.documents += 1
        self.tally.documents_with_findings += bool(located)
        return located

    def _results(self, sources: Iterable[Source | ReadError]) -> Iterator[_Result]:
        for source in sources:
            if isinstance(source, ReadError):
                self.complain(source)
                continue
            try:
                results = self._check(source) if self.mode is Mode.CHECK else self._fix(source)
            except CorpuslintError as error:
                self.complain(error)
            else:
                yield from results

    def _check(self, source: Source) -> list[_Result]:
        return [(document, findings, None) for document, findings in self.runner.check(source)]

    def _fix(self, source: Source) -> list[_Result]:
        fixed = self.runner.fix(source, self._allowed())
        if not all(outcome.converged for outcome in fixed.outcomes):
            self.complain(WriteError(f"{source.path}: fixes contradict each other; such a document is left as it is"))
        try:
            match self.mode:
                case Mode.FIX_FILES if fixed.changed:
                    write_back(fixed, self.log)
                case Mode.FIX_STREAM if self.send:
                    send(fixed, self.log, self.send)
                case Mode.DIFF:
                    fixed.new_bytes()  # what cannot be written must not be promised
        except CorpuslintError as error:
            self.complain(error)
            pairs = zip(fixed.before, fixed.outcomes, strict=True)
            return [(document, outcome.first, None) for document, outcome in pairs]
        results: list[_Result] = []
        for document, outcome in zip(fixed.before, fixed.outcomes, strict=True):
            self.tally.add_fixed(outcome)
            results.append((outcome.document, outcome.remaining, (document, outcome)))
        return results

    def _allowed(self) -> frozenset[Applicability]:
        unsafe = {Applicability.UNSAFE} if self.runner.settings.unsafe_fixes else set()
        return frozenset({Applicability.SAFE, *unsafe})


# A document as it is now, the findings that are left in it, and what fixing changed, if it did.
_Result = tuple[Document, Iterable[Finding], tuple[Document, FixOutcome] | None]
