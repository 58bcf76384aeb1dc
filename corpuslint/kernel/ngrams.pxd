# The longest word that is cut in two, as the size of arrays.
cdef enum:
    LONGEST = 64

cdef class Letters:
    cdef object _ask
    cdef Py_ssize_t _known, _most
    cdef unsigned long long _mask
    cdef unsigned long long[::1] _earlier, _later
    cdef double[::1] _values
    cdef double total(self, str word, Py_ssize_t start, Py_ssize_t end, Py_ssize_t first) except? -1.0
    cdef int cut(self, str word, double[LONGEST] before, double[LONGEST] after) except -1
    cdef double _of(self, unsigned long long earlier, unsigned long long later) except? -1.0
    cdef Py_ssize_t _slot(self, unsigned long long earlier, unsigned long long later) except -1
    cdef int _grow(self) except -1
