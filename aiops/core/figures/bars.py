"""Geometry of a small chart of bars for templates/core/_bars.html: x and width in per cent, y in pixels. Pure.

Bars start at zero; the axis ends at a round number. The bar that is not over is hatched.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from aiops.core.figures import axes
from aiops.core.figures.chart import AHEAD, NO_DATA, RUNNING, Chart, Row
from aiops.core.figures.units import Value

PLOT_TOP, PLOT_HEIGHT = 14, 64
FOOT = PLOT_TOP + PLOT_HEIGHT
GAP = 0.16  # of a bar's room


@dataclass(frozen=True, slots=True)
class Part:
    """One series in one bar."""

    role: str
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Column:
    row: Row
    x: str
    width: str
    hit_x: str
    hit_width: str
    parts: tuple[Part, ...]

    @property
    def running(self) -> bool:
        return self.row.state == RUNNING

    @property
    def unknown(self) -> bool:
        return self.row.state in {NO_DATA, AHEAD}


@dataclass(frozen=True, slots=True)
class Tick:
    x: str
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Bars:
    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    top: str  # what the upper grid line stands for: "80 traces a day"
    previous: str  # the period before, as a path in a box 100 wide


def layout(chart: Chart) -> Bars:
    """Places bars of any figures; a chart without buckets is empty."""
    if not chart.buckets:
        return Bars((), (), "", "")
    before = chart.previous.values if chart.previous else ()
    top = axes.round_up(max((value for value in (*chart.sums, *before) if value is not None), default=1))
    first, last = chart.buckets[0].start_ns, chart.buckets[-1].end_ns
    return Bars(
        tuple(_column(chart, place, row, top) for place, row in enumerate(chart.rows)),
        tuple(
            Tick(f"{tick.at:.3f}%", tick.label, "start" if tick.at < 2 else "middle")
            for tick in axes.times(first, last, chart.zone)
        ),
        f"{chart.unit.named(top)} {chart.per}",
        _line(chart.rows, before, top),
    )


def _column(chart: Chart, place: int, row: Row, top: int) -> Column:
    gap = (row.right - row.left) * GAP / 2
    return Column(
        row=row,
        x=f"{row.left + gap:.3f}%",
        width=f"{row.right - row.left - 2 * gap:.3f}%",
        hit_x=f"{row.left:.3f}%",
        hit_width=f"{row.right - row.left:.3f}%",
        parts=tuple(_stack([(each.role, each.values[place]) for each in chart.series], top)),
    )


def _stack(parts: list[tuple[str, Value]], top: int) -> Iterator[Part]:
    """From the foot up; what is there is seen, however small."""
    foot = float(FOOT)
    for role, value in parts:
        height = max(1.5, PLOT_HEIGHT * value / top) if value else 0.0
        foot -= height
        yield Part(role, f"{foot:.1f}", f"{height:.1f}")


def _line(rows: list[Row], values: tuple[Value, ...], top: int) -> str:
    """Through the middle of each bucket, broken where nothing is known."""
    path, pen = [], "M"
    for row, value in zip(rows, values, strict=False):
        if value is None:
            pen = "M"
            continue
        path.append(f"{pen}{(row.left + row.right) / 2:.3f} {PLOT_HEIGHT * (1 - value / top):.1f}")
        pen = "L"
    return "".join(path)
