"""The charts of traces: what each shows, and where its parts lead. docs/reference/charts.md lists them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from itertools import pairwise

from aiops.core.figures import charts
from aiops.core.figures.chart import Bucket, Chart, Series
from aiops.core.figures.charts import Drawing
from aiops.core.figures.units import DURATION, Unit, Value, counted
from traces.analysis.overview import Percentiles, Share
from traces.types import ANY_CAUSE, NOT_FAILED, Bar, Cohort, CohortBar, IngestBar, Sums

SAME_LENGTH_NS = 2 * 3600 * 10**9  # periods of days differ by an hour when the clocks change
COLOURS = ("accent-fill", "k-embedding", "k-tool", "k-retrieval", "k-agent", "k-guardrail")
Bars = tuple[Bar, ...] | tuple[IngestBar, ...] | tuple[CohortBar, ...]
Link = Callable[..., str]  # (start_ns, end_ns, **filters) -> the page that shows what lies in that time


def traces_over_time(found: Sums, before: Sums | None, before_label: str, zone: tzinfo, link: Link) -> Drawing:
    """How many traces started when, and how many of them failed."""
    bars = found.bars
    totals = tuple(bar.traces for bar in before.bars) if before else ()
    return charts.draw(
        Chart(
            key="traces",
            title="Traces",
            unit=counted("traces"),
            buckets=tuple(
                Bucket(bar.start_ns, bar.end_ns, link(bar.start_ns, bar.end_ns) if bar.traces else "") for bar in bars
            ),
            series=(
                Series("Failed", tuple(bar.failed for bar in bars), "error", _links(bars, _failed, link, "error")),
                Series(
                    *("Not failed", tuple(map(_good, bars)), "line-strong"), links=_links(bars, _good, link, NOT_FAILED)
                ),
            ),
            whole="Traces",
            previous=_before(before_label, totals, bars, before.bars if before else ()),
            zone=zone,
            now_ns=found.totals.as_of_ns,
            size="small",
            note="Click a bar to open its time, drag to zoom",
            zooms=True,
        )
    )


def spans_received(  # noqa: PLR0913
    bars: tuple[IngestBar, ...],
    before: tuple[IngestBar, ...],
    before_label: str,
    zone: tzinfo,
    *,
    now_ns: int,
    since_ns: int,
    traces: Link,
    health: Link,
) -> Drawing:
    """How many spans arrived when, and how many of them were refused; before `since_ns` there was no door."""

    def known(bar: IngestBar, n: int) -> Value:
        return n if n or bar.end_ns > since_ns else None

    return charts.draw(
        Chart(
            key="spans-received",
            title="Spans received",
            unit=counted("spans"),
            buckets=tuple(
                Bucket(bar.start_ns, bar.end_ns, traces(bar.start_ns, bar.end_ns) if bar.accepted else "")
                for bar in bars
            ),
            series=(
                Series(
                    *("Refused", tuple(known(bar, bar.rejected) for bar in bars), "error"),
                    links=tuple(health(bar.start_ns, bar.end_ns) if bar.rejected else "" for bar in bars),
                ),
                Series("Stored", tuple(known(bar, bar.accepted) for bar in bars)),
            ),
            whole="Spans",
            previous=_before(
                before_label, tuple(known(bar, bar.accepted + bar.rejected) for bar in before), bars, before
            ),
            zone=zone,
            now_ns=now_ns,
            note="By the time they arrived; a bar leads to the traces of that time, its refused part to the reasons",
            zooms=True,
        )
    )


def _failed(bar: Bar) -> int:
    return bar.failed


def _good(bar: Bar) -> int:
    return bar.traces - bar.failed


def _links(bars: tuple[Bar, ...], number: Callable[[Bar], int], link: Link, status: str) -> tuple[str, ...]:
    return tuple(link(bar.start_ns, bar.end_ns, status=status) if number(bar) else "" for bar in bars)


def _before(label: str, values: tuple[Value, ...], bars: Bars, before: Bars) -> Series | None:
    """The period before, drawn over this one bucket by bucket; None unless it is as long."""
    if not before or len(before) != len(bars):
        return None
    lengths = [each[-1].end_ns - each[0].start_ns for each in (bars, before)]
    if abs(lengths[0] - lengths[1]) > SAME_LENGTH_NS:
        return None
    return Series(label[:1].upper() + label[1:], values, "text-3")


def failures_over_time(cohort: Cohort, before: Cohort | None, before_label: str, zone: tzinfo, link: Link) -> Drawing:
    """How many runs failed when, and how many did not; the line: how many failed before."""
    bars, earlier = cohort.bars, before.bars if before else ()
    failed = {"finding": ANY_CAUSE} if cohort.success.measure == "no_error" else {}

    def href(bar: CohortBar, n: int, filters: dict[str, str]) -> str:
        return link(bar.start_ns, bar.end_ns, **filters) if n else ""

    return charts.draw(
        Chart(
            key="failures",
            title="Runs",
            unit=counted("runs"),
            buckets=tuple(Bucket(bar.start_ns, bar.end_ns, href(bar, bar.runs, {})) for bar in bars),
            series=(
                Series(
                    *("Failed", tuple(bar.failing for bar in bars), "error"),
                    links=tuple(href(bar, bar.failing, failed) for bar in bars),
                ),
                Series("Good", tuple(bar.runs - bar.failing for bar in bars), "line-strong"),
            ),
            whole="Runs",
            previous=_before(f"failed {before_label}", tuple(bar.failing for bar in earlier), bars, earlier),
            zone=zone,
            now_ns=time.time_ns(),
            size="small",
            note="Click a bar to open its traces, drag to zoom",
            zooms=True,
        )
    )


def failed_alone(drawing: Drawing) -> Drawing:
    """Without the good runs, beside which a few failures are hard to see."""
    chart = drawing.chart
    return charts.draw(replace(chart, title="Failed runs", series=chart.series[:1], whole=""))


@dataclass(frozen=True)
class Over:
    """The time that the overview's charts share, and what they count: runs or calls. `before`: what the time before is
    called, "" without one."""

    edges_ns: Sequence[int]
    zone: tzinfo
    link: Link
    what: str
    before: str

    @property
    def buckets(self) -> tuple[Bucket, ...]:
        return tuple(Bucket(start, end, self.link(start, end)) for start, end in pairwise(self.edges_ns))

    @property
    def unit(self) -> Unit:
        return counted(self.what)

    def series(self, found: Sequence[Share], of: Callable[[Share], tuple[int, ...]]) -> tuple[Series, ...]:
        roles = ("line-strong" if each.others else role for each, role in zip(found, COLOURS, strict=False))
        return tuple(Series(each.title, of(each), role) for each, role in zip(found, roles, strict=False))

    def previous(self, before: Sequence[Share], of: Callable[[Share], tuple[int, ...]]) -> Series | None:
        values = tuple(map(sum, zip(*map(of, before), strict=True)))
        fits = self.before and len(values) == len(self.edges_ns) - 1
        return Series(self.before[:1].upper() + self.before[1:], values, "text-3") if fits else None


def _count(share: Share) -> tuple[int, ...]:
    return share.count


def _bad(share: Share) -> tuple[int, ...]:
    return share.failed


def throughput(found: Sequence[Share], before: Sequence[Share], over: Over) -> Drawing:
    """How many runs by workflow, or model calls by model."""
    return charts.draw(
        Chart(
            key="throughput",
            title=over.what.capitalize(),
            unit=over.unit,
            buckets=over.buckets,
            series=over.series(found, _count),
            whole="All",
            previous=over.previous(before, _count),
            zone=over.zone,
            now_ns=time.time_ns(),
            zooms=True,
        )
    )


def failing(found: Sequence[Share], before: Sequence[Share], over: Over) -> Drawing:
    """How many of them failed, in the same colours."""
    return charts.draw(
        Chart(
            key="failing",
            title=f"Failed {over.what}",
            unit=over.unit,
            buckets=over.buckets,
            series=over.series(found, _bad),
            whole="All",
            previous=over.previous(before, _bad),
            zone=over.zone,
            now_ns=time.time_ns(),
            zooms=True,
        )
    )


def latency(found: Percentiles, over: Over) -> Drawing:
    """How long traces took: half of them no longer, 95 in 100 no longer."""
    return charts.draw(
        Chart(
            key="latency",
            title="How long a trace took",
            unit=DURATION,
            buckets=over.buckets,
            series=(Series("p95", found.p95_ns, "accent-fill"), Series("p50", found.p50_ns, "k-embedding")),
            shape="lines",
            zone=over.zone,
            now_ns=time.time_ns(),
            note="95 in 100 took no longer than p95, half no longer than p50",
            zooms=True,
        )
    )
