"""What workflows shows on pages of traces: the outcomes credited to a trace."""

from typing import Any

from django.conf import settings

from aiops.core.access import allows
from aiops.core.models import Membership, Project
from aiops.core.panels import NavItem, Panel, register, register_nav
from traces.types import TraceDetail
from workflows.analysis.reasons import why
from workflows.models import Provider, Run
from workflows.store import definitions, reader

MODELS = "models"


def outcomes(project: Project, trace: TraceDetail, **_: Any) -> dict[str, Any] | None:
    """The newest outcomes of a trace, and how many more there are. None: it has none."""
    found, number = reader.of_trace(project.pk, trace.row.trace_id)
    if not found:
        return None
    known = definitions.recent(project.pk)
    lines = [(each, why(each.ref_kind, known.terms(each.workflow, each.metric).credit)) for each in found]
    return {"outcomes": lines, "more": number - len(found)}


def managed(project: Project, trace: TraceDetail, **_: Any) -> dict[str, Any] | None:
    """The run of a managed workflow that a trace is of: both have one id. None: something else made the trace."""
    run = Run.objects.filter(project=project, pk=trace.row.trace_id.hex()).defer("input", "output").first()
    return {"run": run} if run is not None else None


def models(project: Project, role: str | None = None, **_: Any) -> dict[str, Any]:
    """Whom managed workflows ask for answers."""
    return {
        "project": project,
        "rows": Provider.objects.filter(project=project),
        "is_admin": allows(role, Membership.Role.ADMIN),
        "of_settings": settings.MODEL_BASE_URL,
    }


def fill_slots() -> None:
    """Called when the application is ready."""
    register("trace", Panel("outcomes", "Outcomes", "workflows/_outcomes.html", outcomes, order=10))
    register("trace", Panel("managed", "Managed run", "workflows/runs/_of_trace.html", managed, order=5))
    register("settings", Panel(MODELS, "Models", "workflows/runs/providers.html", models, order=150))
    register_nav(NavItem("Look closer", "Runs", "runs", "workflows:runs", order=330))
    register_nav(NavItem("Answers", "What did it earn", "value", "workflows:value", order=240))
    register_nav(NavItem("Look closer", "Outcomes", "value", "workflows:outcomes", order=320))
    register_nav(NavItem("Set-up", "Workflows", "workflow", "workflows:list", order=60))
