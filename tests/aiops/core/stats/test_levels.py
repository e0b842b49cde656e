"""Breaks against every way there is to cut a short series."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiops.core.stats.levels import breaks

SHORTEST = 2


def cost(series: Sequence[float], cuts: Sequence[int], penalty: float) -> float:
    ends = [0, *cuts, len(series)]
    levels = [series[first:last] for first, last in pairwise(ends)]
    around = (sum((each - sum(level) / len(level)) ** 2 for each in level) for level in levels)
    return sum(around) + penalty * len(cuts)


def ways(start: int, end: int) -> Iterator[list[int]]:
    """Every way to cut start..end into levels of SHORTEST and more."""
    yield []
    for at in range(start + SHORTEST, end - SHORTEST + 1):
        for rest in ways(at, end):
            yield [at, *rest]


@given(st.lists(st.integers(-20, 20), min_size=4, max_size=11), st.sampled_from([0.5, 5.0, 60.0]))
def test_no_other_way_to_cut_is_better(series: list[int], penalty: float) -> None:
    found = breaks(series, penalty, SHORTEST)
    assert found in list(ways(0, len(series)))
    best = min(cost(series, cuts, penalty) for cuts in ways(0, len(series)))
    assert cost(series, found, penalty) == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ([], []),
        ([1.0], []),
        ([5.0] * 30, []),
        ([0.0] * 15 + [10.0] * 15, [15]),
        ([0.0] * 10 + [10.0] * 10 + [0.0] * 10, [10, 20]),
        ([0.0] * 29 + [10.0], []),  # one day is no level
    ],
)
def test_where_a_new_level_begins(series: list[float], expected: list[int]) -> None:
    assert breaks(series, penalty=150.0, shortest=5) == expected


def test_a_series_far_from_zero_breaks_as_one_around_it() -> None:
    assert breaks([1e9 + each for each in [0.0] * 15 + [10.0] * 15], penalty=150.0, shortest=5) == [15]
