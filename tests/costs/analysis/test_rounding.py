from hypothesis import given
from hypothesis import strategies as st

from costs.analysis.rounding import parts, table, whole

amounts = st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=12)
UNIT = 10_000_000


@given(amounts)
def test_parts_add_up_to_the_total_that_is_shown_and_are_each_less_than_a_unit_off(figures: list[int]) -> None:
    total = whole(sum(figures), UNIT)
    found = parts(figures, total, UNIT)
    assert sum(found) == total
    assert all(abs(a - b) <= UNIT for a, b in zip(found, figures, strict=True))
    assert all(each % UNIT == 0 for each in found)


def test_the_largest_remainders_are_rounded_up() -> None:
    assert parts([1.4, 1.3, 1.3], 4) == [2, 1, 1]


def test_zero_stays_zero() -> None:
    assert parts([0, 1.5, 1.5, 0], 3) == [0, 2, 1, 0]


@given(st.lists(st.tuples(*[st.integers(-(10**11), 10**11)] * 3), min_size=1, max_size=20))
def test_rows_and_columns_of_a_table_add_up(rows: list[tuple[int, int, int]]) -> None:
    columns = [sum(column) for column in zip(*rows, strict=True)]
    total = whole(sum(columns), UNIT)
    by_column, by_row = parts(columns, total, UNIT), parts([sum(row) for row in rows], total, UNIT)
    found = table(rows, by_row, by_column, UNIT)
    assert [sum(row) for row in found] == by_row
    assert [sum(column) for column in zip(*found, strict=True)] == by_column
