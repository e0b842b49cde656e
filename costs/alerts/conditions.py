"""What an alert would be about: found by looking at a budget or a watch, opened or not by costs.alerts.opening."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from aiops.core.models import Project
from aiops.core.periods import Period, midnight_of
from costs.analysis import budgets, changes, watching
from costs.analysis import watch_words as words
from costs.analysis.budgets import Limit, Standing
from costs.analysis.watching import METRICS, Unusual
from costs.models import Budget, Watch
from costs.store import changes as store
from costs.store import days, series

LOOKED_AT = 56  # days


@dataclass(frozen=True)
class Condition:
    """`holds` None: neither so nor clearly not. `rule` is a Budget or a Watch."""

    key: str
    kind: str
    holds: bool | None
    rule: Budget | Watch
    subject: str
    sentence: str = ""
    path: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def of_budget(project: Project, budget: Budget, found: Standing, today: date) -> list[Condition]:
    limit = Limit(budget.nanousd, budget.warn_percent, budget.by_forecast, budget.subject)
    # A calendar window that begins is another matter, as is another limit; a rolling window goes on.
    window = "" if found.window.rolling else f":{found.window.start:%Y-%m-%d}"
    facts = {
        "spent_usd": _usd(found.spent),
        "limit_usd": _usd(budget.nanousd),
        "expected_usd": _usd(found.expected.value) if found.expected else None,
        "from": found.window.start.isoformat(),
    }
    return [
        Condition(
            key=f"budget:{budget.pk}:{kind}:{budget.nanousd}{window}",
            kind=kind,
            holds=holds,
            rule=budget,
            subject=budget.subject,
            sentence=budgets.sentence(kind, limit, found, today) if holds else "",
            path=_budget_path(project, budget, found),
            facts=facts,
        )
        for kind, holds in budgets.verdicts(limit, found).items()
    ]


def _usd(nanousd: int) -> str:
    whole, rest = divmod(nanousd, 1_000_000_000)
    return f"{whole}.{rest:09d}"


def _budget_path(project: Project, budget: Budget, found: Standing) -> str:
    query = {"from": f"{found.window.start:%Y-%m-%d}", "to": f"{found.window.end + timedelta(days=1):%Y-%m-%d}"}
    if not found.window.rolling:
        query["to"] = f"{found.window.end:%Y-%m-%d}"
    by = {Budget.Scope.WORKFLOW: {"workflow": budget.value, "by": "model"}, Budget.Scope.USER: {"by": "user"}}
    by[Budget.Scope.KEY] = {"by": "key"}
    query |= by.get(Budget.Scope(budget.scope), {"by": "workflow"})
    return f"{reverse('costs:cost', args=[project.slug])}?{urlencode(query)}"


def of_watches(project: Project, watches: Sequence[Watch], now: datetime, zone: tzinfo) -> list[Condition]:
    """Of the days up to yesterday. All are tested together, whoever asked for them."""
    midnight = midnight_of(now, zone)
    period = Period(midnight - timedelta(days=LOOKED_AT), midnight)
    spans = days.spans_of(period)
    read = series.read(project.pk, spans, sorted({each.metric for each in watches}))
    asked = [one for one in read if any(_wants(watch, one.metric, one.subject) for watch in watches)]
    dates = series.dates(spans)
    found = watching.unusual(asked, dates, min((each.least_percent for each in watches), default=0))
    events = store.events(project.pk, period.start, period.end, zone) if found else []
    return [
        _of_watch(project, watch, each, changes.near(events, each.day, each.subject))
        for watch in watches
        for each in found
        if _wants(watch, each.metric, each.subject) and watching.matters(each, watch.least_percent)
    ]


def _wants(watch: Watch, metric: str, subject: str) -> bool:
    """Each workflow has its own series; the sum of all is for figures of which there is but one subject."""
    if watch.metric != metric or subject == "(other)":  # of which names it is the rest changes from hour to hour
        return False
    return subject == watch.workflow if watch.workflow else bool(subject)


def _of_watch(project: Project, watch: Watch, found: Unusual, events: Sequence[changes.Event]) -> Condition:
    day = f":{found.day:%Y-%m-%d}" if found.kind == "day" else ""  # each unusual day is a matter of its own
    return Condition(
        key=f"watch:{watch.pk}:{found.kind}{day}:{found.subject}"[:300],
        kind=found.kind,
        holds=True,
        rule=watch,
        subject=found.subject[:200],
        sentence=words.sentence(found, events),
        path=_watch_path(project, found),
        facts={
            "metric": found.metric,
            "day": found.day.isoformat(),
            "value": round(found.value, 6),
            "expected": round(found.expected, 6),
            "unit": {"usd": "nano-dollars", "ns": "nanoseconds"}.get(
                METRICS[found.metric].unit, METRICS[found.metric].unit
            ),
        },
    )


PAGES = {
    "error_rate": "traces:failures",
    "latency": "traces:time",
    "queue_age": "traces:behaviour",
    "outcome_rate": "traces:list",
}


def _watch_path(project: Project, found: Unusual) -> str:
    """The page that shows the days from then on, against as many before."""
    name = PAGES.get(watching.figure_of(found.metric), "costs:change")
    last = found.day + timedelta(days=7 if found.kind == "level" else 1)
    query = {"from": found.day.isoformat(), "to": last.isoformat()}
    if name == "costs:change":
        first = found.day - timedelta(days=28)
        query |= {"compare_from": first.isoformat(), "compare_to": found.day.isoformat()}
    if found.metric == "outcome_rate":
        query["outcome"] = "failure"
    if found.subject and not found.metric.startswith("queue_age"):
        query["workflow"] = found.subject
    return f"{reverse(name, args=[project.slug])}?{urlencode(query)}"
