# cython: boundscheck=True, wraparound=False, initializedcheck=False, cdivision=True
"""The splits of ordinary tokens, compiled. The reference is corpuslint/language/splits.py, with pieces.py.

Ordinary tokens are letters with no capital but the first; the reference takes all others. Words of the lexicon are
scored by the reference too, once each.
"""

from corpuslint.kernel.ngrams cimport LONGEST, Letters

from corpuslint.language import pieces, splits, words as scores
from corpuslint.language.splits import Split

cdef extern from *:
    """
    #ifndef CORPUSLINT_SOURCES
    #define CORPUSLINT_SOURCES ""
    #endif
    """
    const char* CORPUSLINT_SOURCES

SOURCES = CORPUSLINT_SOURCES.decode("ascii")

cdef double LIKELIEST = pieces.LIKELIEST
cdef double UNKNOWN_AT_MOST = pieces.UNKNOWN_AT_MOST, UNKNOWN_NAME_AT_MOST = pieces.UNKNOWN_NAME_AT_MOST
cdef double UNLISTED = pieces.UNLISTED
cdef Py_ssize_t LONG = pieces.LONG, REMEMBERED = pieces.REMEMBERED

cdef double UNKNOWN_LOW = scores.UNKNOWN_LOW, UNKNOWN_NAME = scores.UNKNOWN_NAME
cdef double UNKNOWN_PART_LOW = scores.UNKNOWN_PART_LOW, UNKNOWN_PART_NAME = scores.UNKNOWN_PART_NAME
cdef double CHARACTER_WEIGHT = scores.CHARACTER_WEIGHT
cdef double FUNCTION_WORD = scores.FUNCTION_WORD, NOT_A_WORD = scores.NOT_A_WORD

cdef double WORTHLESS = splits.WORTHLESS, WORTHLESS_THREE = splits.WORTHLESS_THREE
cdef double RAREST_PART = splits.RAREST_PART, RAREST_OF_THREE = splits.RAREST_OF_THREE
cdef double PREFIX_LOSS = splits.PREFIX_LOSS, COMBINING_LOSS = splits.COMBINING_LOSS
cdef double COMPOUND_GAIN = splits.COMPOUND_GAIN, RARE = splits.RARE
cdef Py_ssize_t MOST_TRIPLES = splits.MOST_TRIPLES

_best_first = splits.best_first


cdef class Weigher:
    """Scores the splits of ordinary tokens of one language.

    Args:
        words: the word model of the language.
    """

    cdef object _words, _index_of, _knows
    cdef Letters _low, _name
    cdef dict _lower, _heads, _heads_at_start, _letters, _own
    cdef frozenset _prefixes
    cdef bint _compounds

    def __init__(self, words):
        self._words = words
        self._low, self._name = words.low.letters, words.name.letters
        self._knows = words.low.knows
        self._index_of, self._own = words.lexicon.index_of, words.own
        self._lower, self._heads, self._heads_at_start, self._letters = {}, {}, {}, {}
        self._prefixes = frozenset(words.profile.prefixes)
        self._compounds = words.profile.compounds

    def weigh(self, str token not None, bint at_start, double least):
        """Splits of a token that score more than ``least``, best first; None if the token is not an ordinary one."""
        cdef str lower = token.lower()
        cdef Py_ssize_t length = len(token), gap
        cdef double[LONGEST] firsts, seconds
        cdef double floor, limit, whole, score, best = WORTHLESS_THREE
        cdef bint has_whole = False
        if not 2 <= length <= LONGEST or len(lower) != length or not token.isalpha():
            return None
        for gap in range(length):
            if lower[gap] == u"ß" or (gap > 0 and (token[gap] != lower[gap] or token[gap].isupper())):
                return None
        for gap in range(length):
            if not self._is_known_letter(lower[gap]):
                return []
        floor = self._words.floor(token, at_start)
        limit = floor + least
        self._cut(token, lower, at_start, least, limit, firsts, seconds)
        found = []
        for gap in range(1, length):
            if firsts[gap] + seconds[gap] > limit:
                if not has_whole:
                    whole, has_whole = self._words.whole(token, at_start), True
                score = self._pair(token, lower, gap, firsts[gap], seconds[gap], whole)
                if score > least:
                    found.append(Split((gap,), score))
                    best = max(best, score)
        if length >= 6:
            # Three parts are worth less where two do better.
            if best > WORTHLESS_THREE:
                least = max(least, WORTHLESS_THREE)
            triples = self._triples(lower, floor, floor + least - LIKELIEST, firsts, seconds)
            if triples:
                if not has_whole:
                    whole = self._words.whole(token, at_start)
                threes = [Split(gaps, score - whole) for gaps, score in triples if score - whole > least]
                threes.sort(key=_best_first)
                found += threes[:MOST_TRIPLES]
        found.sort(key=_best_first)
        return found

    cdef bint _is_known_letter(self, Py_UCS4 letter) except -1:
        known = self._letters.get(letter)
        if known is None:
            known = self._letters[letter] = self._knows(chr(letter))
        return known

    cdef int _cut(
        self,
        str token,
        str lower,
        bint at_start,
        double least,
        double limit,
        double[LONGEST] firsts,
        double[LONGEST] seconds,
    ) except -1:
        """The scores of the two pieces at each gap, as ``PieceModel.pieces``."""
        cdef Py_ssize_t gap, length = len(token)
        cdef bint capital = token[0] != lower[0], unlisted = False
        cdef dict heads = self._lower if not capital else self._heads_at_start if at_start else self._heads
        cdef double unknown_first = UNKNOWN_NAME_AT_MOST if capital else UNKNOWN_AT_MOST
        cdef double best_first = unknown_first, best_second = UNKNOWN_AT_MOST
        for gap in range(1, length):
            firsts[gap] = self._known(lower[:gap], heads, at_start and capital, capital)
            seconds[gap] = self._known(lower[gap:], self._lower, False, False)
            unlisted = unlisted or firsts[gap] == UNLISTED or seconds[gap] == UNLISTED
            best_first, best_second = max(best_first, firsts[gap]), max(best_second, seconds[gap])
        if not unlisted:
            return 0
        if least > 0 and length < LONG:
            for gap in range(1, length):
                if firsts[gap] == UNLISTED and seconds[gap] == UNLISTED:
                    continue
                if firsts[gap] == UNLISTED and unknown_first + seconds[gap] > limit:
                    firsts[gap] = self._unknown(lower, 0, gap, capital)
                elif seconds[gap] == UNLISTED and firsts[gap] + UNKNOWN_AT_MOST > limit:
                    seconds[gap] = self._unknown(lower, gap, length, False)
        elif best_first + best_second > limit:
            self._cut_unlisted(lower, capital, firsts, seconds)
        return 0

    cdef int _cut_unlisted(self, str lower, bint capital, double[LONGEST] firsts, double[LONGEST] seconds) except -1:
        """The scores of the pieces that are in no lexicon, as ``WordModel.unknown_parts``."""
        cdef double[LONGEST] before, after, unused
        cdef Py_ssize_t gap, length = len(lower)
        self._low.cut(lower, before, after)
        if capital:
            self._name.cut(lower, before, unused)
        for gap in range(1, length):
            if firsts[gap] == UNLISTED:
                if capital:
                    firsts[gap] = (UNKNOWN_NAME + UNKNOWN_PART_NAME) + CHARACTER_WEIGHT * before[gap - 1]
                else:
                    firsts[gap] = (UNKNOWN_LOW + UNKNOWN_PART_LOW) + CHARACTER_WEIGHT * before[gap - 1]
            if seconds[gap] == UNLISTED:
                seconds[gap] = (UNKNOWN_LOW + UNKNOWN_PART_LOW) + CHARACTER_WEIGHT * after[gap - 1]
        return 0

    cdef double _known(self, str piece, dict memory, bint at_start, bint capital) except? -1.0:
        """The score of a piece that the lexicon has, ``UNLISTED`` of any other."""
        found = memory.get(piece)
        if found is not None:
            return found
        score = None
        if len(piece) == 1 or self._index_of(piece) is not None or piece in self._own:
            score = self._words.known_part(piece, at_start, capital=capital)
        if len(memory) > REMEMBERED:
            memory.clear()
        memory[piece] = score = UNLISTED if score is None else score
        return score

    cdef double _unknown(self, str lower, Py_ssize_t start, Py_ssize_t end, bint capital) except? -1.0:
        """The score of a piece that the lexicon has not, as ``WordModel.part``."""
        if capital:
            return (UNKNOWN_NAME + CHARACTER_WEIGHT * self._name.total(lower, start, end, 0)) + UNKNOWN_PART_NAME
        return (UNKNOWN_LOW + CHARACTER_WEIGHT * self._low.total(lower, start, end, 0)) + UNKNOWN_PART_LOW

    cdef double _pair(
        self, str token, str lower, Py_ssize_t gap, double first, double second, double whole
    ) except? -1.0:
        cdef double score
        if first < RAREST_PART or second < RAREST_PART:
            return WORTHLESS
        score = first + second - whole
        if second < FUNCTION_WORD - 1 and lower[:gap] in self._prefixes:
            score += PREFIX_LOSS
        if token[gap - 1] == u"o" and first < RARE and second < RARE:
            score += COMBINING_LOSS
        if self._compounds and self._may_compound(gap, lower[gap:], first, second):
            score = min(score, COMPOUND_GAIN)
        return score

    cdef bint _may_compound(self, Py_ssize_t length, str right, double first, double second) except -1:
        if max(first, second) > FUNCTION_WORD:
            return False
        return length < 3 or self._words.is_noun(right)

    cdef list _triples(self, str lower, double floor, double limit, double[LONGEST] firsts, double[LONGEST] seconds):
        """Gaps of three parts, with the score of the parts alone."""
        cdef Py_ssize_t length = len(lower), first, second, number, ends = 0
        cdef Py_ssize_t[LONGEST] gaps
        cdef double left, middle, last, needed, score
        cdef double best_first = firsts[1], best_second = seconds[1]
        cdef str piece
        cdef list found = []
        for first in range(2, length):
            best_first, best_second = max(best_first, firsts[first]), max(best_second, seconds[first])
        if best_first + best_second <= limit:
            return found
        for second in range(1, length):
            if seconds[second] + LIKELIEST > limit and seconds[second] >= RAREST_PART:
                gaps[ends] = second
                ends += 1
        for first in range(1, length):
            left = firsts[first]
            if left + LIKELIEST <= limit or left < RAREST_OF_THREE:
                continue
            for number in range(ends):
                second = gaps[number]
                last = seconds[second]
                if second <= first or left + last <= limit:
                    continue
                needed = limit + LIKELIEST - left - last
                piece = lower[first:second]
                middle = self._known(piece, self._lower, False, False)
                if middle == UNLISTED:
                    middle = self._unknown(lower, first, second, False) if needed < UNKNOWN_AT_MOST else NOT_A_WORD
                if middle <= needed or middle < RAREST_OF_THREE:
                    continue
                score = left + middle + last
                if self._compounds and (
                    self._may_compound(first, piece, left, middle)
                    or self._may_compound(second - first, lower[second:], middle, last)
                ):
                    score = min(score, COMPOUND_GAIN + floor)
                found.append(((first, second), score))
        return found
