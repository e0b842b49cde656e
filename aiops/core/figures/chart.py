"""What a chart over time shows, whoever draws it: buckets of time, series of figures, the period before. Pure.

The table beneath a chart, the file and the hover all come from `rows`, so they cannot tell different figures.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from typing import Literal

from aiops.core import csv, formats
from aiops.core.figures import axes
from aiops.core.figures.units import Unit, Value

RUNNING, AHEAD, NO_DATA = "not over yet", "not begun", "no data"


@dataclass(frozen=True, slots=True)
class Bucket:
    """start_ns <= time < end_ns. `href` leads to what lies behind the whole bucket, "" where nothing does."""

    start_ns: int
    end_ns: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One figure a bucket, None where it is not known. `role` names its colour: a token of static/tokens.css.

    `links` lead to what lies behind single figures; `low` and `high` bound their interval. Each is empty or as long.
    """

    title: str
    values: tuple[Value, ...]
    role: str = "line-strong"
    links: tuple[str, ...] = ()
    low: tuple[Value, ...] = ()
    high: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    exact: str = ""
    href: str = ""
    raw: csv.Cell = None


@dataclass(frozen=True, slots=True)
class Row:
    """One bucket in the table. `left` and `right` say where it lies in the picture, in per cent."""

    label: str
    start: str
    end: str
    left: float
    right: float
    href: str
    state: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Chart:
    """Series of "bars" are stacked, the first one at the foot; `whole` names their sum where there is more than one.

    `previous` is the period before, bucket by bucket. A "small" chart is one line of bars on a page of other things.
    """

    key: str  # of its elements' ids and its files, "traces"
    title: str  # "Traces", without the length of a bucket
    unit: Unit
    buckets: tuple[Bucket, ...]
    series: tuple[Series, ...]
    zone: tzinfo
    now_ns: int
    shape: Literal["bars", "lines"] = "bars"
    size: Literal["small", "large"] = "large"
    whole: str = ""
    previous: Series | None = None
    note: str = ""
    zooms: bool = False  # the page takes `from` and `to`: dragging over the chart opens that time

    @property
    def per(self) -> str:
        """ "per 30 min", "a day" for bars, "by day" for lines; "" without buckets."""
        if not self.buckets:
            return ""
        first = self.buckets[0]
        step = formats.span_of_time(axes.round_step(first.end_ns - first.start_ns)).removeprefix(f"1{formats.NBSP}")
        if self.shape == "lines":
            return f"by {step}"
        return "a day" if step == "day" else f"per {step}"

    @property
    def axis(self) -> str:
        """What the figures on the axis count: "spans per 30 min"."""
        return f"{self.unit.word or self.title} {self.per}".strip()

    def share(self, ns: int) -> float:
        """Where an instant lies on the axis of time, in per cent."""
        start_ns, end_ns = self.buckets[0].start_ns, self.buckets[-1].end_ns
        return 100 * (ns - start_ns) / (end_ns - start_ns)

    def state(self, place: int) -> str:
        bucket = self.buckets[place]
        if bucket.start_ns <= self.now_ns < bucket.end_ns:
            return RUNNING
        if all(self.values(each)[place] is None for each in self.series):
            return AHEAD if bucket.start_ns > self.now_ns else NO_DATA
        return ""

    def values(self, series: Series) -> tuple[Value, ...]:
        """Its figures; what lies ahead and has none yet is not known instead of zero."""
        pairs = zip(self.buckets, series.values, strict=True)
        return tuple(value if value or at.start_ns <= self.now_ns else None for at, value in pairs)

    @cached_property
    def sums(self) -> tuple[Value, ...]:
        """The height of each stack; None where nothing of it is known."""
        stacks = zip(*(self.values(each) for each in self.series), strict=True)
        return tuple(added(stack) for stack in stacks)

    @property
    def header(self) -> list[tuple[str, bool]]:
        """Of the table's figures, left to right; with whether it is a series itself, which the picture has parts of."""
        return [(title, any(title == each.title for each in self.series)) for title, _ in self._columns]

    @cached_property
    def rows(self) -> list[Row]:
        return [self._row(place) for place in range(len(self.buckets))]

    @property
    def totals(self) -> list[Cell]:
        """The table's last row; none for lines, whose figures do not add up."""
        if self.shape == "lines":
            return []
        return [self._cell(added(column.values)) for _, column in self._columns]

    @property
    def csv(self) -> str:
        """The table as a file; times in the zone."""
        header = [re.sub(r"\W+", "_", title.lower()).strip("_") + self.unit.suffix for title, _ in self.header]
        lines = ((row.start, row.end, *(cell.raw for cell in row.cells)) for row in self.rows)
        return "".join(csv.lines(["from", "to", *header], lines))

    @property
    def sentence(self) -> str:
        """What the picture says, for those who do not see it."""
        tops = self.sums if self.shape == "bars" else self.values(self.series[0]) if self.series else ()
        known = [(value, place) for place, value in enumerate(tops) if value is not None]
        if not known:
            return f"{self.title} {self.per}: no data"
        most, place = max(known, key=lambda each: each[0])
        parts = [f"most {self.unit.named(most)}, {self.rows[place].label}"]
        if self.shape == "bars":
            parts = [f"{self.unit.write(added(each.values) or 0)} {each.title}" for each in self.series] + parts
        return f"{self.title} {self.per}: {'; '.join(parts)}"

    @cached_property
    def _columns(self) -> list[tuple[str, Series]]:
        """Titles and series of the table."""
        found = [(self.whole, Series(self.whole, self.sums))] if self.whole else []
        for each in self.series:
            found.append((each.title, Series(each.title, self.values(each), links=each.links)))
            found += [(f"{each.title}, {name}", Series(name, ends)) for name, ends in _interval(each)]
        return found + ([(self.previous.title, self.previous)] if self.previous else [])

    def _row(self, place: int) -> Row:
        bucket = self.buckets[place]
        start, end = (formats.moment(ns, self.zone) for ns in (bucket.start_ns, bucket.end_ns))
        return Row(
            label=formats.time_range(start, end),
            start=formats.for_url(start),
            end=formats.for_url(end),
            left=self.share(bucket.start_ns),
            right=self.share(bucket.end_ns),
            href=bucket.href,
            state=self.state(place),
            cells=tuple(
                self._cell(each.values[place], each.links[place] if each.links else "") for _, each in self._columns
            ),
        )

    def _cell(self, value: Value, href: str = "") -> Cell:
        if value is None:
            return Cell("")
        text, exact = self.unit.write(value), self.unit.exact(value)
        return Cell(text, "" if exact == text else exact, href, self.unit.raw(value))


def added(values: tuple[Value, ...]) -> Value:
    """The sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _interval(series: Series) -> Iterator[tuple[str, tuple[Value, ...]]]:
    if series.low:
        yield "low", series.low
        yield "high", series.high
