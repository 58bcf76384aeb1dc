"""Samples are chosen evenly, the same each time, and never more than asked for."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from corpuslint.packaging.page.charts import spans_of
from corpuslint.packaging.samples import Spread
from corpuslint.packaging.summary import LENGTHS


def spread(count: int, least: int) -> Spread[int]:
    found: Spread[int] = Spread(least)
    for number in range(count):
        found.offer(lambda number=number: number)  # type: ignore[misc]
    return found


@given(st.integers(0, 5_000), st.integers(1, 20), st.integers(1, 20))
def test_samples_lie_evenly(count: int, least: int, wanted: int) -> None:
    found = spread(count, least)
    kept = found.choose(10**9)
    assert found.offered == count
    assert min(count, least) <= len(kept) <= 2 * least
    assert len({after - before for before, after in pairwise(kept)}) <= 1
    chosen = found.choose(wanted)
    assert len(chosen) == min(wanted, len(kept))
    assert chosen == sorted(set(chosen))
    if chosen:
        assert chosen[0] == 0


def test_what_is_not_kept_is_not_made() -> None:
    made: list[int] = []
    found: Spread[int] = Spread(4)
    for number in range(1000):
        found.offer(lambda number=number: made.append(number) or number)  # type: ignore[misc]
    assert len(made) < 50
    assert found.choose(4) == [0, 256, 512, 768]


@given(st.dictionaries(st.sampled_from(LENGTHS), st.integers(1, 10**6), min_size=1))
def test_spans_count_everything_once_and_fit(counts: dict[int, int]) -> None:
    spans = spans_of(counts, LENGTHS)
    assert sum(span.count for span in spans) == sum(counts.values())
    assert 1 <= len(spans) <= 10
    assert spans[0].count
    assert spans[-1].count
    assert all(one.end == other.start for one, other in pairwise(spans))


def test_spans_have_names() -> None:
    assert [span.name for span in spans_of({0: 1, 1: 2, 5: 1}, LENGTHS)] == ["0", "1", "2 to 4", "5 to 9"]
    assert [span.name for span in spans_of({10**6: 1}, LENGTHS)] == ["1,000,000 and more"]
