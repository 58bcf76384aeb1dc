"""Sources through the engine: what is found in each, and what is fixed and written back."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpuslint.catalogue import Rule
from corpuslint.config import Settings
from corpuslint.document import Document
from corpuslint.engine import check_document
from corpuslint.findings import Applicability, Finding
from corpuslint.fixing import FixOutcome, fix_document
from corpuslint.formats import ReadOptions, Source, digest_of, unreadable
from corpuslint.ruleset import RuleSet

if TYPE_CHECKING:
    from corpuslint.fixlog import FixLog
    from corpuslint.language.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Fixed:
    """What fixing did to the documents of a source.

    before, outcomes: the documents as they were read, and what became of each.
    digest: SHA-256 of the bytes that were read, hexadecimal.
    """

    source: Source
    before: tuple[Document, ...]
    outcomes: tuple[FixOutcome, ...]
    digest: str

    @property
    def changed(self) -> bool:
        """Whether any fix was applied."""
        return any(outcome.applied for outcome in self.outcomes)

    def new_bytes(self) -> bytes:
        """The source with the fixes applied.

        Raises:
            WriteError: a text does not fit the encoding of its source.
        """
        with self.source.open() as stream:
            return b"".join(self.source.format.write(stream, [outcome.document for outcome in self.outcomes]))


def _vocabulary(settings: Settings) -> Vocabulary | None:
    if not settings.vocabulary:
        return None
    from corpuslint.language.vocabulary import load_vocabulary

    return load_vocabulary(settings.vocabulary)


class Runner:
    """The settings of a run, applied to one source after the other."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.catalogue: Mapping[str, Rule] = settings.catalogue()
        self.rules = settings.ruleset(self.catalogue)
        self._options = ReadOptions(settings.language, settings.blocks, vocabulary=_vocabulary(settings))

    def rules_for(self, source: Source) -> RuleSet:
        """The rules that look at a source."""
        ignored = self.settings.ignored_for(Path(source.path), self.catalogue)
        return self.rules.without(ignored) if ignored else self.rules

    def read(self, source: Source) -> list[Document]:
        """The documents of a source.

        Raises:
            ReadError: the source cannot be read.
        """
        with source.open() as stream:
            return list(source.format.read(stream, source.path, self._options))

    def check(self, source: Source) -> list[tuple[Document, list[Finding]]]:
        """The documents of a source with their findings.

        Raises:
            ReadError: the source cannot be read.
        """
        rules = self.rules_for(source)
        with source.open() as stream:
            documents = source.format.read(stream, source.path, self._options)
            return [(document, check_document(document, rules)) for document in documents]

    def fix(self, source: Source, allowed: Collection[Applicability]) -> Fixed:
        """The documents of a source with their fixes; nothing is written.

        Raises:
            ReadError: the source cannot be read.
        """
        rules = self.rules_for(source)
        with source.open() as stream:
            try:
                digest = digest_of(stream)
                stream.seek(0)
            except OSError as error:
                raise unreadable(source.path, error) from error
            before = tuple(source.format.read(stream, source.path, self._options))
        return Fixed(source, before, tuple(fix_document(one, rules, allowed) for one in before), digest)


def write_back(fixed: Fixed, log: FixLog | None) -> None:
    """Replace a file by its fixed form, and log what changed.

    Raises:
        WriteError: the file cannot be written, or not exactly; it is as it was, and the log too.
    """
    from corpuslint.formats.replace import prepare

    with fixed.source.open() as stream:
        pieces = fixed.source.format.write(stream, (outcome.document for outcome in fixed.outcomes))
        with prepare(fixed.source.path, pieces) as replacement, _logged(fixed, log, replacement.digest):
            replacement.commit(fixed.digest)


def send(fixed: Fixed, log: FixLog | None, target: Callable[[bytes], None]) -> None:
    """Hand the fixed bytes of a source to ``target``, and log what changed.

    Raises:
        WriteError: a text does not fit the encoding of its source, or the log cannot be written.
    """
    content = fixed.new_bytes()
    with _logged(fixed, log, digest_of(io.BytesIO(content))):
        target(content)


def _logged(fixed: Fixed, log: FixLog | None, digest: str) -> AbstractContextManager[None]:
    if log is None or not fixed.changed:
        return nullcontext()
    from corpuslint.fixlog import rows_of

    pairs = zip(fixed.before, fixed.outcomes, strict=True)
    return log.entry(row for pair in pairs for row in rows_of(*pair, fixed.digest, digest))
