"""What a project's workflows earned over a period: roll-ups and definitions brought together."""

from datetime import datetime, tzinfo

from aiops.core.periods import Period
from workflows.analysis.overview import Frame, Line, Named, Overview, Span, grouped, line, overview
from workflows.models import Workflow
from workflows.store import terms, worth
from workflows.store.terms import Known


def frame(period: Period, comparison: Period | None, now: datetime, zone: tzinfo) -> Frame:
    """The days of both, in the project's zone."""
    span, today = _span(period), now.astimezone(zone).date()
    if comparison is None:
        return Frame(span, None, today)
    before = _span(comparison)
    return Frame(span, Span(before.first, before.end, (span.first - before.first).days), today)


def _span(period: Period) -> Span:
    last = period.end.date()
    whole = period.end == period.end.replace(hour=0, minute=0, second=0, microsecond=0)
    return Span(period.start.date(), last if whole else last.fromordinal(last.toordinal() + 1))


def all_of(project_id: int, period: Period, comparison: Period | None, now: datetime) -> Overview:
    """Every workflow that stands for itself and is not retired, or ran all the same."""
    known, zone = terms.read(project_id), period.start.tzinfo
    at = frame(period, comparison, now, zone or now.tzinfo)  # type: ignore[arg-type]
    found = worth.merged(worth.by_day(project_id, period), known.target)
    before = worth.merged(worth.by_day(project_id, comparison), known.target) if comparison else {}
    listed = {
        key: named(each)
        for key, each in known.workflows.items()
        if each.state != Workflow.State.RETIRED or key in found
    }
    inside, outside = grouped(found, listed)
    lines = [line(named_, known.terms[key], inside[key], before.get(key, []), at) for key, named_ in listed.items()]
    return overview(lines, outside)


def one(workflow: Workflow, known: Known, period: Period, comparison: Period | None, now: datetime) -> Line:
    """A workflow by itself; its changes are not yet weighed against the number of tests."""
    at = frame(period, comparison, now, period.start.tzinfo or now.tzinfo)  # type: ignore[arg-type]
    names = known.names(workflow.key)
    days = [
        worth.together(workflow.project_id, span, names, workflow.key) if span else [] for span in (period, comparison)
    ]
    return line(named(workflow), known.of(workflow), days[0], days[1], at)


def named(workflow: Workflow) -> Named:
    return Named(workflow.key, workflow.name, workflow.good_outcome, workflow.pk)
