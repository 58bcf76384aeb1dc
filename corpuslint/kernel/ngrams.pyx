# cython: boundscheck=True, wraparound=False, initializedcheck=False
"""The character model, compiled. The reference is corpuslint/language/ngrams.py.

Letter n-grams are numbers here: five letters of 21 bits, the last three in one integer and those before them in another.
What the model says of each is asked of the reference once and kept in a table of limited size.
"""

from array import array

from corpuslint.language import ngrams as reference

cdef extern from *:
    """
    #ifndef CORPUSLINT_SOURCES
    #define CORPUSLINT_SOURCES ""
    #endif
    """
    const char* CORPUSLINT_SOURCES

SOURCES = CORPUSLINT_SOURCES.decode("ascii")

cdef int ORDER = 5  # the layout of the keys depends on it
assert reference.ORDER == ORDER
cdef unsigned long long BITS = 21, LETTER = (1 << 21) - 1, TWO = (1ULL << 42) - 1, THREE = (1ULL << 63) - 1
# One more than the code of a letter, since zero stands for no letter.
cdef unsigned long long START = ord(reference.START) + 1, END = ord(reference.END) + 1
cdef Py_ssize_t FIRST_SLOTS = 1 << 12
# How many n-grams one process remembers of each model: 3 MB, as many as a corpus has.
cdef Py_ssize_t REMEMBERED = 1 << 16


cdef class Letters:
    """log10 probability of the last letter of each n-gram.

    Args:
        ask: the probability by the reference, of an n-gram as a string.
        most: how many n-grams are kept; a power of two.
    """

    def __init__(self, ask, Py_ssize_t most=REMEMBERED):
        if most < FIRST_SLOTS // 2 or most & (most - 1):
            raise ValueError("a power of two, not so small")
        self._ask = ask
        self._most = most
        self._clear(FIRST_SLOTS)

    def log_probability(self, str word not None):
        """log10 of the probability that a word type is this one, over all strings of letters."""
        if "ß" in word:
            word = word.replace("ß", "ss")
        return self.total(word, 0, len(word), 0)

    def ending(self, str word not None, Py_ssize_t letters):
        """log10 of the probability of the last letters of a word, its end counting as one, given those before them."""
        if "ß" in word:
            word = word.replace("ß", "ss")
        return self.total(word, 0, len(word), max(0, len(word) + 1 - letters))

    def pieces(self, str word not None):
        """The log10 probabilities of what stands before and after each gap of a word."""
        cdef Py_ssize_t gap, gaps = max(0, len(word) - 1)
        cdef double[LONGEST] before, after
        self.cut(word, before, after)
        return [before[gap] for gap in range(gaps)], [after[gap] for gap in range(gaps)]

    cdef double total(self, str word, Py_ssize_t start, Py_ssize_t end, Py_ssize_t first) except? -1.0:
        """The log10 probability of the letters of ``word[start:end]`` from a number on; the word is without "ß"."""
        cdef unsigned long long earlier = 0, later = START
        cdef double result = 0.0
        cdef Py_ssize_t position
        for position in range(start, end):
            earlier = (earlier << BITS | later >> 2 * BITS) & TWO
            later = (later << BITS | (1 + <unsigned long long>word[position])) & THREE
            if position - start >= first:
                result += self._of(earlier, later)
        return result + self._of((earlier << BITS | later >> 2 * BITS) & TWO, (later << BITS | END) & THREE)

    cdef int cut(self, str word, double[LONGEST] before, double[LONGEST] after) except -1:
        """Fill in the log10 probabilities of what stands before and after each gap of a word without "ß"."""
        cdef unsigned long long earlier = 0, later = START
        cdef double[LONGEST + 2] sums
        cdef double result
        cdef Py_ssize_t gap, position, length = len(word)
        if length > LONGEST:
            raise ValueError("a word too long")
        sums[0] = 0.0
        for position in range(length):
            earlier = (earlier << BITS | later >> 2 * BITS) & TWO
            later = (later << BITS | (1 + <unsigned long long>word[position])) & THREE
            sums[position + 1] = sums[position] + self._of(earlier, later)
            if position + 1 < length:
                before[position] = sums[position + 1] + self._of(
                    (earlier << BITS | later >> 2 * BITS) & TWO, (later << BITS | END) & THREE
                )
        sums[length + 1] = sums[length] + self._of(
            (earlier << BITS | later >> 2 * BITS) & TWO, (later << BITS | END) & THREE
        )
        for gap in range(1, length):
            if length - gap < ORDER - 1:
                after[gap - 1] = self.total(word, gap, length, 0)
                continue
            earlier, later, result = 0, START, 0.0
            for position in range(gap, gap + ORDER - 1):
                earlier = (earlier << BITS | later >> 2 * BITS) & TWO
                later = (later << BITS | (1 + <unsigned long long>word[position])) & THREE
                result += self._of(earlier, later)
            after[gap - 1] = result + sums[length + 1] - sums[gap + ORDER - 1]
        return 0

    cdef double _of(self, unsigned long long earlier, unsigned long long later) except? -1.0:
        """What the model says of an n-gram."""
        cdef Py_ssize_t slot = self._slot(earlier, later)
        if self._later[slot]:
            return self._values[slot]
        cdef double value = self._ask(_gram(earlier, later))
        if 2 * self._known >= self._later.shape[0]:
            self._grow()
            slot = self._slot(earlier, later)
        self._earlier[slot], self._later[slot], self._values[slot] = earlier, later, value
        self._known += 1
        return value

    cdef Py_ssize_t _slot(self, unsigned long long earlier, unsigned long long later) except -1:
        """Where an n-gram is kept, or else is to be; at least half of the slots are free."""
        cdef unsigned long long hash = (later ^ earlier * 0x9E3779B97F4A7C15ULL) * 0xD6E8FEB86659FD93ULL
        hash = (hash ^ hash >> 32) & self._mask
        while self._later[hash] and (self._later[hash] != later or self._earlier[hash] != earlier):
            hash = (hash + 1) & self._mask
        return hash

    cdef int _grow(self) except -1:
        """Make room for more n-grams, up to the most; then begin anew."""
        cdef unsigned long long[::1] old_earlier = self._earlier, old_later = self._later
        cdef double[::1] old_values = self._values
        cdef Py_ssize_t index, slot
        if self._known >= self._most:
            self._clear(FIRST_SLOTS)
            return 0
        self._clear(2 * old_later.shape[0])
        for index in range(old_later.shape[0]):
            if old_later[index]:
                slot = self._slot(old_earlier[index], old_later[index])
                self._earlier[slot], self._later[slot] = old_earlier[index], old_later[index]
                self._values[slot] = old_values[index]
                self._known += 1
        return 0

    def _clear(self, Py_ssize_t slots):
        self._known, self._mask = 0, slots - 1
        self._earlier, self._later = array("Q", bytes(8 * slots)), array("Q", bytes(8 * slots))
        self._values = array("d", bytes(8 * slots))


cdef str _gram(unsigned long long earlier, unsigned long long later):
    """The letters of an n-gram."""
    codes = [earlier >> BITS, earlier & LETTER, later >> 2 * BITS, later >> BITS & LETTER, later & LETTER]
    return "".join([chr(code - 1) for code in codes if code])
