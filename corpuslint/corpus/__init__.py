"""Corpus-level work: a small summary of each document, and a merge that comes to the same in any order and grouping.

A summary is a pure function of one document: small, and plain data as JSON holds it, so that it can travel between
processes and wait in a file. What summaries are merged into answers questions about the corpus. So one worker, many,
and a cluster give the same answers.

A corpus-level check is a module here that a rule file with ``scope = "corpus"`` names; :class:`CorpusCheck` says what
it holds. Nothing here knows of files, of formats or of the command line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple, Protocol

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Finding
from corpuslint.ruleset import RuleSet


class Place(NamedTuple):
    """Where a document stands: its path, and the items of its record locator, none for a whole file."""

    path: str
    record: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, document: Document) -> Place:
        """The place of a document."""
        return cls(document.path, tuple(document.record.items()) if document.record else ())

    def as_data(self) -> list[Any]:
        """The place as plain data."""
        return [self.path, [list(item) for item in self.record]]

    @classmethod
    def of_data(cls, data: Sequence[Any]) -> Place:
        """The place of plain data."""
        return cls(data[0], tuple((name, value) for name, value in data[1]))

    @property
    def order(self) -> tuple[Any, ...]:
        """What places are sorted by: the parts of the path, then the record; numbers as numbers."""
        numbers = ((0, one, "") if isinstance(one, int) else (1, 0, str(one)) for _, one in self.record)
        return tuple(self.path.split("/")), tuple(numbers)

    def __str__(self) -> str:
        return ":".join([self.path, *(str(value) for _, value in self.record)])


class Summaries(Protocol):
    """What summaries are merged into."""

    def add(self, place: Place, summary: Any) -> None:
        """Take in the summary of the document that stands at a place."""

    def merge(self, other: Any) -> None:
        """Take in all that another one of the same kind holds."""

    def findings(self) -> Iterator[tuple[Place, Finding]]:
        """The findings of the corpus, in order of place. They span whole documents and have no fix."""


class CorpusCheck(Protocol):
    """A module with the check behind a corpus-level rule."""

    def summarise(self, document: Document, active: ActiveRule) -> Any:
        """The summary of a document as plain data; None if the rule has nothing to do with it."""

    def start(self, active: ActiveRule) -> Summaries:
        """The merge of no summaries.

        Raises:
            ConfigurationError: an option has a value that makes no sense.
        """


@cache
def load_corpus_check(name: str) -> CorpusCheck:
    """The module ``corpuslint.corpus.NAME``."""
    module: Any = import_module(f"corpuslint.corpus.{name}")
    check: CorpusCheck = module
    return check


def summarise(document: Document, rules: RuleSet) -> list[Any] | None:
    """What the active corpus-level rules need of a document, as plain data; None if they need nothing.

    Returns:
        the place of the document, and a summary for each rule by its code.
    """
    found = {
        code: load_corpus_check(active.rule.check).summarise(document, active)
        for code, active in rules.corpus.items()
        if active.rule.applies_to(document.language)
    }
    needed = {code: summary for code, summary in found.items() if summary is not None}
    return [Place.of(document).as_data(), needed] if needed else None


class CorpusFindings:
    """The summaries of a run, merged by rule, and the findings that come of them.

    found_in: places of the documents that have findings by themselves, of those that were told.
    """

    def __init__(self, rules: RuleSet) -> None:
        self.found_in: set[Place] = set()
        self._rules = rules
        self._merged = {code: load_corpus_check(one.rule.check).start(one) for code, one in rules.corpus.items()}

    def add(self, summary: Sequence[Any] | None, *, found: bool = False) -> None:
        """Take in what :func:`summarise` gave for one document; ``found`` tells that it has findings by itself."""
        if summary is not None:
            place = Place.of_data(summary[0])
            if found:
                self.found_in.add(place)
            for code, needed in summary[1].items():
                self._merged[code].add(place, needed)

    def merge(self, other: CorpusFindings) -> None:
        """Take in what another one of the same rules holds."""
        self.found_in |= other.found_in
        for code, merged in other._merged.items():
            self._merged[code].merge(merged)

    def findings(self) -> list[tuple[Place, Finding]]:
        """The findings of all corpus-level rules, in order of place, then of code."""
        found: Iterable[tuple[Place, Finding]] = (one for merged in self._merged.values() for one in merged.findings())
        kept = [
            (place, self._rules.settle(finding))
            for place, finding in found
            if finding.confidence >= self._rules.min_confidence
        ]
        return sorted(kept, key=lambda one: (one[0].order, one[1].rule))
