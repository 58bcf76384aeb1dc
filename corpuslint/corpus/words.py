"""The vocabulary of a corpus: words that no lexicon has, with how often and in how many documents they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from corpuslint.corpus.table import Table
from corpuslint.document import Document
from corpuslint.findings import Finding
from corpuslint.language.lexicon import SPELLED, load_lexicon
from corpuslint.language.losses import find_losses
from corpuslint.language.runs import Kind, tokens_of
from corpuslint.language.suspects import load_suspects

# Words that are probably glued are no evidence for themselves.
SUSPECT = 0.1
# A word that only a frequency list has, and more seldom than this (log10), is new too.
SELDOM = -6.0


def new_words(document: Document, findings: Iterable[Finding] = ()) -> Table:  # noqa: ARG001
    """The new words of a document, each with its count and 1; none in a language without a lexicon."""
    lexicon, suspects = load_lexicon(document.language), load_suspects(document.language)
    if lexicon is None or suspects is None:
        return Table()
    places = [place for losses in find_losses(document, suspects) for place in losses.places]
    suspect = {place.token.start for place in places if max(place.posterior.values(), default=0) > SUSPECT}
    counts: Counter[str] = Counter()
    for start, end in document.lines:
        for token in tokens_of(document.text, start, end):
            if token.kind is not Kind.WORD or token.start in suspect:
                continue
            for word in token.form.rpartition("'")[2].split("-"):
                if len(word) > 1 and _is_new(lexicon.lookup(word.lower())):
                    counts[word] += 1
    return Table((word, (count, 1)) for word, count in counts.items())


def vocabulary_of(words: Table, *, minimum_count: int, minimum_documents: int) -> dict[str, int]:
    """The words seen so often, in so many documents, with their counts, most frequent first."""
    kept = [
        (word, count)
        for word, (count, documents) in words.rows()
        if count >= minimum_count and documents >= minimum_documents
    ]
    return dict(sorted(kept, key=lambda pair: (-pair[1], pair[0])))


def _is_new(found: tuple[float, int] | None) -> bool:
    """Whether a lexicon knows a word too little: not at all, or only from a frequency list and seldom."""
    return found is None or (not found[1] & SPELLED and found[0] < SELDOM)
