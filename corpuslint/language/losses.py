"""Losses: where the spaces of a text got lost, and how sure that is.

Three evidences meet here: the words themselves and their neighbours, the rate of losses in the document, and undamaged
twins of the same words elsewhere in it. :mod:`corpuslint.language.layout` adds the fourth, the lines that were joined.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from corpuslint.language.runs import (
    Conventions,
    Kind,
    Line,
    Token,
    edges,
    inside_number,
    junction,
    neighbour,
    opens_sentence,
    tokens_of,
)
from corpuslint.language.splits import Splitter

# Rate of losses: Laplace-like pseudo-counts, and the most that is believed of any document.
PRIOR_LOSSES = 0.05
PRIOR_WORDS = 200
HIGHEST_RATE = 0.1
ROUNDS = 3
# The same two words with their space elsewhere in the document; a name or word that comes again as it is.
TWIN = 1.0
REPEATED = -1.0
# A plural after a plural: "des hommes armés|ont", not "armé|sont".
AGREEMENT = 0.7
# Options this much below the whole (log10), with neighbours, can never win at the highest rate.
HOPELESS = -3.0


@dataclass(slots=True)
class Place:
    """A token or junction with the options of where its spaces got lost.

    token: the word, or what follows the junction.
    before: what stands before the junction; None for a word.
    options: offsets of lost spaces in the text, with log10 odds over "no space was lost".
    """

    token: Token
    before: Token | None
    options: list[tuple[tuple[int, ...], float]]
    posterior: dict[int, float] = field(default_factory=dict)

    def update(self, log_rate: float) -> float:
        """Posterior probability of each gap at a rate of losses; gives their sum."""
        weights = [10 ** min(30.0, score + len(gaps) * log_rate) for gaps, score in self.options]
        total = 1 + sum(weights)
        self.posterior = {}
        for (gaps, _), weight in zip(self.options, weights, strict=True):
            for gap in gaps:
                self.posterior[gap] = self.posterior.get(gap, 0.0) + weight / total
        return sum(self.posterior.values())


@dataclass(slots=True)
class Losses:
    """What was found in one document: places in order, and log10 of the rate of losses a word."""

    places: list[Place]
    log_rate: float
    words: int


def find_losses(text: str, spans: Sequence[tuple[int, int]], splitter: Splitter) -> Losses:
    """Weigh every place of a text where a space may be lost.

    Args:
        text: the document text.
        spans: spans of its lines in code points.
        splitter: of the language of the text.
    """
    lines = [tokens_of(text, start, end) for start, end in spans]
    witnesses = _Witnesses(lines)
    conventions = Conventions(lines)
    places: list[Place] = []
    count = 0
    for tokens in lines:
        for index, token in enumerate(tokens):
            if token.kind is Kind.WORD:
                count += 1
                options = _word_options(tokens, index, splitter, witnesses)
                if options:
                    places.append(Place(token, None, options))
            elif token.kind is Kind.NUMBER and (found := inside_number(token)) is not None:
                places.append(Place(token, token, [((found[0],), found[1])]))
            if token.glued:
                found = junction(tokens, index, splitter.words, conventions)
                if found is not None:
                    places.append(Place(token, tokens[index - 1], [((found[0],), found[1])]))
    return Losses(places, _settle(places, count), count)


def _settle(places: list[Place], words: int) -> float:
    """Alternate between the rate of losses and the posterior of each; gives log10 of the rate."""
    log_rate = math.log10(0.003)
    for _ in range(ROUNDS):
        lost = sum(place.update(log_rate) for place in places)
        log_rate = math.log10(min(HIGHEST_RATE, (lost + PRIOR_LOSSES) / (words + PRIOR_WORDS)))
    for place in places:
        place.update(log_rate)
    return log_rate


class _Witnesses:
    """What the rest of a document says of a token: how often its word comes, and which words stand side by side."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word comes, without elisions and first parts."""
        words = (token for tokens in self._lines for token in tokens if token.kind is Kind.WORD)
        return Counter(edges(token.form)[1] for token in words)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Words that stand side by side, with a space."""
        both = (pair for tokens in self._lines for pair in pairwise(tokens) if not pair[1].glued)
        return frozenset((before.form, after.form) for before, after in both)


def _word_options(
    tokens: Line, index: int, splitter: Splitter, witnesses: _Witnesses
) -> list[tuple[tuple[int, ...], float]]:
    token = tokens[index]
    candidates = splitter.candidates(token.form, opens_sentence(tokens, index))
    if not candidates:
        return []
    context = splitter.words.context
    pmi = context.pmi if context is not None else lambda _left, _right: 0.0
    left, right = neighbour(tokens, index, -1), neighbour(tokens, index, 1)
    first, last = edges(token.form)
    alone = pmi(left, first) + pmi(last, right)
    repeated = 0.0
    if last[0].isupper() or splitter.words.is_ordinary(last):
        repeated = REPEATED * min(2, witnesses.counts[last] - 1)
    plural = splitter.words.profile.plural
    options = []
    for split in candidates:
        cuts = (0, *split.gaps, len(token.form))
        parts = [token.form[a:b] for a, b in pairwise(cuts)]
        score = split.score - alone + repeated
        previous = left
        for part in parts:
            begin, end = edges(part)
            score += pmi(previous, begin)
            previous = end
        score += pmi(previous, right)
        if score > HOPELESS:
            if plural and left.endswith(plural) and parts[0].endswith(plural):
                score += AGREEMENT
            if len(parts) == 2 and (parts[0], parts[1]) in witnesses.pairs:
                score += TWIN
            options.append((tuple(token.start + gap for gap in split.gaps), score))
    return options
