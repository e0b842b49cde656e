from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.analysis.credit import Worth, credit, split, worth_of

minutes = st.none() | st.decimals(0, 525_600, places=6)


@given(st.integers(0, 10**18), st.integers(1, 100))
def test_parts_sum_to_the_whole_and_differ_by_at_most_one(total: int, parts: int) -> None:
    found = split(total, parts)
    assert (sum(found), len(found)) == (total, parts)
    assert max(found) - min(found) <= 1


@given(st.none() | st.integers(0, 10**18), minutes, minutes, st.integers(1, 100))
def test_shares_sum_to_exactly_one_and_money_and_minutes_to_the_last_unit(
    value: int | None, saved: Decimal | None, spent: Decimal | None, runs: int
) -> None:
    parts = credit(Worth(value, saved, spent), runs)
    assert sum(part.share for part in parts) == 1
    for told, found in (
        (value, [part.worth.value_nanousd for part in parts]),
        (saved, [part.worth.minutes_saved for part in parts]),
        (spent, [part.worth.human_minutes for part in parts]),
    ):
        assert set(found) == {None} if told is None else sum(each for each in found if each is not None) == told


def test_ten_nano_dollars_for_three_runs() -> None:
    assert [(part.share, part.worth.value_nanousd) for part in credit(Worth(10), 3)] == [
        (Decimal("0.333333334"), 4),
        (Decimal("0.333333333"), 3),
        (Decimal("0.333333333"), 3),
    ]


def test_without_a_run_nobody_is_credited() -> None:
    with pytest.raises(ValueError, match="without a run"):
        credit(Worth(10), 0)


@pytest.mark.parametrize(
    ("value", "told", "per_unit", "status", "worth"),
    [
        (None, 7, 5, "success", 7),  # what the sender said wins
        (Decimal(3), None, 5, "success", 15),
        (None, None, 5, "success", 5),  # a success without a value is one unit
        (Decimal("0.5"), None, 5, "success", 2),  # 2.5 nano-dollars, to even
        (Decimal(3), None, None, "success", None),  # unknown is not zero
        (Decimal(3), None, 5, "failure", None),
        (None, 7, 5, "failure", 7),
    ],
)
def test_what_an_outcome_is_worth(
    value: Decimal | None, told: int | None, per_unit: int | None, status: str, worth: int | None
) -> None:
    assert worth_of(value, told, per_unit, status) == worth
