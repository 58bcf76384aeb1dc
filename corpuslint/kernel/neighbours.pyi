from array import array
from collections.abc import Callable, Iterable

SOURCES: str

class Neighbours:
    def __init__(
        self,
        class_of: Callable[[str], int],
        log_counts: array[float],
        pairs: array[int],
        counts: array[int],
        log_total: float,
    ) -> None: ...
    def pmi(self, left: str, right: str) -> float: ...
    def scores(
        self, form: str, left: str, right: str, candidates: Iterable[tuple[tuple[int, ...], float]], base: float
    ) -> list[float]: ...
