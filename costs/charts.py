"""The charts of costs: what each shows, and where its parts lead. docs/reference/charts.md lists them."""

from collections.abc import Callable, Sequence
from datetime import tzinfo

from aiops.core.figures import charts
from aiops.core.figures.chart import Bucket, Chart, Series
from aiops.core.figures.charts import Drawing
from aiops.core.figures.units import MONEY, SMALL_MONEY, counted
from aiops.core.periods import ns_of
from costs.analysis.answer import Answer
from costs.analysis.spend import Slice
from costs.store.days import Span

Link = Callable[[int, int], str]
UNITS = {"cost": MONEY, "tokens": counted("tokens"), "calls": counted("calls")}
COLOURS = ("accent-fill", "k-embedding", "k-tool", "k-retrieval", "k-agent", "k-guardrail", "line-strong")


def cost_per_run(found: Answer, spans: Sequence[Span], *, zone: tzinfo, now_ns: int, link: Link) -> Drawing:
    """What a run cost on each day, beside the window before where that is as long."""
    values = found.cost_per_run
    before, after = values[: found.first_of_after], values[found.first_of_after :]
    buckets = [(ns_of(start), ns_of(end)) for start, end in spans]
    same = len(before) == len(after)
    return charts.draw(
        Chart(
            key="cost-per-run",
            title="Cost of a run",
            unit=SMALL_MONEY,
            buckets=tuple(Bucket(start, end, link(start, end)) for start, end in buckets),
            series=(Series("Now", after, "accent-fill"),),
            previous=Series("Before", before, "text-3") if same else None,
            shape="lines",
            zone=zone,
            now_ns=now_ns,
            note=_started(found),
        )
    )


def spend_over_time(  # noqa: PLR0913
    slices: Sequence[Slice],
    before: Sequence[Slice],
    measure: str,
    spans: Sequence[Span],
    *,
    zone: tzinfo,
    now_ns: int,
    link: Link,
) -> Drawing:
    """What each value of a dimension cost on each day; also its tokens or calls."""
    figures = [_of_day(each, measure) for each in slices]
    then = [sum(column) for column in zip(*(_of_day(each, measure) for each in before), strict=True)]
    return charts.draw(
        Chart(
            key="spend",
            title=measure.capitalize(),
            unit=UNITS[measure],
            buckets=tuple(Bucket(*ends, link(*ends)) for ends in ((ns_of(start), ns_of(end)) for start, end in spans)),
            series=tuple(
                Series(_name(each), values, role) for each, values, role in zip(slices, figures, COLOURS, strict=False)
            ),
            whole="All",
            previous=Series("Before", tuple(then), "text-3") if len(then) == len(spans) else None,
            zone=zone,
            now_ns=now_ns,
            zooms=True,
        )
    )


def _of_day(each: Slice, measure: str) -> tuple[int, ...]:
    if measure != "tokens":
        return each.by_day(measure)
    return tuple(a + b for a, b in zip(each.by_day("input"), each.by_day("output"), strict=True))


def _name(each: Slice) -> str:
    return f"{each.others} others" if each.others else each.value or "Not named"


def _started(found: Answer) -> str:
    days = dict.fromkeys(point.day for point in found.points)
    return "Changed on " + ", ".join(f"{day.day} {day:%b}" for day in days) if days else ""
