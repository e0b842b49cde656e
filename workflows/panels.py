"""What workflows shows on pages of traces: the outcomes credited to a trace."""

from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, Sum

from aiops.core.access import allows
from aiops.core.models import Membership, Project
from aiops.core.panels import NavItem, Panel, register, register_nav
from traces.types import TraceDetail
from workflows.analysis.reasons import why
from workflows.engine import registry
from workflows.models import Connection, KnowledgeSource, Provider, Run
from workflows.store import definitions, reader

MODELS, KNOWLEDGE, CONNECTIONS = "models", "knowledge", "connections"


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
    if trace.row.workflow not in registry.known():
        return None
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


def knowledge(project: Project, role: str | None = None, **_: Any) -> dict[str, Any]:
    """What workflows answer from, and how much of it is used now."""
    used = Q(documents__version=F("version"))
    rows = KnowledgeSource.objects.filter(project=project).annotate(
        many=Count("documents", filter=used), characters=Sum("documents__characters", filter=used),
        versions=Count("documents__version", distinct=True),
    )  # fmt: skip
    return {"project": project, "rows": rows, "may_change": allows(role, Membership.Role.MEMBER)}


def connections(project: Project, role: str | None = None, **_: Any) -> dict[str, Any]:
    """Which other systems workflows reach, and where."""
    rows = Connection.objects.filter(project=project)
    return {"project": project, "rows": rows, "is_admin": allows(role, Membership.Role.ADMIN)}


def fill_slots() -> None:
    """Called when the application is ready."""
    register("trace", Panel("outcomes", "Outcomes", "workflows/_outcomes.html", outcomes, order=10))
    register("trace", Panel("managed", "Managed run", "workflows/runs/_of_trace.html", managed, order=5))
    register("settings", Panel(MODELS, "Models", "workflows/runs/providers.html", models, order=150))
    register("settings", Panel(KNOWLEDGE, "Knowledge", "workflows/_knowledge.html", knowledge, order=152))
    register("settings", Panel(CONNECTIONS, "Connections", "workflows/_connections.html", connections, order=154))
    register_nav(NavItem("Look closer", "Runs", "runs", "workflows:runs", order=330))
    register_nav(NavItem("Answers", "What did it earn", "value", "workflows:value", order=240))
    register_nav(NavItem("Look closer", "Outcomes", "value", "workflows:outcomes", order=320))
    register_nav(NavItem("Set-up", "Workflows", "workflow", "workflows:list", order=60))
