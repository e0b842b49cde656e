"""Changes of definitions: what a person or a file wants, what differs, and what is to be credited anew for it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from workflows.analysis.files import Definition, Wanted
from workflows.analysis.rules import Condition
from workflows.models import Expense, MappingRule, SuccessMetric, Workflow
from workflows.store import definitions, meaning, queue, rules

Changes = list[str]


@transaction.atomic
def apply(project_id: int, wanted: Wanted) -> Changes:
    """Makes the project's definitions what the file says, and says in words what that changed."""
    changes: Changes = []
    for each in wanted.workflows:
        changes += _workflow(project_id, each)
    for each in wanted.workflows:
        changes += _merges(project_id, each)
    if wanted.rules is not None:
        changes += _rules(project_id, wanted.rules)
    if changes:
        credit_anew(project_id, [each.key for each in wanted.workflows])
    return changes


def _workflow(project_id: int, wanted: Definition) -> Changes:
    usual = {"name": wanted.key[:200], "state": Workflow.State.CONFIRMED}
    row, made = Workflow.objects.get_or_create(
        project_id=project_id, key=wanted.key, defaults=usual | dict(wanted.fields)
    )
    changes = [f"{wanted.key}: new"] if made else _set(row, wanted.fields, wanted.key)
    if wanted.metrics is not None:
        changes += _metrics(row, wanted.metrics)
    if wanted.expenses is not None:
        changes += _expenses(row, wanted.expenses)
    return changes


def _metrics(row: Workflow, wanted: Mapping[str, Mapping[str, Any]]) -> Changes:
    changes = []
    for gone in row.metrics.exclude(name__in=wanted):
        changes.append(f"{row.key}: metric {gone.name} removed")
        gone.delete()
    for name, fields in wanted.items():
        metric, new = SuccessMetric.objects.get_or_create(workflow=row, name=name, defaults=dict(fields))
        before, place = meaning.of(metric), f"{row.key}: metric {name}"
        changes += [f"{place} new"] if new else _set(metric, fields, place)
        meaning.note(metric, before, "a file")
    return changes


def _expenses(row: Workflow, wanted: Mapping[str, Mapping[str, Any]]) -> Changes:
    changes = []
    for gone in row.expenses.exclude(name__in=wanted):
        changes.append(f"{row.key}: expense {gone.name} removed")
        gone.delete()
    for name, fields in wanted.items():
        expense, new = Expense.objects.get_or_create(workflow=row, name=name, defaults=dict(fields))
        place = f"{row.key}: expense {name}"
        changes += [f"{place} new"] if new else _set(expense, fields, place)
    return changes


def _set(row: Workflow | SuccessMetric | Expense, fields: Mapping[str, Any], place: str) -> Changes:
    changes = []
    for name, value in fields.items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            changes.append(f"{place}: {name} {before!s} → {value!s}")
    if changes:
        row.save()
    return changes


def _merges(project_id: int, wanted: Definition) -> Changes:
    if wanted.merges is None:
        return []
    target = Workflow.objects.get(project_id=project_id, key=wanted.key)
    changes = []
    for freed in target.merged.exclude(key__in=wanted.merges):
        freed.merged_into, freed.state = None, Workflow.State.DISCOVERED
        freed.save()
        changes.append(f"{freed.key}: no longer part of {wanted.key}")
    for key in wanted.merges:
        row, _ = Workflow.objects.get_or_create(project_id=project_id, key=key, defaults={"name": key[:200]})
        if row.merged_into_id != target.pk:
            merge(row, target)
            changes.append(f"{key}: part of {wanted.key}")
    return changes


def merge(row: Workflow, target: Workflow) -> None:
    """Spans that would be called `row` are of `target` from now on, and outcomes of `target` find runs of either.

    Raises ValueError for a circle.
    """
    above: Workflow | None = target
    while above is not None:
        if above.pk == row.pk:
            raise ValueError(f"{target.key} is itself part of {row.key}")
        above = above.merged_into
    row.merged_into, row.state = target, Workflow.State.RETIRED
    row.save()
    condition = [{"field": "name", "test": "equals", "value": row.key[:200]}]
    if not MappingRule.objects.filter(project_id=row.project_id, conditions=condition, workflow=target).exists():
        add_rule(row.project_id, target, condition)


def add_rule(project_id: int, workflow: Workflow, conditions: list[dict[str, str]]) -> None:
    """Behind those that are there."""
    last = MappingRule.objects.filter(project_id=project_id).order_by("-position").first()
    position = last.position + 1 if last else 1
    MappingRule.objects.create(project_id=project_id, position=position, conditions=conditions, workflow=workflow)


def _rules(project_id: int, wanted: Iterable[tuple[str, tuple[Condition, ...]]]) -> Changes:
    """All rules as the file has them, in its order."""
    there = [(each.workflow, each.conditions) for each in rules.read(project_id)]
    if there == list(wanted):
        return []
    MappingRule.objects.filter(project_id=project_id).delete()
    for position, (key, conditions) in enumerate(wanted, 1):
        row, _ = Workflow.objects.get_or_create(
            project_id=project_id, key=key, defaults={"name": key[:200], "state": Workflow.State.CONFIRMED}
        )
        MappingRule.objects.create(
            project_id=project_id, position=position, workflow=row, conditions=[as_json(each) for each in conditions]
        )
    return [f"rules: {len(list(wanted))}, where there were {len(there)}"]


def as_json(condition: Condition) -> dict[str, str]:
    return {"field": condition.field, "test": condition.test, "value": condition.value}


def credit_anew(project_id: int, keys: Iterable[str]) -> None:
    """Call it in the transaction that changes definitions: outcomes that name these workflows are looked at again."""
    known = definitions.read(project_id)
    names = {name for key in keys for name in (key, *known.names.get(known.target.get(key, key), ()))}
    queue.recheck_workflow(project_id, sorted(names))
    transaction.on_commit(definitions.forget)
    transaction.on_commit(rules.forget)
