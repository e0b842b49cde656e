"""Small charts: zero baselines, parts that add up, the period before as a line."""

import pytest

from aiops.core.figures import bars
from aiops.core.figures.chart import Series
from tests.aiops.core.figures.cases import HOUR_NS, NOON, chart


def heights(*values: int | None) -> list[str]:
    return [column.parts[0].height for column in bars.layout(chart(values)).columns]


def test_the_tallest_bar_reaches_its_share_of_the_axis() -> None:
    assert heights(5, 10) == ["32.0", "64.0"]  # 64 px stand for 10


def test_one_of_a_million_is_still_seen_and_nothing_is_not() -> None:
    assert heights(1_000_000, 1, 0) == ["64.0", "1.5", "0.0"]


def test_parts_stand_on_each_other() -> None:
    [column] = bars.layout(chart((5,), (3,))).columns  # 8 of an axis to 10; 64 px from y = 78 up
    assert [(part.y, part.height) for part in column.parts] == [("46.0", "32.0"), ("26.8", "19.2")]


def test_only_the_bar_of_the_present_moment_is_not_over() -> None:
    columns = bars.layout(chart((1, 1, 1), now_ns=NOON + HOUR_NS)).columns
    assert [column.running for column in columns] == [False, True, False]


def test_what_is_not_known_has_a_ground_of_its_own_and_zero_has_not() -> None:
    assert [column.unknown for column in bars.layout(chart((None, 0))).columns] == [True, False]


@pytest.mark.parametrize(
    ("before", "path"),
    [((0, 10), "M25.000 64.0L75.000 0.0"), ((None, 5), "M75.000 32.0")],
)
def test_the_period_before_runs_through_the_middle_of_the_bars(before: tuple[int | None, ...], path: str) -> None:
    assert bars.layout(chart((10, 10), previous=Series("Before", before))).previous == path


def test_a_larger_period_before_still_fits() -> None:
    assert bars.layout(chart((1, 1), previous=Series("Before", (80, 0)))).top == "100 spans per h"


def test_the_axis_of_one_says_one() -> None:
    assert bars.layout(chart((1,))).top == "1 span per h"


def test_no_buckets_make_an_empty_chart() -> None:
    assert bars.layout(chart()).columns == ()
