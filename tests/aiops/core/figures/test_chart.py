"""What a chart shows: its table, its file and its sentence tell the same figures."""

import pytest

from aiops.core.figures.chart import AHEAD, NO_DATA, RUNNING, Series
from aiops.core.figures.units import DURATION, MONEY
from tests.aiops.core.figures.cases import HOUR_NS, NOON, chart


def texts(*args: object, **fields: object) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in chart(*args, **fields).rows]  # type: ignore[arg-type]


def test_a_row_says_its_time_and_links_to_it_in_the_zone() -> None:
    [row] = chart((3,)).rows
    assert (row.label, row.start, row.end) == ("22 Nov, 12:00 – 13:00", "2026-11-22T12:00", "2026-11-22T13:00")


def test_the_table_has_sum_parts_and_the_period_before() -> None:
    shown = chart((5, 7), (2, 1), whole="Spans", previous=Series("The day before", (4, None)))
    assert [title for title, _ in shown.header] == ["Spans", "Good", "Bad", "The day before"]
    assert [[cell.text for cell in row.cells] for row in shown.rows] == [["7", "5", "2", "4"], ["8", "7", "1", ""]]
    assert [cell.text for cell in shown.totals] == ["15", "12", "3", "4"]


def test_unknown_is_an_empty_cell_and_zero_is_a_zero() -> None:
    assert texts((None, 0)) == [[""], ["0"]]


def test_a_sum_of_nothing_known_is_not_known() -> None:
    assert chart((None, 1), (None, None), whole="All").sums == (None, 1)


@pytest.mark.parametrize(
    ("now_ns", "states"),
    [(NOON + HOUR_NS, ["", RUNNING, AHEAD]), (NOON - 1, [AHEAD] * 3), (NOON + 9 * HOUR_NS, ["", "", ""])],
)
def test_a_bucket_says_when_it_is_not_over_or_not_begun(now_ns: int, states: list[str]) -> None:
    assert [row.state for row in chart((0, 0, 0), now_ns=now_ns).rows] == states


def test_a_bucket_of_which_nothing_is_known_says_so() -> None:
    assert [row.state for row in chart((None, 0)).rows] == [NO_DATA, ""]


def test_the_file_has_exact_figures_with_their_unit_and_gaps_where_nothing_is_known() -> None:
    cost = Series("Model calls", (1_234_567_891, None))
    assert chart(cost, unit=MONEY).csv == (
        "from,to,model_calls_usd\r\n"
        "2026-11-22T12:00,2026-11-22T13:00,1.234567891\r\n"
        "2026-11-22T13:00,2026-11-22T14:00,\r\n"
    )


def test_an_interval_has_columns_of_its_own() -> None:
    shown = chart(Series("Half", (2_000_000,), low=(1_000_000,), high=(4_000_000,)), unit=DURATION, shape="lines")
    assert [title for title, _ in shown.header] == ["Half", "Half, low", "Half, high"]
    assert shown.csv.splitlines()[1].endswith(",2,1,4")  # milliseconds


def test_lines_have_no_sum() -> None:
    assert chart((1, 2), shape="lines").totals == []


def test_a_title_taken_from_data_cannot_become_a_formula() -> None:
    assert chart(Series("=1+1", (1,))).csv.startswith("from,to,1_1\r\n")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((3, 9), "Spans per h: 12 Good; most 9 spans, 22 Nov, 13:00 – 14:00"),
        ((None, None), "Spans per h: no data"),
    ],
)
def test_one_who_does_not_see_it_is_told_what_it_says(values: tuple[int | None, ...], sentence: str) -> None:
    assert chart(values).sentence == sentence
