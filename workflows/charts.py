"""The charts of workflows: what each shows, and where its parts lead. docs/reference/charts.md lists them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from aiops.core.figures import charts
from aiops.core.figures.chart import Bucket, Chart, Series
from aiops.core.figures.charts import Drawing
from aiops.core.figures.units import MONEY, SHARE, Value
from aiops.core.periods import ns_of
from aiops.core.stats.intervals import wilson
from workflows.analysis.roi import Day

Link = Callable[[int, int], str]  # (start_ns, end_ns) -> the runs of that time

SPARK_WIDTH, SPARK_HEIGHT, EDGE = 128, 28, 2


@dataclass(frozen=True, slots=True)
class Spark:
    """A curve in a line of a table: x and y in pixels. `young_x`: from there on hatched, too young to judge."""

    path: str
    zero_y: str
    end: tuple[str, str] | None
    young_x: str
    young_width: str
    label: str


def spark(days: Sequence[Day], name: str) -> Spark | None:
    """Net by day of the days that can be judged; None where fewer than two have a known value."""
    old = [
        (place, each.net_nanousd) for place, each in enumerate(days) if each.matured and each.net_nanousd is not None
    ]
    if len(old) < 2:
        return None
    low, high = min(0, *(net for _, net in old)), max(0, *(net for _, net in old))
    step = (SPARK_WIDTH - 2 * EDGE) / max(len(days) - 1, 1)

    def at(place: int, net: int) -> tuple[str, str]:
        return f"{EDGE + place * step:.1f}", _y(net, low, high)

    points = [at(place, net) for place, net in old]
    last = EDGE + old[-1][0] * step
    return Spark(
        path="M" + "L".join(f"{x} {y}" for x, y in points),
        zero_y=_y(0, low, high),
        end=points[-1],
        young_x=f"{last:.1f}",
        young_width=f"{max(SPARK_WIDTH - EDGE - last, 0):.1f}",
        label=f"Net value a day of {name}, {_trend([net for _, net in old])}",
    )


def _y(net: int, low: int, high: int) -> str:
    reach = SPARK_HEIGHT - 2 * EDGE
    return f"{EDGE + reach * (1 - (net - low) / ((high - low) or 1)):.1f}"


def _trend(nets: Sequence[int]) -> str:
    """The last third against the first, in words."""
    third = max(len(nets) // 3, 1)
    first, last = sum(nets[:third]) / third, sum(nets[-third:]) / third
    if last < 0 <= first:
        return "falling below zero"
    if abs(last - first) < 0.1 * max(abs(first), abs(last)):
        return "level"
    return "rising" if last > first else "falling"


def net_by_day(days: Sequence[Day], before: Sequence[Day], zone: tzinfo, now: datetime, link: Link) -> Drawing:
    """What each day brought more than it cost; a day that cannot be judged yet is not known."""
    return charts.draw(
        Chart(
            key="net",
            title="Net",
            unit=MONEY,
            buckets=_buckets(days, zone, link),
            series=(Series("Net", tuple(each.net_nanousd if each.matured else None for each in days), "accent-fill"),),
            previous=_before(days, before),
            shape="lines",
            zone=zone,
            now_ns=ns_of(now),
            note="Days whose outcomes may still come have a grey ground",
        )
    )


def good_share(days: Sequence[Day], zone: tzinfo, now: datetime, link: Link) -> Drawing:
    """Which share of the judged runs turned out well, with Wilson's interval of each day."""
    rates = [wilson(each.good, each.judged) if each.matured else None for each in days]
    return charts.draw(
        Chart(
            key="good-share",
            title="Share of good outcomes",
            unit=SHARE,
            buckets=_buckets(days, zone, link),
            series=(
                Series(
                    "Good",
                    tuple(None if each is None else _parts(each.value) for each in rates),
                    "accent-fill",
                    low=tuple(None if each is None else _parts(each.low) for each in rates),
                    high=tuple(None if each is None else _parts(each.high) for each in rates),
                ),
            ),
            shape="lines",
            zone=zone,
            now_ns=ns_of(now),
            note="The band is where the true share lies on 95 of 100 days",
        )
    )


def _parts(share: float | None) -> Value:
    return None if share is None else round(share * 10_000)


def _before(days: Sequence[Day], before: Sequence[Day]) -> Series | None:
    """The days before in the places of their counterparts; None where the two are not equally long."""
    by_place = [each.net_nanousd for each in before]
    matured = [place for place, each in enumerate(days) if each.matured]
    if len(by_place) != len(matured):
        return None
    values: list[Value] = [None] * len(days)
    for place, net in zip(matured, by_place, strict=True):
        values[place] = net
    return Series("The days before", tuple(values), "text-3")


def _buckets(days: Sequence[Day], zone: tzinfo, link: Link) -> tuple[Bucket, ...]:
    found = []
    for each in days:
        start = datetime.combine(each.day, time(), zone)
        ends = ns_of(start), ns_of(datetime.combine(each.day + timedelta(days=1), time(), zone))
        found.append(Bucket(*ends, link(*ends) if each.runs else ""))
    return tuple(found)
