"""Definitions as a file would say them: what `apply` takes back."""

from typing import Any

from workflows.analysis.files import COLUMN, METRIC, WORKFLOW
from workflows.models import MappingRule, SuccessMetric, Workflow


def as_file(project_id: int) -> dict[str, Any]:
    rows = Workflow.objects.filter(project_id=project_id).prefetch_related("metrics", "merged").order_by("key")
    rules = MappingRule.objects.filter(project_id=project_id).select_related("workflow")
    return {
        "workflows": [_workflow(each) for each in rows if each.merged_into_id is None],
        "rules": [{"workflow": each.workflow.key, "when": each.conditions} for each in rules],
    }


def _workflow(row: Workflow) -> dict[str, Any]:
    said: dict[str, Any] = {"key": row.key} | {name: getattr(row, name) for name in WORKFLOW}
    if merged := sorted(each.key for each in row.merged.all()):
        said["merges"] = merged
    return said | {"metrics": [_metric(each) for each in sorted(row.metrics.all(), key=lambda each: each.name)]}


def _metric(row: SuccessMetric) -> dict[str, Any]:
    values = {name: getattr(row, COLUMN.get(name, name)) for name in METRIC}
    if (nanousd := row.value_per_unit_nanousd) is not None:
        values["value_per_unit_usd"] = f"{nanousd // 10**9}.{nanousd % 10**9:09d}"
    return {"name": row.name} | {
        name: str(value) if name in {"target", "baseline"} else value
        for name, value in values.items()
        if value not in (None, "")
    }
