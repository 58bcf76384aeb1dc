"""Losses: where the spaces of a text got lost, and how sure that is.

Three evidences meet here: the words themselves and their neighbours, the rate of losses in the document, and undamaged
twins of the same words elsewhere in it. :mod:`corpuslint.language.layout` adds the fourth, the lines that were joined.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from corpuslint.document import Document
from corpuslint.language.neighbours import edges
from corpuslint.language.runs import (
    Conventions,
    Kind,
    Line,
    Token,
    inside_number,
    junction,
    neighbour,
    opens_sentence,
    tokens_of,
)
from corpuslint.language.sections import Span, sections
from corpuslint.language.splits import LOUD, Split, Splitter
from corpuslint.language.suspects import Suspects
from corpuslint.language.witnesses import Witnesses
from corpuslint.lazy import regex
from corpuslint.prose import name_rate

# Rate of losses: Laplace-like pseudo-counts, and the most that is believed of any document.
PRIOR_LOSSES = 0.05
PRIOR_WORDS = 200
HIGHEST_RATE = 0.1
ROUNDS = 3
FIRST_RATE = 0.003
# The same two words with their space elsewhere in the document; a name or word that comes again as it is.
TWIN = 1.0
REPEATED = -1.0
# A plural after a plural: "des hommes armés|ont", not "armé|sont".
AGREEMENT = 0.7
# The least log10 odds, with neighbours, of a word that may be the first sign of damage.
SIGN = 1.5
# With so many losses, or two sure ones so close (code points), a document is damaged, and its weaker places count too.
DAMAGED, SURE, CLOSE = 2.5, 0.9, 200
# How much of a line around a run of characters is read for its neighbours, and where brackets may pair (code points).
REACH, REACH_OF_BRACKETS = 60, 400
# Up to so many distinct runs are looked up in the text one by one.
FEW = 8
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
    """What was found in one section of a document: places in order, log10 of the rate of losses a word, its lines."""

    places: list[Place]
    log_rate: float
    lines: list[Span]


def find_losses(document: Document, suspects: Suspects) -> Iterator[Losses]:
    """Weigh the places of a document where a space may be lost, by section; what is sound is not looked at.

    Args:
        document: any document.
        suspects: of the language of the document.
    """
    odd = suspects.plain.odd(document)
    reader = _Reader(document, suspects.splitter, odd)
    loud = suspects.loud(odd)
    loud.update(reader.glued_marks(), reader.unpaired_quotes())
    if not loud:
        return
    for lines in sections(document.text, document.lines):
        start, end = lines[0][0], lines[-1][1]
        runs = document.text[start:end].split()
        signs = loud.intersection(runs)
        places = list(reader.places(start, end, signs.__contains__, signs)) if signs else []
        if not places:
            continue
        words = len(runs)
        names = words * 10**-reader.most
        log_rate = _settle(places, words, names)
        if _is_damaged(places):
            places = list(reader.places(start, end, lambda chunk: not suspects.is_silent(chunk)))
            log_rate = _settle(places, words, names)
        yield Losses(places, log_rate, lines)


def _is_damaged(places: list[Place]) -> bool:
    if sum(sum(place.posterior.values()) for place in places) > DAMAGED:
        return True
    sure = sorted(gap for place in places for gap, posterior in place.posterior.items() if posterior > SURE)
    return any(after - before <= CLOSE for before, after in pairwise(sure))


def _settle(places: list[Place], words: int, names: float) -> float:
    """Alternate between the rate of losses and the posterior of each; gives log10 of the rate.

    As many places as there should be names that look like lost spaces (``names``) do not count.
    """
    log_rate = math.log10(FIRST_RATE)
    for _ in range(ROUNDS):
        lost = max(0.0, sum(place.update(log_rate) for place in places) - names)
        log_rate = math.log10(min(HIGHEST_RATE, (lost + PRIOR_LOSSES) / (words + PRIOR_WORDS)))
    for place in places:
        place.update(log_rate)
    return log_rate


class _Reader:
    """Reads the places of one document, each with as much of its line as it needs."""

    def __init__(self, document: Document, splitter: Splitter, odd: frozenset[str]) -> None:
        self._document = document
        self._odd = odd
        self._text = document.text
        self._splitter = splitter
        self._conventions = Conventions(document.text)
        self._witnesses = Witnesses(document.text)

    @cached_property
    def most(self) -> float:
        """The log10 odds that no place exceeds: what looks like a lost space may always be a name instead."""
        return -name_rate(self._document.tokens, self._odd, self._splitter.words.profile.names)

    def glued_marks(self) -> set[str]:
        """Runs with a mark that the document otherwise spaces."""
        if self._document.chunks.isdisjoint(_SPACED):
            return set()
        glued = {match.group() for match in _GLUED.finditer(self._text)}
        wanted = {mark for mark in glued if (self._conventions.odds(mark) or 0.0) >= LOUD}
        if not wanted:
            return set()
        return {chunk for chunk in self._document.chunks if not wanted.isdisjoint(_GLUED.findall(chunk))}

    def unpaired_quotes(self) -> set[str]:
        """Runs with a straight quotation mark between other characters, in lines where these marks do not pair."""
        found: set[str] = set()
        if '"' in self._text:
            last, odd = -1, False
            for match in _INNER_QUOTE.finditer(self._text):
                place = match.start()
                line = self._line_of(place)
                if line != last:
                    last, odd = line, self._text.count('"', *self._document.lines[line]) % 2 > 0
                if odd:
                    head = self._text[max(0, place - REACH) : place].split()[-1]
                    found.add(head + self._text[place : place + REACH].split()[0])
        return found

    def _line_of(self, offset: int) -> int:
        return self._document.position(offset)[0] - 1

    def places(
        self, first: int, last: int, is_wanted: Callable[[str], bool], chunks: set[str] | None = None
    ) -> Iterator[Place]:
        """The places in the wanted runs of characters of a section, in order; ``chunks`` are all of these, if known."""
        quotes, counted = 0, 0  # straight quotation marks of the line before an offset
        for start, end in self._occurrences(first, last, is_wanted, chunks):
            line_start, line_end = self._document.lines[self._line_of(start)]
            chunk = self._text[start:end]
            low, high = self._neighbourhood(start, end, max(line_start, start - REACH), min(line_end, end + REACH))
            if "(" in chunk and (closing := self._text.find(")", end, min(line_end, end + REACH_OF_BRACKETS))) > 0:
                high = max(high, closing + 1)
            if (
                ")" in chunk
                and (opening := self._text.rfind("(", max(line_start, start - REACH_OF_BRACKETS), start)) >= 0
            ):
                low = min(low, opening)
            tokens = tokens_of(self._text, low, high)
            if '"' in chunk:
                if counted < line_start:
                    quotes, counted = 0, line_start
                quotes += self._text.count('"', counted, low) - self._text.count('"', low, counted)
                counted = low
                tokens.quotes_before = quotes
            for index, token in enumerate(tokens):
                if start <= token.start < end:
                    yield from self._places_at(tokens, index, token, chunks is not None)

    def _occurrences(
        self, first: int, last: int, is_wanted: Callable[[str], bool], chunks: set[str] | None
    ) -> Iterator[Span]:
        if chunks is None or len(chunks) > FEW:
            for match in _CHUNK.finditer(self._text, first, last):
                if is_wanted(match.group()):
                    yield match.span()
            return
        found = []
        for chunk in chunks:
            position = self._text.find(chunk, first, last)
            while position >= 0:
                end = position + len(chunk)
                if not (self._text[position - 1 : position] or " ").strip() + self._text[end : end + 1].strip():
                    found.append((position, end))
                position = self._text.find(chunk, end, last)
        yield from sorted(found)

    def _neighbourhood(self, start: int, end: int, low: int, high: int) -> tuple[int, int]:
        """Two runs before one and one after it, within bounds."""
        before = self._text.rfind(" ", low, max(low, start - 1))
        before = self._text.rfind(" ", low, max(low, before))
        after = self._text.find(" ", end + 1, high)
        return max(low, before), (high if after < 0 else after)

    def _places_at(self, tokens: Line, index: int, token: Token, is_sign: bool) -> Iterator[Place]:
        if token.kind is Kind.WORD:
            at_start = opens_sentence(tokens, index)
            if is_sign and not self._is_sign(tokens, index, self._splitter.strong(token.form, at_start)):
                options = []
            else:
                options = self._options(tokens, index, self._splitter.candidates(token.form, at_start))
            if options:
                yield Place(token, None, options)
        elif token.kind is Kind.NUMBER and (inside := inside_number(token)) is not None:
            yield Place(token, token, [((inside[0],), min(inside[1], self.most))])
        if token.glued:
            found = junction(tokens, index, self._splitter.words, self._conventions)
            if found is not None:
                yield Place(token, tokens[index - 1], [((found[0],), min(found[1], self.most))])

    def _is_sign(self, tokens: Line, index: int, candidates: tuple[Split, ...]) -> bool:
        """Whether the neighbours of a word leave some strong split of it believable."""
        return any(score > SIGN for _, score in self._options(tokens, index, candidates))

    def _options(self, tokens: Line, index: int, candidates: tuple[Split, ...]) -> list[tuple[tuple[int, ...], float]]:
        if not candidates:
            return []
        token, words, context = tokens[index], self._splitter.words, self._splitter.words.context
        form = token.form
        left, right = neighbour(tokens, index, -1), neighbour(tokens, index, 1)
        first, last = edges(form)
        base = 0.0 if context is None else -context.pmi(left, first) - context.pmi(last, right)
        if last[0].isupper() or words.is_ordinary(last):
            base += REPEATED * min(2, self._witnesses.count(last, token.start, 3) - 1)
        if context is None:
            scores = [split.score + base for split in candidates]
        else:
            scores = context.scores(form, left, right, candidates, base)
        plural = words.profile.plural
        follows_plural = bool(plural) and left.endswith(plural)
        options = []
        for (gaps, _), score in zip(candidates, scores, strict=True):
            if score <= HOPELESS:
                continue
            odds = score
            if follows_plural and form[: gaps[0]].endswith(plural):
                odds += AGREEMENT
            if len(gaps) == 1 and self._witnesses.count(f"{form[: gaps[0]]} {form[gaps[0] :]}", token.start, 1):
                odds += TWIN
            options.append((tuple(token.start + gap for gap in gaps), odds))
        return self._believable(options)

    def _believable(self, options: list[tuple[tuple[int, ...], float]]) -> list[tuple[tuple[int, ...], float]]:
        """The options of a word, the best of which is no surer than names let it be."""
        excess = max((score for _, score in options), default=-math.inf) - self.most
        return [(gaps, score - excess) for gaps, score in options] if excess > 0 else options


# Runs that begin with a mark that some languages space, and what such marks look like where they are not spaced.
_SPACED = frozenset(
    f"{mark}{after}" for mark in "»:;?!«" for after in ("", ",", ".", ";", '"', ")", "!", "?", ").", "...")
)
_GLUED = regex(r"[»:;?!](?<=\w.)(?!//)|«(?=\w)")
_INNER_QUOTE = regex(r'"(?<=\S.)(?=\S)')
_CHUNK = regex(r"\S+")
