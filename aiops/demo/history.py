"""When the company's runs happen: a daily and weekly rhythm over a number of days that end at the anchor."""

from collections.abc import Iterator
from math import cos, pi
from random import Random

from aiops.demo.business import known
from aiops.demo.runs import Run, run

DAY_NS = 86_400 * 10**9
HOUR_NS = DAY_NS // 24


def runs(seed: int, anchor_ns: int, count: int, days: int, first: int = 0) -> Iterator[Run]:
    """Runs `first` to `first + count - 1`, spread over the `days` before `anchor_ns`, in no order of time."""
    for number in range(first, first + count):
        start_ns = start_of(seed, number, anchor_ns, days)
        yield known(run(seed, number, start_ns, when=1 - (anchor_ns - start_ns) / (days * DAY_NS)))


def live(seed: int, anchor_ns: int, count: int, first: int = 0) -> Iterator[Run]:
    """Runs that end within the minute before `anchor_ns`, as services send them while they work."""
    for number in range(first, first + count):
        random = Random(f"{seed}:{number}:live")  # noqa: S311 a simulation wants to be repeatable
        yield known(run(seed, number, anchor_ns - 60 * 10**9 - int(random.random() * 60 * 10**9)))


def start_of(seed: int, number: int, anchor_ns: int, days: int) -> int:
    """When run `number` starts: busiest at 13:00 UTC, half as busy at weekends, before the anchor."""
    random = Random(f"{seed}:{number}:start")  # noqa: S311 a simulation wants to be repeatable
    while True:
        start_ns = anchor_ns - 60 * 10**9 - int(random.random() * (days * DAY_NS - 60 * 10**9))
        if random.random() < busy(start_ns):
            return start_ns


def busy(at_ns: int) -> float:
    """The rhythm, from 0 to 1: 1 January 1970 was a Thursday."""
    hour = (at_ns % DAY_NS) / HOUR_NS
    weekend = (at_ns // DAY_NS + 3) % 7 >= 5
    return (0.55 - 0.45 * cos((hour - 1) / 12 * pi)) * (0.5 if weekend else 1)
