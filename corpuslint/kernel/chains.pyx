# cython: boundscheck=True, wraparound=False, initializedcheck=False, cdivision=True
"""Chains of line ends, compiled. The reference, with the reasons for everything here, is corpuslint/language/chains.py.

Where the reference keeps what leads to a line start in a dictionary, this keeps an array over all places of the line;
minus infinity, the logarithm of nothing, stands for a place that no chain has reached.
"""

from array import array

from libc.math cimport INFINITY, log10, pow

from corpuslint.language import chains as reference

cdef extern from *:
    """
    #ifndef CORPUSLINT_SOURCES
    #define CORPUSLINT_SOURCES ""
    #endif
    """
    const char* CORPUSLINT_SOURCES

SOURCES = CORPUSLINT_SOURCES.decode("ascii")

cdef double SURVIVED = reference.SURVIVED
cdef double NEGLIGIBLE = reference.NEGLIGIBLE
cdef double STARTS_LINE_FIRST = reference.STARTS_LINE_FIRST
cdef double STARTS_LINE = reference.STARTS_LINE
cdef Py_ssize_t LONGEST_CHUNK = reference.LONGEST_CHUNK


cdef class Chains:
    """One line of a text, as ``corpuslint.language.chains.Chains``."""

    cdef readonly Py_ssize_t begin, stop
    cdef readonly list gaps
    cdef Py_ssize_t _start, _chunks, _reach
    cdef double _starts_line
    # How many bytes stand before each character; empty where they are as many as characters.
    cdef long long[::1] _sizes
    # Of each run of characters: its span, and the number of its first gap. Of each gap: its place and odds.
    cdef long long[::1] _starts, _ends, _firsts, _places
    cdef double[::1] _odds
    # Of each place: the sum of the chains that lead to it, and of those that lead from it to the end.
    cdef double[::1] _forward, _backward

    def __init__(
        self,
        str text not None,
        Py_ssize_t start,
        Py_ssize_t end,
        const long long[::1] gaps,
        const double[::1] odds,
        bint first,
        bint in_bytes,
    ):
        cdef Py_ssize_t position, chunk = 0, kept = 0, number
        cdef bint inside = False
        if not 0 <= start <= end <= len(text) or gaps.shape[0] != odds.shape[0]:
            raise ValueError("a line must lie in its text, and each gap must have its odds")
        self._start = start
        self._starts_line = STARTS_LINE_FIRST if first else STARTS_LINE
        self.gaps = []
        self._measure(text, end, in_bytes)
        # Runs of characters are counted first, so that every array has its size once and for all.
        for position in range(start, end):
            if text[position].isspace():
                inside = False
            elif not inside:
                inside = True
                self._chunks += 1
        self._starts = _integers(self._chunks)
        self._ends = _integers(self._chunks)
        self._firsts = _integers(self._chunks + 1)
        number = _first_from(gaps, start)
        self._places = _integers(_first_from(gaps, end) - number)
        self._odds = _doubles(self._places.shape[0])
        self.begin = self.stop = position = start
        while chunk < self._chunks:
            while text[position].isspace():
                position += 1
            begin = position
            while position < end and not text[position].isspace():
                position += 1
            if chunk == 0:
                self.begin = begin
            self.stop = position
            self._starts[chunk] = self._distance(begin)
            self._ends[chunk] = self._distance(position)
            while number < gaps.shape[0] and gaps[number] <= begin:
                number += 1
            while number < gaps.shape[0] and gaps[number] < position:
                if position - begin <= LONGEST_CHUNK and odds[number] > NEGLIGIBLE:
                    self._places[kept] = self._distance(gaps[number])
                    self._odds[kept] = odds[number]
                    self.gaps.append(gaps[number])
                    kept += 1
                number += 1
            chunk += 1
            self._firsts[chunk] = kept
        self._reach = 1 + (self._ends[self._chunks - 1] if self._chunks else 0)
        self._forward = _doubles(self._reach)

    cdef int _measure(self, str text, Py_ssize_t end, bint in_bytes) except -1:
        cdef Py_ssize_t position, start = self._start, size = 0
        cdef Py_UCS4 letter
        self._sizes = None
        if not in_bytes:
            return 0
        for position in range(start, end):
            if text[position] >= 128:
                break
        else:
            return 0
        self._sizes = _integers(end - start + 1)
        for position in range(start, end):
            letter = text[position]
            size += 1 if letter < 128 else 2 if letter < 2048 else 3 if letter < 65536 else 4
            self._sizes[position - start + 1] = size
        return 0

    cdef Py_ssize_t _distance(self, Py_ssize_t offset) except -1:
        return offset - self._start if self._sizes is None else self._sizes[offset - self._start]

    def measure(self, Py_ssize_t offset):
        """Distance of an offset of the text from the start of the line."""
        if offset < self._start:
            raise IndexError("an offset before the line")
        return self._distance(offset)

    def reach(self, Py_ssize_t offset):
        """Where the run of characters ends that holds an offset, as ``measure`` gives it."""
        return self._ends[self._chunk_that_ends_at(self.measure(offset), 0)]

    def evidence(self, Py_ssize_t width):
        """log10 probability of what the words show, if the paragraph was wrapped at a width, over no losses at all."""
        return self._follow(width, None)

    def weigh(self, Py_ssize_t width):
        """The evidence for a width, and the probability of a line end at each gap."""
        cdef list steps = []
        cdef double final = self._follow(width, steps), odds
        cdef Py_ssize_t here, number, place
        self._backward = _doubles(self._reach + 1)
        self._backward[:] = -INFINITY
        ends = [0.0] * len(self.gaps)
        # One place further, so that the unknown column before the line has one too.
        for here, number, place, odds in reversed(steps):
            self._backward[here + 1] = add(self._backward[here + 1], odds + (0.0 if place < 0 else self._backward[place + 1]))
        for here, number, place, odds in steps:
            if number >= 0:
                ends[number] += pow(10.0, (0.0 if here < 0 else self._forward[here]) + odds + self._backward[place + 1] - final)
        return final, ends

    cdef Py_ssize_t _chunk_that_ends_at(self, Py_ssize_t limit, Py_ssize_t index) except -1:
        """The first run of characters, from one on, that ends at a limit or after it."""
        while index < self._chunks and self._ends[index] < limit:
            index += 1
        return index

    cdef double _follow(self, Py_ssize_t width, list steps) except? -1.0:
        """The sum of all chains (log10); leaves those that lead to each line start, and notes their steps."""
        cdef Py_ssize_t here, limit, index = 0, number, place
        cdef double weight, final
        if width < 2:
            raise ValueError("a width must be two or more")
        self._forward[:] = -INFINITY
        self._forward[0] = log10(self._starts_line)
        self._open(width, steps)
        final = -INFINITY
        for here in range(self._reach):
            weight = self._forward[here]
            if weight == -INFINITY:
                continue
            limit = here + width
            index = self._chunk_that_ends_at(limit, index)
            if index >= self._chunks or (index == self._chunks - 1 and self._ends[index] == limit):
                final = add(final, weight)
                if steps is not None:
                    steps.append((here, -1, -1, 0.0))
                if index >= self._chunks:
                    continue
            for number in range(self._firsts[index], self._firsts[index + 1]):
                place = self._places[number]
                if place > limit:
                    break
                if place > here:
                    self._go(here, number, place, weight, self._odds[number], steps)
            if self._ends[index] == limit:
                if index + 1 < self._chunks:
                    self._go(here, -1, self._starts[index + 1], weight, SURVIVED, steps)
            else:
                place = self._starts[index]
                self._go(here, -1, place if place > here else self._ends[index], weight, SURVIVED, steps)
        return final

    cdef int _go(
        self, Py_ssize_t here, Py_ssize_t number, Py_ssize_t place, double weight, double odds, list steps
    ) except -1:
        self._forward[place] = add(self._forward[place], weight + odds)
        if steps is not None:
            steps.append((here, number, place, odds))
        return 0

    cdef int _open(self, Py_ssize_t width, list steps) except -1:
        """First line ends of a paragraph that starts in the middle of a line, each column being as probable."""
        cdef double column = log10((1 - self._starts_line) / <double>(width - 1))
        cdef Py_ssize_t index, number, low, high, place, columns, before = 0
        for index in range(self._chunks):
            low, high = max(1, before + 1), min(width - 1, self._ends[index])
            if low > high:
                break
            for number in range(self._firsts[index], self._firsts[index + 1]):
                place = self._places[number]
                columns = high - max(low, place) + 1
                if columns <= 0:
                    break
                self._go(-1, number, place, 0.0, column + log10(<double>columns) + self._odds[number], steps)
            self._go(-1, -1, self._starts[index], 0.0, column + log10(<double>(high - low + 1)) + SURVIVED, steps)
            before = self._ends[index]
        return 0


cdef double add(double first, double second) noexcept nogil:
    """log10 of the sum of two numbers given by their log10."""
    cdef double high = first if first > second else second
    cdef double low = second if first > second else first
    return high if low == -INFINITY or high - low > 16 else high + log10(1 + pow(10.0, low - high))


cdef Py_ssize_t _first_from(const long long[::1] gaps, Py_ssize_t offset) except -1:
    """The number of the first gap at an offset or after it."""
    cdef Py_ssize_t low = 0, high = gaps.shape[0], middle
    while low < high:
        middle = (low + high) // 2
        if gaps[middle] < offset:
            low = middle + 1
        else:
            high = middle
    return low


cdef long long[::1] _integers(Py_ssize_t length):
    return array("q", bytes(8 * length))


cdef double[::1] _doubles(Py_ssize_t length):
    return array("d", bytes(8 * length))
