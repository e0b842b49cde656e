"""Workflows: which there are, what each is for, what counts as its success, and by which rules spans find it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from aiops.core import audit
from aiops.core.access import may, project_for
from aiops.core.models import Membership, Project
from workflows.engine import registry
from workflows.forms import MergeForm, MetricForm, PartForm, RuleForm, WorkflowForm
from workflows.models import MappingRule, SuccessMetric, Workflow
from workflows.store import changing, meaning, reader, rules, terms
from workflows.store import flow as store_flow
from workflows.views import run_words

SEEN = timedelta(days=28)


@never_cache
@require_GET
@login_required
def workflow_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Which workflows are there, and does somebody answer for each?"""
    project = project_for(request.user, slug)
    return _list_page(request, project, RuleForm(None, project=project))


def _list_page(request: HttpRequest, project: Project, form: RuleForm, status: int = 200) -> HttpResponse:
    rows = Workflow.objects.filter(project=project, merged_into=None).prefetch_related("metrics", "merged")
    seen = reader.runs_seen(project.pk, timezone.now() - SEEN)
    lines = [reader.with_runs(each, seen) for each in rows.order_by("name")]
    context = {
        "project": project,
        "lines": sorted(lines, key=lambda line: (line.workflow.state == "retired", -line.runs)),
        "discovered": sum(line.workflow.state == Workflow.State.DISCOVERED for line in lines),
        "rules": list(zip(MappingRule.objects.filter(project=project), rules.read(project.pk), strict=False)),
        "form": form,
        "may_change": may(request.user, project, Membership.Role.MEMBER),
    }
    return render(request, "workflows/list.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def workflow(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One definition; saving it also confirms it."""
    project, row = _row(request, slug, pk)
    form = WorkflowForm(request.POST or None, instance=row)
    if request.method == "GET" or not form.is_valid():
        return _page(request, project, row, form, status=200 if request.method == "GET" else 400)
    with transaction.atomic():
        if row.state == Workflow.State.DISCOVERED:
            row.state = Workflow.State.CONFIRMED
        form.save()
        _changed(request, project, row, "workflow.changed", fields=form.changed_data)
    messages.success(request, f"{row.name} is saved.")
    return redirect("workflows:workflow", slug=slug, pk=pk)


def _page(request: HttpRequest, project: Project, row: Workflow, form: WorkflowForm, status: int = 200) -> HttpResponse:
    seen = reader.runs_seen(project.pk, timezone.now() - SEEN)
    context = {
        "project": project,
        "line": reader.with_runs(row, seen),
        "metrics": terms.ordered(row.metrics.all()),
        "expenses": row.expenses.all(),
        "form": form,
        "merge": MergeForm(None, workflow=row),
        "managed": _managed(row),
        "flow": _flow(row) if row.key in registry.known() else None,
        "workflow": row,
        "may_change": may(request.user, project, Membership.Role.MEMBER),
    }
    return render(request, "workflows/workflow.html", context, status=status)


@never_cache
@require_GET
@login_required
def flow(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The part of the page that follows the runs: the graph with what is in each step now."""
    project, row = _row(request, slug, pk)
    if row.key not in registry.known():
        raise Http404("This workflow is not run here.")
    return render(request, "workflows/_flow.html", {"project": project, "workflow": row, "flow": _flow(row)})


def _flow(row: Workflow) -> store_flow.Flow:
    now = timezone.now()
    return store_flow.read(row, now - SEEN, now + timedelta(minutes=1))


def _managed(row: Workflow) -> run_words.Declared | None:
    """How its code declares it, where it is run here."""
    definition = registry.known().get(row.key)
    return run_words.declared([definition])[0] if definition is not None else None


@require_http_methods(["GET", "POST"])
@login_required
def change(request: HttpRequest, slug: str, pk: int, act: str) -> HttpResponse:
    """Confirms, retires or merges."""
    project, row = _row(request, slug, pk)
    if request.method == "GET":
        return redirect("workflows:workflow", slug=slug, pk=pk)
    with transaction.atomic():
        problem = _merge(request, row) if act == "merge" else _state(row, act)
        if problem:
            messages.error(request, problem)
            return redirect("workflows:workflow", slug=slug, pk=pk)
        _changed(request, project, row, f"workflow.{act}", state=row.state)
    messages.success(request, f"{row.name} is {row.get_state_display().lower()} now.")
    return redirect("workflows:list", slug=slug)


def _state(row: Workflow, act: str) -> str:
    row.state = Workflow.State.CONFIRMED if act == "confirm" else Workflow.State.RETIRED
    if act == "confirm":
        row.merged_into = None
    row.save()
    return ""


def _merge(request: HttpRequest, row: Workflow) -> str:
    """What is wrong; "" when it is done."""
    form = MergeForm(request.POST, workflow=row)
    if not form.is_valid():
        return "Choose the workflow that this one is part of."
    try:
        changing.merge(row, form.cleaned_data["target"])
    except ValueError as error:
        return f"{error}."
    return ""


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def metric(request: HttpRequest, slug: str, pk: int, metric_pk: int = 0) -> HttpResponse:
    """One success metric, new or known."""
    project, row = _row(request, slug, pk, role=Membership.Role.MEMBER)
    known = get_object_or_404(row.metrics, pk=metric_pk) if metric_pk else SuccessMetric(workflow=row)
    form = MetricForm(request.POST or None, instance=known, workflow=row)
    if request.method == "POST" and "remove" in request.POST and metric_pk:
        with transaction.atomic():
            known.delete()
            _changed(request, project, row, "metric.removed", metric=known.name)
        return redirect("workflows:workflow", slug=slug, pk=pk)
    if request.method == "GET" or not form.is_valid():
        return part_page(request, row, form, known=bool(metric_pk))
    before = meaning.of(row.metrics.get(pk=metric_pk)) if metric_pk else {}
    with transaction.atomic():
        meaning.note(form.save(), before, str(request.user))
        _changed(request, project, row, "metric.saved", metric=known.name, fields=form.changed_data)
    messages.success(request, f"{known.name} is saved.")
    return redirect("workflows:workflow", slug=slug, pk=pk)


def part_page(request: HttpRequest, row: Workflow, form: PartForm, *, known: bool) -> HttpResponse:
    """The form of what a workflow has several of: metrics, expenses."""
    context = {"project": row.project, "workflow": row, "form": form, "known": known}
    return render(request, "workflows/part.html", context, status=200 if request.method == "GET" else 400)


@require_http_methods(["GET", "POST"])
@login_required
def new_rule(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, _role(request))
    if request.method == "GET":
        return redirect("workflows:list", slug=slug)
    form = RuleForm(request.POST, project=project)
    if not form.is_valid():
        return _list_page(request, project, form, status=400)
    with transaction.atomic():
        row = form.cleaned_data["workflow"]
        changing.add_rule(project.pk, row, form.conditions())
        _changed(request, project, row, "rule.added", conditions=str(form.conditions()))
    messages.success(request, f"New spans that fit the rule are of {row.name} within half a minute.")
    return redirect("workflows:list", slug=slug)


@require_http_methods(["GET", "POST"])
@login_required
def remove_rule(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, _role(request))
    rule = get_object_or_404(MappingRule.objects.filter(project=project).select_related("workflow"), pk=pk)
    if request.method == "POST":
        with transaction.atomic():
            rule.delete()
            _changed(request, project, rule.workflow, "rule.removed", conditions=str(rule.conditions))
        messages.success(request, "The rule is removed; spans that it has named keep their workflow.")
    return redirect("workflows:list", slug=slug)


def _role(request: HttpRequest) -> str:
    return Membership.Role.MEMBER if request.method == "POST" else Membership.Role.VIEWER


def _row(request: HttpRequest, slug: str, pk: int, role: str = "") -> tuple[Project, Workflow]:
    project = project_for(request.user, slug, role or _role(request))
    rows = Workflow.objects.filter(project=project).select_related("merged_into", "project")
    return project, get_object_or_404(rows, pk=pk)


def _changed(request: HttpRequest, project: Project, row: Workflow, action: str, **details: Any) -> None:
    """In the transaction of the change."""
    audit.record_request(request, action, row.key, project, **details)
    changing.credit_anew(project.pk, [row.key])
