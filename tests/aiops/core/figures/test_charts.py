"""Large charts: plotly's figures of known numbers."""

import json
from typing import Any

from aiops.core.figures import charts
from aiops.core.figures.chart import Series
from tests.aiops.core.figures.cases import HOUR_NS, NOON, chart


def drawn(*args: Any, **fields: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(charts.draw(chart(*args, **fields)).figure)
    return found


def traces(figure: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each for each in figure["data"] if each["meta"]["as"] == kind]


def test_bars_are_stacked_in_their_own_figures_and_colours() -> None:
    figure = drawn(Series("Refused", (1, 0), "error"), Series("Stored", (9, None)))
    assert [(each["y"], each["meta"]["role"]) for each in traces(figure, "bar")] == [
        ([1, 0], "error"),
        ([9, None], "line-strong"),
    ]
    assert figure["layout"]["barmode"] == "stack"


def test_bars_start_at_zero_and_the_axis_is_in_figures_of_the_page() -> None:
    axis = drawn((900, 37_000))["layout"]["yaxis"]
    assert axis["range"] == [0, 40_000]
    assert axis["ticktext"] == ["0", "10,000", "20,000", "30,000", "40,000"]


def test_the_axis_names_its_unit() -> None:
    assert drawn((1,))["layout"]["annotations"][0]["text"] == "spans per h"


def test_lines_need_not_start_at_zero() -> None:
    assert drawn((2_900, 3_700), shape="lines")["layout"]["yaxis"]["range"][0] == 2_800


def test_bars_lie_where_the_rows_of_the_table_say() -> None:
    [bar] = traces(drawn((1, 1, 1, 1)), "bar")
    assert bar["x"] == [12.5, 37.5, 62.5, 87.5]
    assert bar["width"] == [21.0] * 4  # 25 less the gap of 16 %


def test_only_the_bucket_that_is_not_over_is_hatched() -> None:
    now_ns = NOON + HOUR_NS
    [bar] = traces(drawn((1, 1), now_ns=now_ns), "bar")
    assert bar["marker"]["pattern"]["shape"] == ["", "/"]
    [running] = traces(drawn((1, 1), shape="lines", now_ns=now_ns), "running")
    assert running["y"] == [None, 1]


def test_what_is_not_known_has_a_ground_of_its_own() -> None:
    shapes = drawn((None, None, 0, None))["layout"]["shapes"]
    assert [(each["x0"], each["x1"]) for each in shapes] == [(0, 50), (75, 100)]


def test_an_interval_is_a_closed_band_that_breaks_where_it_is_not_known() -> None:
    half = Series("Half", (2, None, 2, 2), low=(1, None, 1, 0), high=(3, None, 4, 5))
    [band] = traces(drawn(half, shape="lines"), "band")
    assert band["y"] == [1, 3, None, 1, 0, 5, 4, None]
    assert band["x"] == [12.5, 12.5, None, 62.5, 87.5, 87.5, 62.5, None]


def test_the_period_before_is_a_line_that_the_axis_holds_too() -> None:
    figure = drawn((3, 4), previous=Series("The day before", (80, None)))
    [line] = traces(figure, "previous")
    assert line["y"] == [80, None]
    assert figure["layout"]["yaxis"]["range"] == [0, 80]


def test_no_figure_brings_colours_or_a_template_of_its_own() -> None:
    text = json.dumps(drawn((1, 2), shape="lines", previous=Series("Before", (1, 1))))
    assert "template" not in text
    assert "color" not in text


def test_a_chart_of_nothing_can_be_drawn() -> None:
    assert drawn()["layout"]["yaxis"]["range"] == [0, 1]


def test_small_charts_need_no_plotly() -> None:
    drawing = charts.draw(chart((1,), size="small"))
    assert drawing.bars is not None
    assert drawing.figure == ""
