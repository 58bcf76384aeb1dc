"""Splits: the ways in which one token may be several words that lost their spaces.

Each candidate split carries a score in log10: how much more probable its parts are than the token as a whole, without
its neighbours. The check weighs them with neighbours, with the rate of losses in the document and with its layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from corpuslint.language.lexicon import WHOLE
from corpuslint.language.vocabulary import Vocabulary
from corpuslint.language.words import FUNCTION_WORD, WordModel, load_words

# Candidates this much worse than the whole (log10) are not worth weighing: no context outweighs them.
WORTHLESS = -4.5
# Splits this good (log10) are worth another look at their parts.
CERTAIN_ENOUGH = 2.0
# Parts rarer than this (log10) make no split; they are strings of letters, not words.
RAREST_PART = -14.5
RAREST_OF_THREE = -11.0
MAXIMUM_LENGTH = 48
# What a capitalised pair may gain over a camel-case name: names such as "PlayStation" are as frequent as lost spaces.
CAMEL_GAIN = 2.2
# What a pair of content words may gain over their compound, in languages that write compounds as one word.
COMPOUND_GAIN = -2.5
# Word formation that looks like two words: prefixes glued to content words.
PREFIX_LOSS = -2.5
# Combining forms ("electro", "cloro") end in "o" and join rare words; both parts of such a pair are rarer than this.
COMBINING_LOSS = -2.5
RARE = -5.0


@dataclass(frozen=True, slots=True)
class Split:
    """Offsets of the lost spaces inside a token, and the score of the parts over the whole (log10)."""

    gaps: tuple[int, ...]
    score: float


class Splitter:
    """Candidate splits of tokens of one language; every token is judged once and remembered."""

    def __init__(self, words: WordModel) -> None:
        self.words = words
        self.candidates = lru_cache(maxsize=1 << 16)(self._candidates)

    def _candidates(self, token: str, at_start: bool) -> tuple[Split, ...]:
        """Splits of a token (straight apostrophes) that some context could make true, best first.

        Args:
            token: letters, with apostrophes and hyphens between them.
            at_start: whether it opens a sentence, where a capital says nothing.
        """
        if not 2 <= len(token) <= MAXIMUM_LENGTH or token.isupper() or self.is_whole(token):
            return ()
        return self.weigh(token, at_start)

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

    def weigh(self, token: str, at_start: bool) -> tuple[Split, ...]:
        """As ``candidates``, without the screen for common words."""
        capitals = [i for i in range(1, len(token)) if token[i].isupper() and token[i - 1].islower()]
        if not capitals and self.words.is_foreign(token):
            return ()
        whole = max([self.words.whole(token, at_start), *(self._brand(token, gap, at_start) for gap in capitals)])
        found = [
            Split((gap,), score)
            for gap in range(1, len(token))
            if self._may_part(token, gap, capitals) and (score := self._pair(token, gap, at_start, whole)) > WORTHLESS
        ]
        if len(token) >= 6 and len(capitals) <= 2:
            found += self._triples(token, at_start, whole, capitals)
        found.sort(key=lambda split: (-split.score, split.gaps))
        if len(token) >= 9 and found and found[0].score > CERTAIN_ENOUGH:
            found += self._refined(token, at_start, found[:2])
            found.sort(key=lambda split: (-split.score, split.gaps))
        return tuple(found)

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

    def _pair(self, token: str, gap: int, at_start: bool, whole: float) -> float:
        left, right = token[:gap], token[gap:]
        first = self.words.part(left, at_start)
        if first < _rarest(left):
            return WORTHLESS
        second = self.words.part(right, False)
        if second < _rarest(right):
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

    def _triples(self, token: str, at_start: bool, whole: float, capitals: list[int]) -> list[Split]:
        part = self.words.part
        limit = WORTHLESS + whole
        found = []
        for first in range(1, len(token) - 1):
            if not self._may_part(token, first, ()) or (left := part(token[:first], at_start)) < RAREST_OF_THREE:
                continue
            for second in range(first + 1, len(token)):
                if not self._may_part(token, second, ()) or not set(capitals) <= {first, second}:
                    continue
                middle = part(token[first:second], False)
                if middle < RAREST_OF_THREE or (score := left + middle) - 1.0 < limit:
                    continue
                if (last := part(token[second:], False)) < _rarest(token[second:]):
                    continue
                score += last - whole
                if self._may_compound(token[:first], token[first:second], left, middle) or self._may_compound(
                    token[first:second], token[second:], middle, last
                ):
                    score = min(score, COMPOUND_GAIN)
                if score > WORTHLESS:
                    found.append(Split((first, second), score))
        found.sort(key=lambda split: (-split.score, split.gaps))
        return found[:8]


def _rarest(part: str) -> float:
    """The least score of a part, which may be a compound of several words."""
    return RAREST_PART * (1 + part.count("-") + part.count("'"))


@cache
def load_splitter(language: str | None, vocabulary: Vocabulary | None = None) -> Splitter | None:
    """The splitter of a language, with the words of a corpus; None if the language has no lexicon."""
    words = load_words(language, vocabulary)
    return None if words is None else Splitter(words)
