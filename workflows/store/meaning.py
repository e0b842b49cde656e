"""What a metric means to figures, and that it meant something else before."""

from decimal import Decimal
from typing import Any

from workflows.models import Redefinition, SuccessMetric

FIELDS = ("value_per_unit_nanousd", "minutes_per_unit", "window_days", "silence")


def of(row: SuccessMetric) -> dict[str, Any]:
    """What figures depend on, as it is kept."""
    found = {name: getattr(row, name) for name in FIELDS}
    return {name: f"{value.normalize():f}" if isinstance(value, Decimal) else value for name, value in found.items()}


def note(row: SuccessMetric, before: dict[str, Any], by: str) -> None:
    """In the transaction of the change; nothing where the meaning stays, or where there was none before."""
    after = of(row)
    if before and before != after:
        Redefinition.objects.create(workflow=row.workflow, metric=row.name, before=before, after=after, by=by)
