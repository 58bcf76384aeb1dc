"""Pieces: the scores of all ways to cut one token in two, worked out together.

Most tokens are letters with no capital but the first. Their pieces need a look-up each, and where some piece is in no
lexicon, one walk of the character model for all of them; any other token is taken apart by the word model.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpuslint.language.words import NOT_A_WORD, WordModel

# No word is likelier than this (log10), and no string that is in no lexicon, in lower case or as a name.
LIKELIEST = -1.0
UNKNOWN_AT_MOST, UNKNOWN_NAME_AT_MOST = -6.0, -4.0
# Longer tokens may be many words, of which some are in no lexicon.
LONG = 14
# Stands for the score of a piece that is in no lexicon.
UNLISTED = -50.0
# How many pieces one process remembers of each kind.
REMEMBERED = 1 << 14


class _Known(dict[str, float]):
    """Scores of lower-case pieces that the lexicon has, with a capital or without one; ``UNLISTED`` for all others."""

    def __init__(self, words: WordModel, *, capital: bool, at_start: bool) -> None:
        self._words = words
        self._capital = capital
        self._at_start = at_start

    def __missing__(self, piece: str) -> float:
        if len(self) > REMEMBERED:
            self.clear()
        known = self._words.known_part(piece, self._at_start, capital=self._capital)
        self[piece] = score = UNLISTED if known is None else known
        return score


@dataclass(slots=True)
class Pieces:
    """Scores (log10) of the two pieces at each gap of a token, the gap after its first character first.

    floor: what the token as a whole has at least.
    firsts, seconds: of what stands before and after the gap; far too low where nothing could reach the limit, and,
        if that is above zero, where neither piece is in the lexicon.
    simple: whether the token is letters, with no capital but the first.
    """

    floor: float
    firsts: list[float]
    seconds: list[float]
    simple: bool


class PieceModel:
    """Scores the pieces of tokens of one language."""

    def __init__(self, words: WordModel) -> None:
        self._words = words
        self._low = _Known(words, capital=False, at_start=False)
        self._heads = tuple(_Known(words, capital=True, at_start=at_start) for at_start in (False, True))

    def pieces(self, token: str, at_start: bool, least: float) -> Pieces:
        """The pieces of a token, exact where two of them may score more than ``least`` over the whole."""
        lower, gaps = token.lower(), range(1, len(token))
        if not token.isalpha() or lower[1:] != token[1:] or "ß" in lower:
            part = self._words.part
            firsts, seconds = [part(token[:gap], at_start) for gap in gaps], [part(token[gap:], False) for gap in gaps]
            return Pieces(self._words.whole(token, at_start), firsts, seconds, simple=False)
        floor, low = self._words.floor(token, at_start), self._low
        capital = token != lower
        heads = self._heads[at_start] if capital else low
        firsts, seconds = [heads[lower[:gap]] for gap in gaps], [low[lower[gap:]] for gap in gaps]
        if UNLISTED in firsts or UNLISTED in seconds:
            first_at_most = UNKNOWN_NAME_AT_MOST if capital else UNKNOWN_AT_MOST
            limit = floor + least
            if least > 0 and len(token) < LONG:
                self._fill(token, at_start, limit, firsts, seconds, first_at_most)
            elif max(*firsts, first_at_most) + max(*seconds, UNKNOWN_AT_MOST) > limit:
                before, after = self._words.unknown_parts(token, lower)
                firsts = [score if score != UNLISTED else other for score, other in zip(firsts, before, strict=True)]
                seconds = [score if score != UNLISTED else other for score, other in zip(seconds, after, strict=True)]
        return Pieces(floor, firsts, seconds, simple=True)

    def _fill(
        self, token: str, at_start: bool, limit: float, firsts: list[float], seconds: list[float], first_at_most: float
    ) -> None:
        """Score the pieces that no lexicon has, only at the gaps where that could reach a high limit."""
        for index, (first, second) in enumerate(zip(firsts, seconds, strict=True)):
            if first == UNLISTED and second == UNLISTED:
                continue
            if first == UNLISTED and first_at_most + second > limit:
                firsts[index] = self._words.part(token[: index + 1], at_start)
            elif second == UNLISTED and first + UNKNOWN_AT_MOST > limit:
                seconds[index] = self._words.part(token[index + 1 :], False)

    def middle(self, piece: str, simple: bool, more_than: float) -> float:
        """Score of a piece between two gaps; too low if it is not more than a limit."""
        if not simple:
            return self._words.part(piece, False)
        score = self._low[piece]
        if score == UNLISTED:
            return self._words.part(piece, False) if more_than < UNKNOWN_AT_MOST else NOT_A_WORD
        return score
