"""What workflows shows on pages of others: the outcomes credited to a trace, its run, what was earned."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, Sum
from django.urls import reverse

from aiops.core.access import allows
from aiops.core.answers import Answer, Asked
from aiops.core.figures import levels
from aiops.core.finding import MOST, Found, Sought
from aiops.core.finding import register as register_finder
from aiops.core.models import Membership, Project
from aiops.core.news import News
from aiops.core.news import register as register_news
from aiops.core.panels import NavItem, Panel, register, register_nav
from traces.types import TraceDetail
from workflows.analysis import sentences, shown
from workflows.analysis.overview import Overview
from workflows.analysis.reasons import why
from workflows.engine import registry
from workflows.models import Connection, KnowledgeSource, Provider, Run, Workflow
from workflows.store import definitions, earned, reader

MODELS, KNOWLEDGE, CONNECTIONS = "models", "knowledge", "connections"
MOST_NETS = 6
MOST_NEWS = 50


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


def news(project: Project, since: datetime, until: datetime) -> Iterator[News]:
    """Workflows that were seen for the first time."""
    rows = Workflow.objects.filter(project=project, created_at__gte=since, created_at__lt=until, merged_into=None)
    for each in rows.order_by("-created_at")[:MOST_NEWS]:
        href = reverse("workflows:workflow", args=[project.slug, each.pk])
        yield News(each.created_at, f"Workflow {each.name} is new.", href, "workflow")


def find(sought: Sought) -> Iterator[tuple[str, Found]]:
    """Workflows by their name or key."""
    if not sought.text:
        return
    rows = Workflow.objects.filter(project=sought.project, merged_into=None).order_by("name")
    for each in rows.filter(Q(name__icontains=sought.text) | Q(key__icontains=sought.text))[:MOST]:
        href = reverse("workflows:earned", args=[sought.project.slug, each.pk]) + sought.times
        note = each.key if each.key != each.name else ""
        yield "Workflows", Found(each.name, href, "workflow", note)


def earning(asked: Asked) -> dict[str, Any]:
    """What was earned, as workflows:value says it."""
    form = asked.form
    found = earned.all_of(asked.project.pk, form.period(), form.comparison(), form.now)
    head, rest = sentences.young(found)
    parts = sentences.answer(found, form.comparison_words())
    nets = _nets(asked, found)
    answer = Answer(
        sentences.text(parts),
        links=((asked.url("workflows:value"), "What did it earn"),),
        levels=levels.place(nets) if nets else None,
        caption="Value less spend, in the runs that can be judged",
        note=head or rest,
    )
    return {"answer": answer, "parts": parts}


def _nets(asked: Asked, found: Overview) -> list[levels.Level]:
    """Net of the workflows whose value is known: the best, and those that lose the most."""
    known = [line for line in found.lines if line.now.net is not None]
    chosen = known if len(known) <= MOST_NETS else [*known[: MOST_NETS - 2], *known[-2:]]
    return [
        levels.Level(
            line.workflow.name,
            int(line.now.net.value) if line.now.net else 0,
            shown.row(line).net,
            "f-err" if line.loses else "f-accent",
            href=asked.url("workflows:earned", line.workflow.pk),
        )
        for line in chosen
    ]


def fill_slots() -> None:
    """Called when the application is ready."""
    register("trace", Panel("outcomes", "Outcomes", "workflows/_outcomes.html", outcomes, order=10))
    register("trace", Panel("managed", "Managed run", "workflows/runs/_of_trace.html", managed, order=5))
    register("settings", Panel(MODELS, "Models", "workflows/runs/providers.html", models, order=150))
    register("settings", Panel(KNOWLEDGE, "Knowledge", "workflows/_knowledge.html", knowledge, order=152))
    register("settings", Panel(CONNECTIONS, "Connections", "workflows/_connections.html", connections, order=154))
    register("answers", Panel("value", "What did it earn?", "workflows/_home.html", earning, order=40))
    register_news(news)
    register_finder(find, order=200)
    register_nav(NavItem("Look closer", "Runs", "runs", "workflows:runs", order=330))
    register_nav(NavItem("Answers", "What did it earn", "value", "workflows:value", order=240))
    register_nav(NavItem("Look closer", "Outcomes", "value", "workflows:outcomes", order=320))
    register_nav(NavItem("Set-up", "Workflows", "workflow", "workflows:list", order=60))
