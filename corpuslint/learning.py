"""Learning from a corpus: words that no lexicon has, and the lines after which its pages show teasers."""

from __future__ import annotations

from collections import Counter

from corpuslint.blocks import is_headline, marker_key
from corpuslint.checks.structure import ends_in_teasers
from corpuslint.document import Document
from corpuslint.language.lexicon import SPELLED, load_lexicon
from corpuslint.language.losses import find_losses
from corpuslint.language.runs import Kind, tokens_of
from corpuslint.language.suspects import load_suspects

# Words that are probably glued are no evidence for themselves.
SUSPECT = 0.1
# A word that only a frequency list has, and more seldom than this (log10), is new too.
SELDOM = -6.0
# The longest line that may be a marker, in code points, and how often teasers must follow it.
LONGEST_MARKER = 40
FOLLOWED = 0.8


class Learner:
    """Counts the words of documents that no lexicon has, a document at a time."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._documents: Counter[str] = Counter()

    def add(self, document: Document) -> None:
        """Count one document; a document in a language without a lexicon teaches nothing."""
        lexicon, suspects = load_lexicon(document.language), load_suspects(document.language)
        if lexicon is None or suspects is None:
            return
        losses = find_losses(document, suspects)
        suspect = {place.token.start for place in losses.places if max(place.posterior.values(), default=0) > SUSPECT}
        seen: set[str] = set()
        for start, end in document.lines:
            for token in tokens_of(document.text, start, end):
                if token.kind is not Kind.WORD or token.start in suspect:
                    continue
                for word in token.form.rpartition("'")[2].split("-"):
                    if len(word) > 1 and _is_new(lexicon.lookup(word.lower())):
                        self._counts[word] += 1
                        seen.add(word)
        self._documents.update(seen)

    def words(self, *, minimum_count: int, minimum_documents: int) -> dict[str, int]:
        """The words seen so often, in so many documents, most frequent first."""
        kept = [
            (word, count)
            for word, count in self._counts.items()
            if count >= minimum_count and self._documents[word] >= minimum_documents
        ]
        return dict(sorted(kept, key=lambda pair: (-pair[1], pair[0])))


def _is_new(found: tuple[float, int] | None) -> bool:
    """Whether a lexicon knows a word too little: not at all, or only from a frequency list and seldom."""
    return found is None or (not found[1] & SPELLED and found[0] < SELDOM)


class MarkerLearner:
    """Counts the lines after which, in several documents, only teasers of other pages follow.

    A line is looked at from its second document on, so that the lines of one document alone cost next to nothing.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._followed: Counter[str] = Counter()
        self._written: dict[str, str] = {}

    def add(self, document: Document) -> None:
        """Count one document."""
        lines: dict[str, str] = {}
        for start, end in document.lines[1:]:
            line = document.text[start:end].strip()
            if line and len(line) <= LONGEST_MARKER and is_headline(line, document.profile):
                lines.setdefault(marker_key(line), line)
        for key, line in lines.items():
            self._seen[key] += 1
            if self._seen[key] > 1 and key not in document.profile.marker_keys:
                self._followed[key] += ends_in_teasers(document, line)
                self._written.setdefault(key, line)

    def markers(self, *, minimum_documents: int) -> dict[str, int]:
        """The lines with the number of documents that they end, most frequent first."""
        kept = [
            (self._written[key], seen)
            for key, seen in self._seen.items()
            if seen >= minimum_documents and key in self._written and self._followed[key] >= FOLLOWED * (seen - 1)
        ]
        return dict(sorted(kept, key=lambda pair: (-pair[1], pair[0])))
