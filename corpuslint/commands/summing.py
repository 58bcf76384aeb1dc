"""Commands that sum up a corpus: a summary of each document, made where the document is read, and their sum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from corpuslint.commands import say_error
from corpuslint.commands.checking import End, items_of
from corpuslint.commands.given import sources_of
from corpuslint.commands.output import refuse_to_overwrite, with_progress
from corpuslint.config import Settings
from corpuslint.corpus import CorpusFindings
from corpuslint.document import Document
from corpuslint.errors import CorpuslintError, ReadError
from corpuslint.findings import Finding
from corpuslint.formats import Source
from corpuslint.pool import Pool, jobs_for
from corpuslint.worker import Job, Mode, Result

Total = TypeVar("Total", bound=Any)


def sum_up(
    paths: Sequence[str],
    settings: Settings,
    summarise: Callable[[Document, list[Finding]], Total],
    total: Total,
    *,
    jobs: int | None = None,
    output: Path | None = None,
    of_corpus: Callable[[Total, Finding, bool], None] | None = None,
    stdin: Source | None = None,
) -> tuple[Total, bool]:
    """The sum of the documents in PATHS, and whether any of them could not be read; that is said as it happens.

    Args:
        paths: files and directories, as the command line names them.
        settings: rules that are to find something, and how documents are read.
        summarise: a function of a module, which other processes can import; what it makes takes in others with ``+=``.
        total: the sum of no documents.
        jobs: how many processes; None for as many as the work is worth.
        output: where the answer goes, which must be none of the sources.
        stdin: what to read instead of PATHS.
        of_corpus: takes in a finding of a rule that compares documents, and whether it is the first of its document.
    """
    sources: Sequence[Source | ReadError] = [stdin] if stdin is not None else sources_of(paths, settings)
    failed = False
    refuse_to_overwrite((output,), sources)
    job = Job(settings, Mode.SUM, summarise=summarise)
    merged: CorpusFindings | None = None
    with Pool(job, jobs_for(sources, jobs)) as pool, with_progress(sources) as watched:
        for item, result in pool.map(items_of(watched)):
            if result is not None and result.total is not None:
                total += result.total
            if result is not None and result.summaries and of_corpus is not None:
                merged = merged or CorpusFindings(pool.worker.runner.rules)
                for number, summary in enumerate(result.summaries):
                    merged.add(summary, found=number in result.found_in)
            if error := _error_of(item, result):
                say_error(error)
                failed = True
    if merged is not None and of_corpus is not None:
        for place, finding in merged.findings():
            of_corpus(total, finding, place not in merged.found_in)
            merged.found_in.add(place)
    return total, failed


def _error_of(item: object, result: Result | None) -> CorpuslintError | None:
    if result is not None:
        return result.error
    if isinstance(item, ReadError):
        return item
    return item.error if isinstance(item, End) else None
