"""Laws, bad input, one person who holds all failures, and the time it takes."""

import time
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.traces.analysis.contrast import cohorts
from traces.analysis.contrast import Contrast, Dimension, Value, binned, contrast, dimension, presence

Array = npt.NDArray[Any]


def yes_no(name: str, has: Array) -> Dimension:
    return Dimension(name, has.astype(np.int32), ("no", "yes"))


def permuted(cohort: cohorts.Cohort, order: Array) -> Contrast:
    failing = cohort.failing
    moved = [Dimension(each.name, each.codes[order], each.values) for each in cohort.dimensions]
    return contrast(failing[order], moved)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=5, deadline=None)
def test_the_order_of_the_runs_changes_nothing(seed: int) -> None:
    straight = np.arange(cohorts.RUNS)
    order = np.random.default_rng(seed).permutation(cohorts.RUNS)
    assert permuted(cohorts.single(1), order) == permuted(cohorts.single(1), straight)


def test_the_order_of_the_dimensions_changes_nothing() -> None:
    cohort = cohorts.confounded(3)
    failing, dimensions = cohort.failing, cohort.dimensions
    assert contrast(failing, dimensions[::-1]) == contrast(failing, dimensions)


@given(st.integers(1, 200), st.integers(1, 200), st.integers(1, 200), st.integers(1, 200))
def test_excess_lies_within_its_interval_and_swapping_the_item_turns_its_sign(a: int, b: int, c: int, d: int) -> None:
    from traces.analysis.contrast.tables import Tables

    one = Tables(*(np.array([float(x)]) for x in (a, b, c, d)))
    other = Tables(*(np.array([float(x)]) for x in (c, d, a, b)))
    low, high = one.excess_interval()
    assert low[0] - 1e-9 <= one.excess[0] <= high[0] + 1e-9
    assert np.sign(round(one.excess[0], 9)) == -np.sign(round(other.excess[0], 9))
    assert one.p_values[0] == pytest.approx(other.p_values[0])


@pytest.mark.parametrize(
    ("failing", "missing"),
    [
        ([0] * 9, "no_failures"),
        ([1] * 9, "no_successes"),
        ([1, 0, 0], "too_few"),
        ([], "no_failures"),
        ([1] * 8 + [0], "too_few"),
    ],
)
def test_what_is_missing_is_said(failing: list[int], missing: str) -> None:
    runs = np.array(failing, dtype=bool)
    assert contrast(runs, [yes_no("x", np.zeros(len(runs)))]).missing == missing


def test_a_column_of_ids_is_left_out_however_many_values_it_has() -> None:
    runs = 100_000
    failing = np.random.default_rng(0).random(runs) < 0.1
    ids = Dimension("user", np.arange(runs, dtype=np.int32), tuple(map(str, range(runs))))
    found = contrast(failing, [ids])
    assert (found.left_out, found.tested, found.items) == (("user",), 0, ())


def test_a_value_that_every_run_has_separates_nothing() -> None:
    failing = np.arange(100) < 20
    assert contrast(failing, [dimension("model", ["gpt-4o"] * 100)]).tested == 0


def test_unknown_values_are_no_value() -> None:
    failing = np.arange(100) < 20
    told = [None if n < 50 else float("nan") if n < 70 else "" for n in range(100)]
    assert dimension("x", told).values == ()
    assert contrast(failing, [dimension("x", told)]).tested == 0


def test_numbers_are_compared_in_quantile_bins() -> None:
    found = binned("tokens", [float(n) for n in range(1, 81)])
    assert found.values[0] == "up to 10"
    assert found.values[-1] == "over 70"
    assert np.bincount(found.codes).tolist() == [10] * 8


@pytest.mark.parametrize(
    ("told", "values"),
    [
        ([None, float("nan"), float("inf")], ()),
        ([5.0] * 9, ("any",)),
        ([0.0] * 90 + [1.0] * 10, ("up to 0", "over 0")),
    ],
)
def test_numbers_with_little_to_tell(told: list[float | None], values: tuple[str, ...]) -> None:
    found = binned("x", told)
    assert found.values == values
    assert all(0 <= code < max(len(values), 1) or code == -1 for code in found.codes)


def test_a_run_may_have_several_values() -> None:
    used = [["a", "b", "a"] if n < 30 else ["b"] for n in range(100)]
    failing = np.array([n < 20 for n in range(100)])
    [item] = contrast(failing, [presence("tool", used)]).items
    assert (item.where, item.failing, item.good) == ((("tool", "a"),), 20, 10)


def one_user_fails(users: int) -> tuple[Contrast, Contrast]:
    """All failures are those of the first of `users` users, who alone uses release r2. With clusters, and without."""
    runs = 2_000
    user = np.arange(runs, dtype=np.int32) % users
    r = np.random.default_rng(0)
    failing = (user == 0) & (r.random(runs) < 0.8)
    release = yes_no("release", user == 0)
    return contrast(failing, [release], clusters=user), contrast(failing, [release])


def test_what_rests_on_one_user_does_not_survive() -> None:
    with_clusters, without = one_user_fails(50)
    assert (with_clusters.kept, with_clusters.clustered) == (0, 1.0)
    assert without.kept == 1


def test_what_many_users_see_survives_though_one_holds_a_tenth_of_the_failures() -> None:
    runs = 4_000
    r = np.random.default_rng(1)
    user = np.where(np.arange(runs) < 500, 0, 1 + np.arange(runs) % 400).astype(np.int32)
    release = r.random(runs) < 0.3
    failing = r.random(runs) < 0.05 + 0.2 * release
    found = contrast(failing, [yes_no("release", release)], clusters=user)
    assert found.clustered is not None
    assert [item.where for item in found.items] == [(("release", "yes"),)]


def test_the_permutation_repeats_exactly() -> None:
    assert one_user_fails(20)[0] == one_user_fails(20)[0]


def test_a_value_that_does_nothing_alone_is_told_with_the_one_it_needs() -> None:
    """The model fails by itself too; the release fails only with it."""
    r = np.random.default_rng(2)
    model, release = r.random(8_000) < 0.4, r.random(8_000) < 0.4
    failing = r.random(8_000) < 0.04 + 0.1 * model + 0.25 * (model & release)
    found = contrast(failing, [yes_no("model", model), yes_no("release", release)])
    assert [item.where for item in found.items] == [
        (("model", "yes"),),
        (("model", "yes"), ("release", "yes")),
    ]
    assert found.items[1].travels_with == ((("release", "yes"),),)


def million(rows: int = 1_000_000, columns: int = 60) -> tuple[Array, list[Dimension]]:
    r = np.random.default_rng(0)
    sizes = r.integers(2, 9, columns)
    dimensions = [
        Dimension(f"d{n:02}", r.integers(0, size, rows).astype(np.int32), tuple(map(str, range(size))))
        for n, size in enumerate(sizes)
    ]
    failing = (r.random(rows) < 0.05) | ((dimensions[3].codes == 1) & (r.random(rows) < 0.03))
    return failing, dimensions


def test_a_million_runs_of_sixty_dimensions_take_two_seconds_of_work() -> None:
    failing, dimensions = million()
    started = time.process_time()
    found = contrast(failing, dimensions)
    assert time.process_time() - started < 2.0
    assert found.items[0].where == (("d03", "1"),)


def test_a_sample_of_the_good_runs_names_the_same_first() -> None:
    failing, dimensions = million(200_000, 20)
    whole = contrast(failing, dimensions).items[0].where
    firsts: list[tuple[Value, ...]] = []
    for seed in range(20):
        keep = failing | (np.random.default_rng(seed).random(len(failing)) < 0.2)
        sampled = [Dimension(each.name, each.codes[keep], each.values) for each in dimensions]
        firsts.append(contrast(failing[keep], sampled).items[0].where)
    assert firsts == [whole] * 20
