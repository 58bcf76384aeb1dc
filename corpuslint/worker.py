"""What is done with one piece of a source: a pure function from piece to result, which any process can run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from corpuslint.config import Settings
from corpuslint.corpus import summarise
from corpuslint.document import Document
from corpuslint.errors import ConfigurationError, CorpuslintError
from corpuslint.findings import Applicability, Finding
from corpuslint.fixing import FixOutcome
from corpuslint.formats import Piece, load_format
from corpuslint.language.codes import UNDETERMINED, languages
from corpuslint.reporters import LocatedFinding, load_reporter
from corpuslint.reporters.terminal import painted
from corpuslint.runner import Runner

if TYPE_CHECKING:
    from corpuslint.fixlog import Row
    from corpuslint.reporters.diff import Changed


class Mode(Enum):
    """What becomes of fixes: none are made, they are made, or they are only shown; or findings are only summed up."""

    CHECK = auto()
    SUM = auto()
    FIX = auto()
    DIFF = auto()


class Shown(NamedTuple):
    """A finding as the run counts and prints it.

    document: number of the document in its piece.
    applicability: of its fix; None without one.
    key: what a baseline knows it by; None where no baseline is asked.
    text: as the reporter renders it.
    """

    document: int
    rule: str
    name: str
    applicability: str | None
    key: tuple[str, str, str] | None
    text: str


class Job(NamedTuple):
    """What every worker of a run is told.

    styled: whether findings are rendered for a terminal.
    baseline_root: the directory of the baseline, if there is one.
    accepted: how often the baseline has each finding, by what it is known by; these are not fixed.
    logged: whether rows for a fix log are wanted.
    summarise: in the mode SUM, makes a summary of a document and its findings, which takes in others with ``+=``.
    """

    settings: Settings
    mode: Mode = Mode.CHECK
    styled: bool = False
    baseline_root: Path | None = None
    logged: bool = False
    accepted: Mapping[tuple[str, str, str], int] | None = None
    summarise: Callable[[Document, list[Finding]], Any] | None = None


@dataclass(slots=True)
class Result:
    """What became of a piece.

    documents: how many it holds.
    findings: those that are left.
    before: those before fixing, where anything was fixed.
    data: its new bytes, if they differ.
    without_lexicon: languages of documents that got only the checks that need no lexicon.
    summaries: what the rules that compare documents need of each, as it is after fixing; empty without such rules.
    summaries_before: those before fixing, where anything was fixed.
    total: the sum of what the job makes of each document; None without documents, or if the job makes nothing.
    found_in: beside a total, the numbers of the documents with findings, where there are summaries too.
    error: why it could not be read or written; the rest is then empty, or as without fixing.
    """

    documents: int = 0
    findings: list[Shown] = field(default_factory=list)
    before: list[Shown] = field(default_factory=list)
    data: bytes | None = None
    rows: list[Row] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    fixed: int = 0
    documents_fixed: int = 0
    contradicted: int = 0
    without_lexicon: list[str] = field(default_factory=list)
    summaries: list[list[Any] | None] = field(default_factory=list)
    summaries_before: list[list[Any] | None] = field(default_factory=list)
    total: Any = None
    found_in: list[int] = field(default_factory=list)
    error: CorpuslintError | None = None


class Worker:
    """Checks or fixes pieces; made once in each process."""

    def __init__(self, job: Job) -> None:
        self.job = job

    @cached_property
    def runner(self) -> Runner:
        """The settings of the run, read when they are first needed."""
        return Runner(self.job.settings)

    def __call__(self, piece: Piece) -> Result:
        """Check or fix the documents of a piece. Errors of its content stand in the result."""
        result = Result()
        try:
            if self.job.mode is Mode.SUM:
                self._sum(piece, result)
            elif self.job.mode is Mode.CHECK:
                self._check(piece, result)
            else:
                self._fix(piece, result)
        except ConfigurationError:
            raise  # the same for every piece: the run ends here
        except CorpuslintError as error:
            result.error = error
        return result

    def _check(self, piece: Piece, result: Result) -> None:
        for document, findings in self.runner.check(piece):
            result.findings += self.show(result.documents, document, findings)
            self._count(document, result)

    def _sum(self, piece: Piece, result: Result) -> None:
        assert self.job.summarise is not None
        for document, findings in self.runner.check(piece):
            summary = self.job.summarise(document, findings)
            if findings and self.runner.rules.corpus:
                result.found_in.append(result.documents)
            if result.total is None:
                result.total = summary
            else:
                result.total += summary
            self._count(document, result)

    def _fix(self, piece: Piece, result: Result) -> None:
        before: list[Document] = []
        outcomes: list[FixOutcome] = []
        spare = self._accepted if self.job.accepted else None
        for document, outcome in self.runner.fix(piece, self._allowed(), spare):
            shown = self.show(result.documents, outcome.document, outcome.remaining)
            result.findings += self._known_as_before(shown, document, outcome) if outcome.spared else shown
            result.before += self.show(result.documents, document, outcome.first)
            result.contradicted += not outcome.converged
            result.fixed += len(outcome.applied)
            result.documents_fixed += bool(outcome.applied)
            self._count(outcome.document, result)
            if result.summaries:
                changed = outcome.document is not document
                result.summaries_before.append(self._summary(document) if changed else result.summaries[-1])
            before.append(document)
            outcomes.append(outcome)
        if not result.fixed:
            return
        try:
            result.data = piece.write([outcome.document for outcome in outcomes])
        except CorpuslintError as error:
            result.error = error
            result.findings, result.summaries = result.before, result.summaries_before
            result.fixed = result.documents_fixed = 0
            return
        pairs = list(zip(before, outcomes, strict=True))
        if self.job.logged:
            from corpuslint.fixlog import rows_of, with_literals

            told = [(document, list(rows_of(document, outcome))) for document, outcome in pairs]
            result.rows = with_literals(piece, result.data, told)
        if self.job.mode is Mode.DIFF:
            result.changed = list(_changes(piece, result.data, pairs))

    def _accepted(self, document: Document, findings: Sequence[Finding]) -> Iterator[Finding]:
        """The findings of a document that the baseline has, each as often as it has it."""
        from corpuslint.baseline import key_of

        assert self.job.accepted is not None
        assert self.job.baseline_root is not None
        left: dict[tuple[str, str, str], int] = {}
        for finding in findings:
            key = key_of(LocatedFinding(finding, document), self.job.baseline_root)
            left[key] = left.get(key, self.job.accepted.get(key, 0)) - 1
            if left[key] >= 0:
                yield finding

    def _known_as_before(self, shown: Iterable[Shown], document: Document, outcome: FixOutcome) -> Iterator[Shown]:
        """Findings of a fixed document, of which the accepted ones are known by what stood around them before."""
        from corpuslint.baseline import key_of

        assert self.job.baseline_root is not None
        for one, finding in zip(shown, outcome.remaining, strict=True):
            before = outcome.spared.get((finding.rule, finding.start, finding.end))
            if before is None:
                yield one
            else:
                yield one._replace(key=key_of(LocatedFinding(before, document), self.job.baseline_root))

    def _allowed(self) -> frozenset[Applicability]:
        unsafe = {Applicability.UNSAFE} if self.job.settings.unsafe_fixes else set()
        return frozenset({Applicability.SAFE, *unsafe})

    def _count(self, document: Document, result: Result) -> None:
        language = document.language
        if language is not None and language not in (UNDETERMINED, *languages()):
            result.without_lexicon.append(language)
        result.documents += 1
        if self.runner.rules.corpus:
            result.summaries.append(self._summary(document))

    def _summary(self, document: Document) -> list[Any] | None:
        return summarise(document, self.runner.rules_for(document.path))

    def show(self, number: int, document: Document, findings: Iterable[Finding]) -> Iterator[Shown]:
        """Findings of a document, the one of this number in its piece, as the run prints them."""
        reporter = load_reporter(self.job.settings.output_format)
        paint = painted(self.job.styled)
        for finding in findings:
            one = LocatedFinding(finding, document)
            key = None
            if self.job.baseline_root is not None:
                from corpuslint.baseline import key_of

                key = key_of(one, self.job.baseline_root)
            applicability = finding.fix.applicability.value if finding.fix else None
            yield Shown(number, finding.rule, finding.name, applicability, key, reporter.render(one, paint))


def _changes(piece: Piece, new: bytes, pairs: Iterable[tuple[Document, FixOutcome]]) -> Iterator[Changed]:
    from corpuslint.reporters.diff import Changed, hunks_of_lines, hunks_of_text

    if load_format(piece.format).is_lines:
        yield Changed(piece.path, hunks_of_lines(piece.data, new, piece.line))
        return
    for document, outcome in pairs:
        encodings = document.encoding.encoding, outcome.document.encoding.encoding
        if outcome.changes or encodings[0] != encodings[1]:
            place = "".join(f":{value}" for value in (document.record or {}).values())
            yield Changed(piece.path + place, hunks_of_text(document.text, outcome.changes), encodings)
