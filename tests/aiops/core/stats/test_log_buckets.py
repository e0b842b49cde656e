from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiops.core.stats.log_buckets import NOT_POSITIVE, bucket_of, quantile, value_of


def test_one_to_ten_thousand_take_315_buckets_and_every_quantile_is_within_one_per_cent() -> None:
    counts = Counter(bucket_of(value) for value in range(1, 10_001))
    assert len(counts) == 315
    errors = []
    for step in range(2_001):
        true = int(step / 2_000 * 9_999) + 1
        errors.append(abs((quantile(counts, step / 2_000) or 0) - true) / true)
    assert max(errors) < 0.01


@given(st.floats(1e-6, 1e18))
def test_a_bucket_stands_for_its_values_within_one_per_cent(value: float) -> None:
    assert value_of(bucket_of(value)) == pytest.approx(value, rel=0.010001)


@given(st.lists(st.integers(1, 10**12), min_size=1), st.lists(st.integers(1, 10**12)))
def test_adding_histograms_is_adding_their_values(some: list[int], more: list[int]) -> None:
    added = Counter(map(bucket_of, some)) + Counter(map(bucket_of, more))
    assert quantile(added, 0.5) == pytest.approx(sorted(some + more)[(len(some) + len(more) - 1) // 2], rel=0.010001)


def test_zero_and_less_have_a_bucket_of_their_own() -> None:
    assert bucket_of(0) == bucket_of(-5) == NOT_POSITIVE
    assert quantile({NOT_POSITIVE: 3, bucket_of(100): 1}, 0.5) == 0.0


def test_an_empty_histogram_has_no_quantile() -> None:
    assert quantile({}, 0.5) is None


@pytest.mark.parametrize("q", [-0.1, 1.1])
def test_a_quantile_is_a_share(q: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile({1: 1}, q)
