"""The form by which a person judges a trace."""

from typing import Any

from aiops.core.models import Project
from traces.analysis.categories import GROUPS
from traces.types import TraceDetail


def panel(project: Project, trace: TraceDetail, **_: Any) -> dict[str, Any]:
    return {"project": project, "trace_id": trace.row.trace_id.hex(), "groups": GROUPS}
