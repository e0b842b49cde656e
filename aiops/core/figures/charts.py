"""Draws charts: small ones as our own SVG, large ones as plotly's figure for static/charts/plot.js.

A figure has shapes and figures only. Its traces name a role, which the browser turns into a colour of the theme in use.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiops.core import formats
from aiops.core.figures import axes, bars
from aiops.core.figures.bars import GAP, Bars
from aiops.core.figures.chart import AHEAD, NO_DATA, RUNNING, Chart, Series
from aiops.core.figures.units import Value

if TYPE_CHECKING:
    from plotly import graph_objects

MARGIN = {"l": 60, "r": 64, "t": 30, "b": 28, "pad": 0}  # the same everywhere, so that charts in a column align in time
HATCH = "/"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template takes: either `bars` or `figure`, plotly's as JSON."""

    chart: Chart
    bars: Bars | None = None
    figure: str = ""


def draw(chart: Chart) -> Drawing:
    if chart.size == "small":
        return Drawing(chart, bars=bars.layout(chart))
    return Drawing(chart, figure=str(figure(chart).to_json()))


def figure(chart: Chart) -> "graph_objects.Figure":
    """The chart as plotly draws it; x runs from 0 to 100 per cent of the time, y is in the chart's own figures.

    Loaded only where something is drawn: plotly takes 30 MB and a fifth of a second.
    """
    from plotly import graph_objects

    stacks = [_bar(chart, each) for each in chart.series] if chart.shape == "bars" else _lines(chart)
    before = [_line(chart, chart.previous, "previous")] if chart.previous else []
    drawn = graph_objects.Figure({"data": stacks + before, "layout": _layout(chart) | {"barmode": "stack"}})
    drawn.layout.template = None
    return drawn


def _middles(chart: Chart) -> list[float]:
    return [round((row.left + row.right) / 2, 3) for row in chart.rows]


def _widths(chart: Chart) -> list[float]:
    return [round((row.right - row.left) * (1 - GAP), 3) for row in chart.rows]


def _hatched(chart: Chart) -> list[str]:
    return [HATCH if row.state == RUNNING else "" for row in chart.rows]


def _bar(chart: Chart, series: Series) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": series.title,
        "x": _middles(chart),
        "width": _widths(chart),
        "y": list(chart.values(series)),
        "marker": {"pattern": {"shape": _hatched(chart)}},
        "meta": {"as": "bar", "role": series.role},
    }


def _lines(chart: Chart) -> list[dict[str, Any]]:
    """Bands below, lines above, and hatching over the bucket that is not over."""
    bands = [_band(chart, each) for each in chart.series if each.low]
    lines = [_line(chart, each, "line") for each in chart.series]
    running = {
        "type": "bar",
        "x": _middles(chart),
        "width": [row.right - row.left for row in chart.rows],
        "y": [1 if row.state == RUNNING else None for row in chart.rows],
        "yaxis": "y2",
        "marker": {"pattern": {"shape": _hatched(chart)}},
        "meta": {"as": "running"},
    }
    return [*bands, *lines, running]


def _line(chart: Chart, series: Series, kind: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": series.title,
        "x": _middles(chart),
        "y": list(series.values if kind == "previous" else chart.values(series)),
        "connectgaps": False,
        "meta": {"as": kind, "role": series.role},
    }


def _band(chart: Chart, series: Series) -> dict[str, Any]:
    """A closed shape for each stretch whose interval is known: out along its low end, back along its high end."""
    x: list[float | None] = []
    y: list[Value] = []
    for stretch in _stretches(series):
        out = [_middles(chart)[place] for place in stretch]
        x += [*out, *reversed(out), None]
        y += [*(series.low[place] for place in stretch), *(series.high[place] for place in reversed(stretch)), None]
    shape = {"type": "scatter", "mode": "lines", "fill": "toself", "x": x, "y": y, "line": {"width": 0}}
    return shape | {"name": series.title, "meta": {"as": "band", "role": series.role}}


def _stretches(series: Series) -> list[list[int]]:
    """Runs of buckets whose interval is known."""
    return _runs([None not in ends for ends in zip(series.low, series.high, strict=True)])


def _unknowns(chart: Chart) -> list[list[int]]:
    """Runs of buckets of which nothing is known."""
    return _runs([row.state in {NO_DATA, AHEAD} for row in chart.rows])


def _runs(marks: list[bool]) -> list[list[int]]:
    """Places of the marks that follow on each other."""
    found: list[list[int]] = [[]]
    for place, marked in enumerate(marks):
        if marked:
            found[-1].append(place)
        else:
            found.append([])
    return [each for each in found if each]


def _layout(chart: Chart) -> dict[str, Any]:
    ticks = _value_ticks(chart)
    times = axes.times(chart.buckets[0].start_ns, chart.buckets[-1].end_ns, chart.zone) if chart.buckets else []
    still = {"fixedrange": True, "zeroline": False, "ticks": "outside", "ticklen": 5}
    return {
        "margin": MARGIN,
        "showlegend": False,
        "xaxis": still
        | {"range": [0, 100], "showgrid": False, "tickmode": "array"}
        | {"tickvals": [round(tick.at, 3) for tick in times], "ticktext": [tick.label for tick in times]},
        "yaxis": still
        | {"range": [ticks[0], ticks[-1]], "tickmode": "array"}
        | {"tickvals": ticks, "ticktext": [formats.without_zeros(chart.unit.write(tick)) for tick in ticks]},
        "yaxis2": still | {"range": [0, 1], "overlaying": "y", "visible": False},
        "shapes": [_unknown(chart.rows[each[0]].left, chart.rows[each[-1]].right) for each in _unknowns(chart)],
        "annotations": [_axis_name(chart), *_names(chart)],
    }


def _value_ticks(chart: Chart) -> list[int]:
    """Bars start at zero; lines near their lowest figure, unless that is near zero anyway."""
    shown = list(chart.sums) if chart.shape == "bars" else [v for each in chart.series for v in chart.values(each)]
    ends = [value for each in chart.series for value in (*each.low, *each.high)]
    before = chart.previous.values if chart.previous else ()
    known = [value for value in (*shown, *ends, *before) if value is not None] or [0, 1]
    low, high = min(known), max(known)
    starts_at_zero = chart.shape == "bars" or 0 <= low < high / 2
    return axes.figures(min(low, 0) if starts_at_zero else low, max(high, 1))


def _unknown(left: float, right: float) -> dict[str, Any]:
    """Ground of a bucket of which nothing is known; it differs from one that is known to be zero."""
    box = {"x0": left, "x1": right, "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "rect", "layer": "below", "line": {"width": 0}, "name": "unknown"} | box


def _axis_name(chart: Chart) -> dict[str, Any]:
    ground = {"xref": "paper", "yref": "paper", "showarrow": False, "name": "axis", "text": chart.axis}
    return ground | {"x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "yshift": 8, "xshift": 0}


def _names(chart: Chart) -> list[dict[str, Any]]:
    """Lines are named where they end."""
    lines = [] if chart.shape == "bars" else [(each, each.title, each.role) for each in chart.series]
    lines += [(chart.previous, "before", "previous")] if chart.previous else []
    middles, found = _middles(chart), []
    for series, text, role in lines:
        known = [place for place, value in enumerate(series.values) if value is not None]
        if known:
            at = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 6} if known[-1] == len(middles) - 1 else {}
            at = at or {"x": middles[known[-1]], "xanchor": "left", "xshift": 6}
            found.append(at | {"y": series.values[known[-1]], "showarrow": False, "text": text, "name": role})
    return found
