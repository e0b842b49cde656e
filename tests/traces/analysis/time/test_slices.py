import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.traces.analysis.time.lines import trees
from traces.analysis.time.slices import quantile, slices
from traces.types.time_sums import Band


@st.composite
def some_bands(draw: st.DrawFn) -> list[Band]:
    counts = draw(st.lists(st.integers(1, 50), min_size=1, max_size=12))
    return [
        Band(int(2 ** ((n - 1) / 4)), int(2 ** (n / 4)), runs, {"tool": runs * 7 * n, "generation": runs * n})
        for n, runs in enumerate(counts, 40)
    ]


@trees
@given(some_bands())
def test_slices_hold_every_run_and_all_of_its_time(bands: list[Band]) -> None:
    found = slices(bands)
    assert sum(each.runs for each in found) == pytest.approx(sum(band.runs for band in bands))
    spent = sum(ns for band in bands for ns in band.critical_ns.values())
    assert sum(each.runs * each.mean_ns for each in found) == pytest.approx(spent)


@trees
@given(some_bands(), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_percentile_is_no_shorter(bands: list[Band], one: float, other: float) -> None:
    low, high = sorted([one, other])
    assert (quantile(bands, low) or 0) <= (quantile(bands, high) or 0)


def test_a_percentile_lies_in_the_band_that_holds_it() -> None:
    """90 runs up to 100, 10 up to 200: the 95th of 100 is halfway through the second band, 100 * sqrt 2."""
    bands = [Band(50, 100, 90, {}), Band(100, 200, 10, {})]
    assert (quantile(bands, 0.9), quantile(bands, 0.95), quantile(bands, 1.0)) == (100, 141, 200)


def test_without_runs_there_are_no_slices() -> None:
    assert (slices([]), quantile([], 0.5)) == ([], None)
