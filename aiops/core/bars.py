"""Geometry of bars over time for templates/_bars.html: x and width in per cent, y in pixels. Pure.

A bar has a total and a part of it (failed, refused) at its foot. Bars start at zero; the axis ends at a round number.
The bar in which `now_ns` lies is not over and is drawn hatched; later ones are empty because nothing happened yet.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from aiops.core import formats

SECOND = 1_000_000_000
DAY = 86_400  # seconds
STEPS_S = (
    *(1, 5, 15, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200),
    *(DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY),
)
PLOT_TOP, PLOT_HEIGHT = 14, 64
FOOT = PLOT_TOP + PLOT_HEIGHT
GAP = 0.16  # of a bar's room


@dataclass(frozen=True, slots=True)
class Count:
    """What a caller has: start_ns <= time < end_ns."""

    start_ns: int
    end_ns: int
    total: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    count: Count
    x: str
    width: str
    hit_x: str
    hit_width: str
    total_y: str
    total_height: str
    part_y: str
    part_height: str
    label: str  # "22 Nov, 14:00 – 14:30"
    start: str  # as the URL takes it
    end: str
    running: bool


@dataclass(frozen=True, slots=True)
class Tick:
    x: str
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Bars:
    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    top: int  # value at the upper grid line
    total: int
    part: int
    step: str  # "30 min", "day": traces per ...

    @property
    def peak(self) -> int:
        return max((column.count.total for column in self.columns), default=0)

    @property
    def csv(self) -> str:
        """The same figures for a spreadsheet; times in the zone, numbers only, so nothing in it can be a formula."""
        lines = [f"{each.start},{each.end},{each.count.total},{each.count.part}" for each in self.columns]
        return "\r\n".join(["from,to,total,part", *lines, ""])


def how_many(from_ns: int, to_ns: int, most: int = 48) -> int:
    """The number of bars that gives them a round length; an hour that the clocks gained or lost is spread over all."""
    seconds = (to_ns - from_ns) / SECOND
    step = next((each for each in STEPS_S if seconds / each <= most), STEPS_S[-1])
    whole = round(seconds / step)
    if step >= DAY and abs(seconds - whole * step) <= 2 * 3600:
        return max(1, whole)
    return max(1, -(-(to_ns - from_ns) // (step * SECOND)))


def layout(counts: Sequence[Count], zone: tzinfo, now_ns: int) -> Bars:
    """Places bars of any counts; an empty sequence gives an empty chart."""
    if not counts:
        return Bars((), (), 1, 0, 0, "")
    from_ns, length_ns = counts[0].start_ns, counts[-1].end_ns - counts[0].start_ns
    top = round_up(max(each.total for each in counts))

    def share(ns: int) -> float:
        return 100 * (ns - from_ns) / length_ns

    return Bars(
        tuple(_column(each, share, top, zone, now_ns) for each in counts),
        tuple(_ticks(from_ns, from_ns + length_ns, share, zone)),
        top,
        sum(each.total for each in counts),
        sum(each.part for each in counts),
        formats.span_of_time(_round_step(counts[0].end_ns - counts[0].start_ns)).removeprefix(f"1{formats.NBSP}"),
    )


def _round_step(width_ns: int) -> int:
    """The round length that a bar was meant to have, in nanoseconds; its own where none is near."""
    near = min(STEPS_S, key=lambda step: abs(step * SECOND - width_ns))
    return near * SECOND if abs(near * SECOND - width_ns) <= near * SECOND / 20 else width_ns


def round_up(value: int) -> int:
    """The next of 1, 2, 5, 10, 20, 50, ...: the end of an axis that starts at zero."""
    size = 1
    while True:
        for step in (1, 2, 5):
            if step * size >= value:
                return step * size
        size *= 10


def _column(count: Count, share: Callable[[int], float], top: int, zone: tzinfo, now_ns: int) -> Column:
    left, right = share(count.start_ns), share(count.end_ns)
    gap = (right - left) * GAP / 2
    total, part = _height(count.total, top), _height(count.part, top)
    start, end = formats.moment(count.start_ns, zone), formats.moment(count.end_ns, zone)
    return Column(
        count=count,
        x=f"{left + gap:.3f}%",
        width=f"{right - left - 2 * gap:.3f}%",
        hit_x=f"{left:.3f}%",
        hit_width=f"{right - left:.3f}%",
        total_y=f"{FOOT - total:.1f}",
        total_height=f"{total:.1f}",
        part_y=f"{FOOT - part:.1f}",
        part_height=f"{part:.1f}",
        label=formats.time_range(start, end),
        start=formats.for_url(start),
        end=formats.for_url(end),
        running=count.start_ns <= now_ns < count.end_ns,
    )


def _height(value: int, top: int) -> float:
    """Pixels; what is there is seen, however small."""
    return max(1.5, PLOT_HEIGHT * value / top) if value else 0.0


def _ticks(from_ns: int, to_ns: int, share: Callable[[int], float], zone: tzinfo) -> list[Tick]:
    """About six round times of the zone, the first after the start."""
    seconds = (to_ns - from_ns) // SECOND
    step = next((each for each in STEPS_S if seconds / each <= 7), STEPS_S[-1])
    at = _floor(formats.moment(from_ns, zone), step)
    ticks = []
    while (ns := formats.nanoseconds(at)) < to_ns:
        if ns >= from_ns and share(ns) <= 97:
            text = formats.day(at) if step >= DAY or (at.hour, at.minute, at.second) == (0, 0, 0) else f"{at:%H:%M}"
            text = f"{at:%H:%M:%S}" if step < 60 else text
            ticks.append(Tick(f"{share(ns):.3f}%", text, "start" if share(ns) < 2 else "middle"))
        at = (at.replace(tzinfo=None) + timedelta(seconds=step)).replace(tzinfo=zone)
    return ticks


def _floor(at: datetime, step_s: int) -> datetime:
    """The round wall-clock time at or before `at`."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if step_s >= DAY:
        return midnight
    seconds = at.hour * 3600 + at.minute * 60 + at.second
    return midnight + timedelta(seconds=seconds - seconds % step_s)
