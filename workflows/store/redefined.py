"""Definitions that changed: figures follow the newest one, and the page says what the old one would have given."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from aiops.core.periods import Period
from workflows.analysis import words
from workflows.analysis.overview import Line
from workflows.analysis.roi import Earned, MetricTerms, Terms, earned
from workflows.models import Redefinition, Workflow
from workflows.store import one, queue, worth
from workflows.store.meaning import FIELDS

TITLES = {
    "value_per_unit_nanousd": "the worth of one",
    "minutes_per_unit": "the minutes of one",
    "window_days": "the window",
    "silence": "what silence means",
}


@dataclass(frozen=True)
class Told:
    at: datetime
    by: str
    metric: str
    what: str
    old_figures: str


def told(workflow: Workflow, names: Sequence[str], line: Line, period: Period) -> list[Told]:
    """The changes since the period began, the newest first, each with what the figures would be without it."""
    found = Redefinition.objects.filter(workflow=workflow, at__gte=period.start)[:5]
    return [Told(each.at, each.by, each.metric, _what(each), _without(workflow, names, each, line)) for each in found]


def _what(change: Redefinition) -> str:
    parts = [
        f"{TITLES[name]} was {_value(name, change.before.get(name))}, is {_value(name, change.after.get(name))}"
        for name in FIELDS
        if change.before.get(name) != change.after.get(name)
    ]
    return "; ".join(parts)


def _value(name: str, value: Any) -> str:
    if value is None:
        return "not known"
    if name == "value_per_unit_nanousd":
        return words.usd(int(value))
    return f"{value} days" if name == "window_days" else str(value)


def _without(workflow: Workflow, names: Sequence[str], change: Redefinition, line: Line) -> str:
    """Value, and net, under the old meaning: computed beside the new one from the same roll-ups."""
    old = _old_terms(line.terms, change)
    first, last = line.now.days[0].day, line.now.days[-1].day
    period = Period(one.midnight(first, workflow), one.midnight(last.fromordinal(last.toordinal() + 1), workflow))
    days = worth.together(workflow.project_id, period, names, workflow.key)
    figures = earned(one.judged_days(days, old, line))
    return _said(figures)


def _old_terms(now: Terms, change: Redefinition) -> Terms:
    def old(metric: MetricTerms) -> MetricTerms:
        minutes = change.before.get("minutes_per_unit")
        return replace(
            metric,
            per_unit_nanousd=change.before.get("value_per_unit_nanousd"),
            minutes_per_unit=None if minutes is None else Decimal(minutes),
            window_days=change.before.get("window_days", metric.window_days),
            silence=change.before.get("silence", metric.silence),
        )

    return replace(now, metrics=tuple(old(each) if each.name == change.metric else each for each in now.metrics))


def _said(figures: Earned) -> str:
    if figures.value is None or figures.net is None:
        return "the value was not known"
    return f"value {words.usd(figures.value.value)}, net {words.usd(figures.net.value)}"


def is_recomputing(workflow: Workflow, names: Sequence[str]) -> bool:
    """Whether outcomes wait to be credited anew, as its definition changed."""
    return queue.credited_anew(workflow.project_id, names)
