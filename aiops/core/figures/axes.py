"""Where an axis ends and where its ticks stand: round figures, round times of the zone. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from aiops.core import formats

SECOND = 1_000_000_000
DAY = 86_400  # seconds
STEPS_S = (
    *(1, 5, 15, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200),
    *(DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY),
)


@dataclass(frozen=True, slots=True)
class Tick:
    at: float  # per cent of the axis
    label: str


def how_many(from_ns: int, to_ns: int, most: int = 48) -> int:
    """The number of bars that gives them a round length; an hour that the clocks gained or lost is spread over all."""
    seconds = (to_ns - from_ns) / SECOND
    step = next((each for each in STEPS_S if seconds / each <= most), STEPS_S[-1])
    whole = round(seconds / step)
    if step >= DAY and abs(seconds - whole * step) <= 2 * 3600:
        return max(1, whole)
    return max(1, -(-(to_ns - from_ns) // (step * SECOND)))


def round_step(width_ns: int) -> int:
    """The round length that a bar was meant to have, in nanoseconds; its own where none is near."""
    near = min(STEPS_S, key=lambda step: abs(step * SECOND - width_ns))
    return near * SECOND if abs(near * SECOND - width_ns) <= near * SECOND / 20 else width_ns


def round_up(value: int) -> int:
    """The next of 1, 2, 5, 10, 20, 50, ..."""
    size = 1
    while True:
        for step in (1, 2, 5):
            if step * size >= value:
                return step * size
        size *= 10


def figures(low: int, high: int, intervals: int = 4) -> list[int]:
    """Round figures, evenly spaced, that hold low and high: the ticks of an axis from its start to its end."""
    step = round_up(-(-(high - low) // intervals))
    first, last = low // step, -(-high // step)
    return [place * step for place in range(first, max(last, first + 1) + 1)]


def times(from_ns: int, to_ns: int, zone: tzinfo) -> Sequence[Tick]:
    """About six round times of the zone, the first after the start."""
    seconds = (to_ns - from_ns) // SECOND
    step = next((each for each in STEPS_S if seconds / each <= 7), STEPS_S[-1])
    at = _floor(formats.moment(from_ns, zone), step)
    ticks = []
    while (ns := formats.nanoseconds(at)) < to_ns:
        share = 100 * (ns - from_ns) / (to_ns - from_ns)
        if ns >= from_ns and share <= 97:
            ticks.append(Tick(share, _label(at, step)))
        at = (at.replace(tzinfo=None) + timedelta(seconds=step)).replace(tzinfo=zone)
    return ticks


def _label(at: datetime, step_s: int) -> str:
    if step_s < 60:
        return f"{at:%H:%M:%S}"
    return formats.day(at) if step_s >= DAY or (at.hour, at.minute, at.second) == (0, 0, 0) else f"{at:%H:%M}"


def _floor(at: datetime, step_s: int) -> datetime:
    """The round wall-clock time at or before `at`."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if step_s >= DAY:
        return midnight
    seconds = at.hour * 3600 + at.minute * 60 + at.second
    return midnight + timedelta(seconds=seconds - seconds % step_s)
