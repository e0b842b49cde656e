"""What workflows shows on pages of traces: the outcomes credited to a trace."""

from typing import Any

from aiops.core.models import Project
from aiops.core.panels import NavItem, Panel, register, register_nav
from traces.types import TraceDetail
from workflows.analysis.reasons import why
from workflows.store import definitions, reader


def outcomes(project: Project, trace: TraceDetail, **_: Any) -> dict[str, Any] | None:
    """The newest outcomes of a trace, and how many more there are. None: it has none."""
    found, number = reader.of_trace(project.pk, trace.row.trace_id)
    if not found:
        return None
    known = definitions.recent(project.pk)
    lines = [(each, why(each.ref_kind, known.terms(each.workflow, each.metric).credit)) for each in found]
    return {"outcomes": lines, "more": number - len(found)}


def fill_slots() -> None:
    """Called when the application is ready."""
    register("trace", Panel("outcomes", "Outcomes", "workflows/_outcomes.html", outcomes, order=10))
    register_nav(NavItem("Answers", "What did it earn", "value", "workflows:value", order=240))
    register_nav(NavItem("Look closer", "Outcomes", "value", "workflows:outcomes", order=320))
    register_nav(NavItem("Set-up", "Workflows", "workflow", "workflows:list", order=60))
