# cython: boundscheck=True, wraparound=False, initializedcheck=False, cdivision=True
"""How gladly words stand side by side, compiled. The reference is corpuslint/language/neighbours.py."""

from libc.math cimport log10, pow

from corpuslint.language import neighbours as reference

cdef extern from *:
    """
    #ifndef CORPUSLINT_SOURCES
    #define CORPUSLINT_SOURCES ""
    #endif
    """
    const char* CORPUSLINT_SOURCES

SOURCES = CORPUSLINT_SOURCES.decode("ascii")

cdef double WEIGHT = reference.WEIGHT, FLOOR = reference.FLOOR
cdef Py_ssize_t REMEMBERED = reference.REMEMBERED


cdef class Neighbours:
    """Pointwise mutual information of neighbouring tokens, in log10."""

    cdef object _class_of
    cdef dict _classes
    cdef const float[::1] _log_counts
    cdef const unsigned int[::1] _pairs, _counts
    cdef double _log_total

    def __init__(
        self,
        class_of,
        const float[::1] log_counts,
        const unsigned int[::1] pairs,
        const unsigned int[::1] counts,
        double log_total,
    ):
        if pairs.shape[0] != counts.shape[0]:
            raise ValueError("each pair must have its count")
        if log_counts.shape[0] > 1 << 16:
            raise ValueError("a pair has room for two classes of 16 bits")
        self._class_of, self._classes = class_of, {}
        self._log_counts, self._pairs, self._counts, self._log_total = log_counts, pairs, counts, log_total

    def pmi(self, str left not None, str right not None):
        """log10 of how much more often two tokens stand side by side than by chance, damped where little was seen."""
        return self._pmi(self._class(left), self._class(right))

    def scores(self, str form not None, str left not None, str right not None, candidates, double base):
        """The score of each candidate split of a word between two neighbours, with what its parts say of each other."""
        cdef Py_ssize_t before = self._class(left), after = self._class(right), previous, start, gap
        cdef double score
        found = []
        for gaps, own in candidates:
            score = own + base
            previous, start = before, 0
            for gap in gaps:
                score += self._pmi(previous, self._class(_first_edge(form[start:gap])))
                previous = self._class(_last_edge(form[start:gap]))
                start = gap
            score += self._pmi(previous, self._class(_first_edge(form[start:])))
            score += self._pmi(self._class(_last_edge(form[start:])), after)
            found.append(score)
        return found

    cdef Py_ssize_t _class(self, str token) except? -1:
        found = self._classes.get(token)
        if found is None:
            if len(self._classes) >= REMEMBERED:
                self._classes.clear()
            found = self._classes[token] = self._class_of(token)
        return found

    cdef double _pmi(self, Py_ssize_t first, Py_ssize_t second) except? -1.0:
        cdef unsigned int key = <unsigned int>(first << 16 | second), seen = 0
        cdef Py_ssize_t low = 0, high = self._pairs.shape[0], middle
        cdef double expected, score
        while low < high:
            middle = (low + high) // 2
            if self._pairs[middle] < key:
                low = middle + 1
            else:
                high = middle
        if low < self._pairs.shape[0] and self._pairs[low] == key:
            seen = self._counts[low]
        expected = pow(10.0, <double>self._log_counts[first] + <double>self._log_counts[second] - self._log_total)
        score = log10((<double>seen + 1.0) / (expected + 1.0))
        return WEIGHT * (score if score > FLOOR else FLOOR)


cdef str _first_edge(str form):
    """What the word before it sees of a word, as the first of ``edges``."""
    cdef Py_ssize_t first = form.find("'") + 1
    if first == 0:
        first = form.find("-")
        return form if first <= 0 else form[:first]
    if form[len(form) - 1] != u"'":
        return form[:first]
    first = form.find("-")
    return form if first <= 0 else form[:first]


cdef str _last_edge(str form):
    """What the word after it sees of a word, as the last of ``edges``."""
    cdef Py_ssize_t cut = max(form.rfind("'"), form.rfind("-")) + 1
    return form[cut:] if cut < len(form) else form
