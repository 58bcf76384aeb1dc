"""Splits: the ways in which one token may be several words that lost their spaces.

Each candidate split carries a score in log10: how much more probable its parts are than the token as a whole, without
its neighbours. The check weighs them with neighbours, with the rate of losses in the document and with its layout.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from corpuslint import kernel
from corpuslint.language.lexicon import WHOLE
from corpuslint.language.pieces import LIKELIEST, PieceModel, Pieces
from corpuslint.language.words import FUNCTION_WORD, WordModel, load_words

if TYPE_CHECKING:
    from corpuslint.kernel.splits import Weigher
    from corpuslint.language.vocabulary import Vocabulary

# Candidates this much worse than the whole (log10) are not worth weighing: no context outweighs them.
WORTHLESS = -4.5
# The same of three parts where two parts do better: two spaces are lost in one token far more seldom.
WORTHLESS_THREE = -1.0
# The least score of a split that may be the first sign of damage: at the rate of losses of clean text, no neighbours
# make a weaker one believable.
LOUD = 1.0
# The same of a token with a capital inside, which is rare in sound text.
LOUD_INSIDE = -0.5
# Splits this good (log10) are worth another look at their parts.
CERTAIN_ENOUGH = 2.0
# Parts rarer than this (log10) make no split; they are strings of letters, not words.
RAREST_PART = -14.5
RAREST_OF_THREE = -11.0
MAXIMUM_LENGTH = 48
MOST_TRIPLES = 8
# What a capitalised pair may gain over a camel-case name: names such as "PlayStation" are as frequent as lost spaces.
CAMEL_GAIN = 2.2
# What a pair of content words may gain over their compound, in languages that write compounds as one word.
COMPOUND_GAIN = -2.5
# Word formation that looks like two words: prefixes glued to content words.
PREFIX_LOSS = -2.5
# Combining forms ("electro", "cloro") end in "o" and join rare words; both parts of such a pair are rarer than this.
COMBINING_LOSS = -2.5
RARE = -5.0


class Split(NamedTuple):
    """Offsets of the lost spaces inside a token, and the score of the parts over the whole (log10)."""

    gaps: tuple[int, ...]
    score: float


class Splitter:
    """Candidate splits of tokens of one language; every token is judged once and remembered.

    Args:
        words: the word model of the language.
        weigher: weighs ordinary tokens instead of the methods of this class, and gives None for others.
    """

    def __init__(self, words: WordModel, weigher: Weigher | None = None) -> None:
        self.words = words
        self._pieces = PieceModel(words)
        self._weigher = weigher
        self.candidates = lru_cache(maxsize=1 << 15)(self._candidates)
        self.strong = lru_cache(maxsize=1 << 13)(self._strong)

    def _candidates(self, token: str, at_start: bool) -> tuple[Split, ...]:
        """Splits of a token (straight apostrophes) that some context could make true, best first.

        Args:
            token: letters, with apostrophes and hyphens between them.
            at_start: whether it opens a sentence, where a capital says nothing.
        """
        if token.isupper() or self.is_whole(token):
            return ()
        return self.weigh(token, at_start)

    def _strong(self, token: str, at_start: bool) -> tuple[Split, ...]:
        """Those of the candidates that may be the first sign of damage in a document."""
        if token.isupper():
            return ()
        return self.weigh(token, at_start, LOUD_INSIDE if any(map(str.isupper, token[1:])) else LOUD)

    def is_whole(self, token: str) -> bool:
        """Whether a token is made of common words only, as hyphens and elisions join them, which nothing can split."""
        if token[1:] != token[1:].lower():
            return False
        for piece in token.lower().split("-"):
            head, apostrophe, tail = piece.rpartition("'")
            if apostrophe and (head + "'" not in self.words.profile.elisions or len(tail) < 2):
                return False
            found = self.words.lexicon.lookup(tail)
            if found is None or not found[1] & WHOLE:
                return False
        return True

    def weigh(self, token: str, at_start: bool, least: float = WORTHLESS) -> tuple[Split, ...]:
        """As ``candidates``, without the screen for common words; only splits that score more than ``least``."""
        if not 2 <= len(token) <= MAXIMUM_LENGTH:
            return ()
        found = self._weigher.weigh(token, at_start, least) if self._weigher is not None else None
        if found is None:
            found = self._weigh(token, at_start, least)
        if len(token) >= 9 and found and found[0].score > CERTAIN_ENOUGH:
            found += self._refined(token, at_start, found[:2])
            found.sort(key=best_first)
        return tuple(found)

    def _weigh(self, token: str, at_start: bool, least: float) -> list[Split]:
        """The splits of a token into two and three parts, best first."""
        capitals = [i for i in range(1, len(token)) if token[i].isupper() and token[i - 1].islower()]
        if not capitals and self.words.is_foreign(token):
            return []
        pieces = self._pieces.pieces(token, at_start, least)
        limit = pieces.floor + least
        pairs = [
            (gap, first, second)
            for gap, first, second in zip(range(1, len(token)), pieces.firsts, pieces.seconds, strict=True)
            if first + second > limit and self._may_part(token, gap, capitals)
        ]
        whole = self._whole(token, at_start, capitals) if pairs else 0.0
        found = [
            Split((gap,), score)
            for gap, first, second in pairs
            if (score := self._pair(token, gap, first, second, whole)) > least
        ]
        if len(token) >= 6 and len(capitals) <= 2:
            if any(split.score > WORTHLESS_THREE for split in found):
                least = max(least, WORTHLESS_THREE)
            triples = self._triples(token, pieces, capitals, least)
            if triples:
                whole = self._whole(token, at_start, capitals)
                threes = [Split(gaps, score - whole) for gaps, score in triples if score - whole > least]
                found += sorted(threes, key=best_first)[:MOST_TRIPLES]
        found.sort(key=best_first)
        return found

    def _whole(self, token: str, at_start: bool, capitals: list[int]) -> float:
        return max([self.words.whole(token, at_start), *(self._brand(token, gap, at_start) for gap in capitals)])

    def _refined(self, token: str, at_start: bool, splits: list[Split]) -> list[Split]:
        """Splits of the parts of good splits: more than two spaces may be lost in one token."""
        refined = {}
        for split in splits:
            cuts = (0, *split.gaps, len(token))
            for begin, end in pairwise(cuts):
                if end - begin < 6:
                    continue
                for inner in self.candidates(token[begin:end], at_start and begin == 0)[:2]:
                    if inner.score > CERTAIN_ENOUGH:
                        gaps = tuple(sorted({*split.gaps, *(begin + gap for gap in inner.gaps)}))
                        refined[gaps] = split.score + inner.score
        known = {split.gaps for split in splits}
        return [Split(gaps, score) for gaps, score in refined.items() if gaps not in known]

    def _pair(self, token: str, gap: int, first: float, second: float, whole: float) -> float:
        left, right = token[:gap], token[gap:]
        if first < _rarest(left) or second < _rarest(right):
            return WORTHLESS
        score = first + second - whole
        if left.lower() in self.words.profile.prefixes and second < FUNCTION_WORD - 1:
            score += PREFIX_LOSS
        if left.endswith("o") and first < RARE and second < RARE:
            score += COMBINING_LOSS
        if right.isupper() and len(left) <= 3 and first < FUNCTION_WORD - 1:
            return WORTHLESS
        if self._may_compound(left, right, first, second):
            score = min(score, COMPOUND_GAIN)
        return score

    def _may_compound(self, left: str, right: str, first: float, second: float) -> bool:
        """Whether two parts may be one new word, as German compounds: the second is a noun without its capital."""
        if not self.words.profile.compounds or right[0].isupper() or max(first, second) > FUNCTION_WORD:
            return False
        return len(left) < 3 or self.words.is_noun(right)

    def _brand(self, token: str, gap: int, at_start: bool) -> float:
        """Score of a token as a name that somebody put together, such as "PlayStation"; function words make none."""
        start = token.rfind("'", 0, gap) + 1
        left, right = token[start:gap], token[gap:]
        first = self.words.part(left, True)
        if not left[0].isupper() or len(left) == 1 or first > FUNCTION_WORD:
            return -99.0
        return self.words.part(token[:gap], at_start) + self.words.part(right, False) - CAMEL_GAIN

    def _may_part(self, token: str, gap: int, capitals: list[int] | tuple[()]) -> bool:
        """No space is lost beside an apostrophe or hyphen, inside an elision or between capitals.

        A capital after a small letter is where one was lost.
        """
        before, after = token[gap - 1], token[gap]
        if before in "'-" or after in "'-" or "\u0300" <= after <= "\u036f":
            return False
        if before.isupper() and after.isupper() and (gap < 2 or not token[gap + 1 : gap + 2].islower()):
            return False
        if "'" in token and token[: token.find("'", gap) + 1].rsplit("-", 1)[-1].lower() in self.words.profile.elisions:
            return False
        return not capitals or gap in capitals

    def _triples(
        self, token: str, pieces: Pieces, capitals: list[int], least: float
    ) -> list[tuple[tuple[int, int], float]]:
        """Gaps of three parts, with the score of the parts alone."""
        limit = pieces.floor + least - LIKELIEST
        if max(pieces.firsts) + max(pieces.seconds) <= limit:
            return []
        ends = [
            (second, last)
            for second, last in enumerate(pieces.seconds, 1)
            if last + LIKELIEST > limit and last >= _rarest(token[second:]) and self._may_part(token, second, ())
        ]
        found = []
        for first, left in enumerate(pieces.firsts, 1):
            if left + LIKELIEST <= limit or left < RAREST_OF_THREE or not self._may_part(token, first, ()):
                continue
            for second, last in ends:
                if second <= first or left + last <= limit or not {first, second}.issuperset(capitals):
                    continue
                needed = limit + LIKELIEST - left - last
                middle = self._pieces.middle(token[first:second], pieces.simple, needed)
                if middle <= needed or middle < RAREST_OF_THREE:
                    continue
                score = left + middle + last
                parts = (token[:first], token[first:second], token[second:])
                if self._may_compound(parts[0], parts[1], left, middle) or self._may_compound(
                    parts[1], parts[2], middle, last
                ):
                    score = min(score, COMPOUND_GAIN + pieces.floor)
                found.append(((first, second), score))
        return found


def best_first(split: Split) -> tuple[float, tuple[int, ...]]:
    """The key that sorts splits by score, then by place."""
    return -split.score, split.gaps


def _rarest(part: str) -> float:
    """The least score of a part, which may be a compound of several words."""
    return RAREST_PART * (1 + part.count("-") + part.count("'"))


@cache
def load_splitter(language: str | None, vocabulary: Vocabulary | None = None) -> Splitter | None:
    """The splitter of a language, with the words of a corpus; None if the language has no lexicon."""
    words = load_words(language, vocabulary)
    if words is None:
        return None
    if not kernel.IN_USE:
        return Splitter(words)
    from corpuslint.kernel.splits import Weigher

    return Splitter(words, Weigher(words))
