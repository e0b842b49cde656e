"""Definitions as the analysis of what was earned takes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflows.analysis.roi import Expense, MetricTerms, Terms
from workflows.models import SuccessMetric, Workflow


@dataclass(frozen=True)
class Known:
    """A project's workflows that stand for themselves, by key; `target`: name in traces -> key."""

    workflows: Mapping[str, Workflow]
    terms: Mapping[str, Terms]
    target: Mapping[str, str]

    def names(self, key: str) -> list[str]:
        """Under which its runs are found."""
        return [name for name, stands in self.target.items() if stands == key]


def read(project_id: int) -> Known:
    """As they are now. Retired ones too: their past stays."""
    rows = list(Workflow.objects.filter(project_id=project_id).prefetch_related("metrics", "expenses"))
    by_pk = {each.pk: each for each in rows}
    target = {each.key: _stands_for(each, by_pk).key for each in rows}
    own = {each.key: each for each in rows if target[each.key] == each.key}
    return Known(own, {key: of(each) for key, each in own.items()}, target)


def _stands_for(workflow: Workflow, rows: Mapping[int, Workflow]) -> Workflow:
    seen: set[int] = set()
    while workflow.merged_into_id in rows and workflow.pk not in seen:
        seen.add(workflow.pk)
        workflow = rows[workflow.merged_into_id or 0]
    return workflow


def of(workflow: Workflow) -> Terms:
    return Terms(
        tuple(map(metric, ordered(workflow.metrics.all()))),
        tuple(Expense(each.nanousd, each.per, each.first, each.last) for each in workflow.expenses.all()),
    )


def ordered(metrics: Iterable[SuccessMetric]) -> list[SuccessMetric]:
    """The one that decides first: the marked one, else the oldest."""
    return sorted(metrics, key=lambda each: (not each.main, each.pk or 0))


def metric(row: SuccessMetric) -> MetricTerms:
    return MetricTerms(row.name, row.value_per_unit_nanousd, row.minutes_per_unit, row.window_days, row.silence)
