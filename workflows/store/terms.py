"""Definitions as the analysis of what was earned takes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workflows.analysis.expenses import Expense
from workflows.analysis.roi import MetricTerms, Terms
from workflows.models import Expense as Paid
from workflows.models import SuccessMetric, Workflow


@dataclass(frozen=True)
class Known:
    """A project's workflows that stand for themselves, by key; `target`: name in traces -> key."""

    workflows: Mapping[str, Workflow]
    terms: Mapping[str, Terms]
    target: Mapping[str, str]

    def names(self, key: str) -> list[str]:
        """Under which its runs are found."""
        return [name for name, stands in self.target.items() if stands == key] or [key]

    def of(self, workflow: Workflow) -> Terms:
        """With those of what was merged into it."""
        return self.terms.get(workflow.key) or of(workflow)


def read(project_id: int) -> Known:
    """As they are now. Retired ones too: their past stays."""
    rows = list(Workflow.objects.filter(project_id=project_id).prefetch_related("metrics", "expenses"))
    by_pk = {each.pk: each for each in rows}
    target = {each.key: _stands_for(each, by_pk).key for each in rows}
    own = {each.key: each for each in rows if target[each.key] == each.key}
    together: dict[str, list[Workflow]] = {key: [] for key in own}
    for each in rows:
        together[target[each.key]].append(each)
    return Known(own, {key: of(each, *together[key]) for key, each in own.items()}, target)


def _stands_for(workflow: Workflow, rows: Mapping[int, Workflow]) -> Workflow:
    seen: set[int] = set()
    while workflow.merged_into_id in rows and workflow.pk not in seen:
        seen.add(workflow.pk)
        workflow = rows[workflow.merged_into_id or 0]
    return workflow


def of(workflow: Workflow, *parts: Workflow) -> Terms:
    """`parts`: it and what was merged into it, whose costs are its own now."""
    paid = [(each, row) for row in parts or [workflow] for each in row.expenses.all()]
    return Terms(
        tuple(map(metric, ordered(workflow.metrics.all()))),
        tuple(
            Expense(each.nanousd, each.per, each.first, each.last, "" if row.pk == workflow.pk else row.key)
            for each, row in paid
        ),
    )


def expenses(workflow: Workflow, names: Sequence[str]) -> list[Paid]:
    """`names`: its own and those of what was merged into it, whose costs are its own now."""
    found = Paid.objects.filter(workflow__project_id=workflow.project_id, workflow__key__in=names)
    return list(found.select_related("workflow"))


def ordered(metrics: Iterable[SuccessMetric]) -> list[SuccessMetric]:
    """The one that decides first: the marked one, else the oldest."""
    return sorted(metrics, key=lambda each: (not each.main, each.pk or 0))


def metric(row: SuccessMetric) -> MetricTerms:
    return MetricTerms(row.name, row.value_per_unit_nanousd, row.minutes_per_unit, row.window_days, row.silence)
