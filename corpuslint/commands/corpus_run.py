"""The rules of a run that compare documents: summaries on the way, findings when all documents were seen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby
from typing import Any

from corpuslint.corpus import CorpusFindings, Place
from corpuslint.errors import CorpuslintError, ReadError
from corpuslint.findings import Finding
from corpuslint.formats import Source
from corpuslint.worker import Shown, Worker


class CorpusRun:
    """Takes in the summaries of a run; costs nothing where there are none.

    source: where the summaries that come next are from.
    """

    def __init__(self, worker: Worker) -> None:
        self.source: Source | None = None
        self._worker = worker
        self._merged: CorpusFindings | None = None
        self._sources: dict[str, Source] = {}

    def add(self, summaries: Sequence[Sequence[Any] | None], numbers: Collection[int]) -> None:
        """Take in the summaries of a piece.

        Args:
            summaries: one for each document.
            numbers: of the documents that have findings already.
        """
        if self._merged is None:
            self._merged = CorpusFindings(self._worker.runner.rules)
        for number, summary in enumerate(summaries):
            self._merged.add(summary, found=number in numbers)
        if self.source is not None:
            self._sources[self.source.path] = self.source

    def findings(self, complain: Callable[[CorpuslintError], None]) -> Iterator[tuple[list[Shown], bool]]:
        """The findings of each document that has any, in order of place, and whether they are its first.

        The documents are read again: few have findings, and none is kept till the end of a run.

        Args:
            complain: called with the error of a source that cannot be read any more.
        """
        if self._merged is None:
            return
        found_in = self._merged.found_in
        for path, group in groupby(self._merged.findings(), key=lambda one: one[0].path):
            wanted: dict[Place, list[Finding]] = {}
            for place, finding in group:
                wanted.setdefault(place, []).append(finding)
            try:
                for place, document in self._worker.runner.read_again(self._sources[path], wanted):
                    shown = list(self._worker.show(0, document, wanted[place]))
                    yield shown, place not in found_in
            except ReadError as error:
                complain(error)
