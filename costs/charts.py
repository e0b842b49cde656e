"""The charts of costs: what each shows, and where its parts lead. docs/reference/charts.md lists them."""

from collections.abc import Callable, Sequence
from datetime import tzinfo

from aiops.core.figures import charts
from aiops.core.figures.chart import Bucket, Chart, Series
from aiops.core.figures.charts import Drawing
from aiops.core.figures.units import MONEY
from aiops.core.periods import ns_of
from costs.analysis.answer import Answer
from costs.store.days import Span

Link = Callable[[int, int], str]


def cost_per_run(  # noqa: PLR0913
    found: Answer, spans: Sequence[Span], *, before_label: str, zone: tzinfo, now_ns: int, link: Link
) -> Drawing:
    """What a run cost on each day, beside the window before where that is as long."""
    values = found.cost_per_run
    before, after = values[: found.first_of_after], values[found.first_of_after :]
    buckets = [(ns_of(start), ns_of(end)) for start, end in spans]
    same = len(before) == len(after)
    return charts.draw(
        Chart(
            key="cost-per-run",
            title="Cost of a run",
            unit=MONEY,
            buckets=tuple(Bucket(start, end, link(start, end)) for start, end in buckets),
            series=(Series("This period", after, "accent-fill"),),
            previous=Series(before_label[:1].upper() + before_label[1:], before, "text-3") if same else None,
            shape="lines",
            zone=zone,
            now_ns=now_ns,
            note=_started(found),
        )
    )


def _started(found: Answer) -> str:
    days = dict.fromkeys(point.day for point in found.points)
    return "Changed on " + ", ".join(f"{day.day} {day:%b}" for day in days) if days else ""
