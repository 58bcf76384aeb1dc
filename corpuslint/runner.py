"""The settings of a run, applied to the pieces of sources."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpuslint.catalogue import Rule
from corpuslint.config import Settings
from corpuslint.corpus import Place
from corpuslint.document import Document
from corpuslint.engine import check_document
from corpuslint.findings import Applicability, Finding
from corpuslint.fixing import FixOutcome, fix_document
from corpuslint.formats import Piece, ReadOptions, Source
from corpuslint.ruleset import RuleSet

if TYPE_CHECKING:
    from corpuslint.language.vocabulary import Vocabulary


def _vocabulary(settings: Settings) -> Vocabulary | None:
    if not settings.vocabulary:
        return None
    from corpuslint.language.vocabulary import load_vocabulary

    return load_vocabulary(settings.vocabulary)


class Runner:
    """The settings of a run, applied to one piece after the other."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.catalogue: Mapping[str, Rule] = settings.catalogue()
        self.rules = settings.ruleset(self.catalogue)
        self._options = ReadOptions(
            settings.language,
            settings.blocks,
            vocabulary=_vocabulary(settings),
            text_fields=settings.text_field,
            id_field=settings.id_field,
        )

    def rules_for(self, path: str) -> RuleSet:
        """The rules that look at a source."""
        ignored = self.settings.ignored_for(Path(path), self.catalogue)
        return self.rules.without(ignored) if ignored else self.rules

    def read(self, piece: Piece) -> Iterator[Document]:
        """The documents of a piece.

        Raises:
            ReadError: the piece cannot be read.
        """
        return piece.read(self._options)

    def read_again(self, source: Source, wanted: Collection[Place]) -> Iterator[tuple[Place, Document]]:
        """The documents that stand at some places of a source, in order. What can be read only once comes without text.

        Raises:
            ReadError: the source cannot be read any more.
        """
        left = set(wanted)
        if source.stream is not None:
            for place in wanted:
                yield place, Document("", None, place.path, dict(place.record) or None)
            return
        for piece in source.pieces():
            for document in self.read(piece):
                place = Place.of(document)
                if place in left:
                    left.discard(place)
                    yield place, document
            if not left:
                return

    def check(self, piece: Piece) -> Iterator[tuple[Document, list[Finding]]]:
        """The documents of a piece with their findings.

        Raises:
            ReadError: the piece cannot be read.
        """
        rules = self.rules_for(piece.path)
        for document in self.read(piece):
            yield document, check_document(document, rules)

    def fix(
        self,
        piece: Piece,
        allowed: Collection[Applicability],
        spare: Callable[[Document, Sequence[Finding]], Iterable[Finding]] | None = None,
    ) -> Iterator[tuple[Document, FixOutcome]]:
        """The documents of a piece with what fixing makes of them; ``spare`` tells the findings that are accepted.

        Raises:
            ReadError: the piece cannot be read.
        """
        from corpuslint.language.identify import detect_language

        rules = self.rules_for(piece.path)
        detect = detect_language if self.settings.language is None else None
        for document in self.read(piece):
            yield document, fix_document(document, rules, allowed, detect, spare)
