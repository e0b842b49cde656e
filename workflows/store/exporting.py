"""Definitions as a file would say them: what `apply` takes back."""

from decimal import Decimal
from typing import Any

from workflows.analysis.files import COLUMN, EXPENSE, METRIC, WORKFLOW
from workflows.models import Expense, MappingRule, SuccessMetric, Workflow


def as_file(project_id: int) -> dict[str, Any]:
    rows = (
        Workflow.objects.filter(project_id=project_id).prefetch_related("metrics", "merged", "expenses").order_by("key")
    )
    rules = MappingRule.objects.filter(project_id=project_id).select_related("workflow")
    return {
        "workflows": [_workflow(each) for each in rows if each.merged_into_id is None],
        "rules": [{"workflow": each.workflow.key, "when": each.conditions} for each in rules],
    }


def _workflow(row: Workflow) -> dict[str, Any]:
    said: dict[str, Any] = {"key": row.key} | {name: getattr(row, name) for name in WORKFLOW}
    if merged := sorted(each.key for each in row.merged.all()):
        said["merges"] = merged
    said["metrics"] = [_metric(each) for each in sorted(row.metrics.all(), key=lambda each: each.name)]
    if expenses := [_expense(each) for each in row.expenses.all()]:
        said["expenses"] = expenses
    return said


def _expense(row: Expense) -> dict[str, Any]:
    values = {name: getattr(row, COLUMN.get(name, name)) for name in EXPENSE} | {"usd": _usd(row.nanousd)}
    return {"name": row.name} | {name: value for name, value in values.items() if value is not None}


def _usd(nanousd: int) -> str:
    return f"{nanousd // 10**9}.{nanousd % 10**9:09d}"


def _metric(row: SuccessMetric) -> dict[str, Any]:
    values = {name: getattr(row, COLUMN.get(name, name)) for name in METRIC}
    if (nanousd := row.value_per_unit_nanousd) is not None:
        values["value_per_unit_usd"] = _usd(nanousd)
    return {"name": row.name} | {
        name: str(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
        if value is not None and value != "" and value is not False
    }
