import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiops.core.stats.multiplicity import adjusted, kept

PAPER = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
]
p_values = st.lists(st.floats(0, 1), max_size=40)


def test_the_fifteen_of_the_paper_keep_four() -> None:
    assert kept(PAPER) == [True] * 4 + [False] * 11


def test_an_adjusted_value_is_that_of_its_rank_or_of_a_later_one() -> None:
    # 15 x .0001 / 1, 15 x .0004 / 2, 15 x .0019 / 3, 15 x .0095 / 4
    assert adjusted(PAPER)[:4] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625])


@given(p_values)
def test_adjusting_makes_no_value_smaller_and_keeps_their_order(values: list[float]) -> None:
    found = adjusted(values)
    assert all(p <= q <= 1 for p, q in zip(values, found, strict=True))
    assert [q for _, q in sorted(zip(values, found, strict=True))] == sorted(found)


@given(p_values)
def test_the_order_they_are_given_in_does_not_matter(values: list[float]) -> None:
    assert adjusted(values[::-1]) == adjusted(values)[::-1]


@given(p_values, st.floats(0.001, 0.5))
def test_it_is_the_step_up_rule_of_the_paper(values: list[float], rate: float) -> None:
    ranked, m = sorted(values), len(values)
    last = max((rank for rank in range(1, m + 1) if ranked[rank - 1] * (m / rank) <= rate), default=0)
    assert sum(kept(values, rate)) == (sum(p <= ranked[last - 1] for p in values) if last else 0)


def test_no_tests_keep_nothing() -> None:
    assert kept([]) == []


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_a_p_value_is_a_probability(wrong: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        adjusted([0.5, wrong])
