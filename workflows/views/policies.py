"""Policies of a managed workflow: what holds, what each is worth, and changing one as a new version."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from aiops.core import audit
from aiops.core.access import may, project_for, signed_in
from aiops.core.forms import RangeForm
from aiops.core.models import Membership, Project
from aiops.core.periods import zone_of
from workflows.analysis.policy_worth import Worth
from workflows.engine import registry, versions
from workflows.engine.declare import StepDefinition, WorkflowDefinition
from workflows.models import Workflow, WorkflowVersion
from workflows.policies import PolicyError, written
from workflows.policies.money import Account
from workflows.store import policy_worth, spending
from workflows.views.policy_form import PolicyForm

VERSIONS = 20
Json = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One field of a policy: as the code has it, and as it is; `overridden` where these differ."""

    name: str
    code: Any
    now: Any

    @property
    def overridden(self) -> bool:
        return bool(self.code != self.now)


@dataclass(frozen=True)
class StepPolicy:
    name: str
    fields: list[Field]
    worth: Worth

    @property
    def now(self) -> Json:
        return {each.name: each.now for each in self.fields}


@dataclass(frozen=True)
class Shown:
    """A version and what it changed against the one before, where the page made it."""

    version: WorkflowVersion
    changes: list[tuple[str, written.Change]]
    code_changed: bool


@never_cache
@require_GET
@login_required
def policies(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Which policies hold, and what did they do for us?"""
    project, row, definition = _managed(request, slug, pk)
    period = RangeForm(request.GET, zone=zone_of(project), now=timezone.now(), default="28d")
    times = period.period() if period.is_valid() else period.preset("28d")
    steps = registry.code_of(definition).steps
    worth = policy_worth.read(row, list(steps), times.start, times.end)
    by_name = {each.name: each for each in worth.steps}
    kept = versions.current(project.pk, definition)
    context = {
        "project": project,
        "workflow": row,
        "period_form": period,
        "steps": [
            StepPolicy(name, _fields(step, definition.kind, kept.overrides), by_name[name])
            for name, step in sorted(steps.items())
        ],
        "gone": [each for each in worth.steps if each.name not in steps],
        "worth": worth,
        "minutes_open": sum(each.open_ms for each in worth.breakers) / 60_000,
        "budget": definition.budget,
        "account": _account(project, row, definition),
        "history": _history(row),
        "may_change": may(request.user, project, Membership.Role.MEMBER),
    }
    return render(request, "workflows/runs/policies.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, slug: str, pk: int, step: str) -> HttpResponse:
    """One step's policy; saved, it is a new version that later runs are made by."""
    project, row, definition = _managed(request, slug, pk, Membership.Role.MEMBER)
    steps = registry.code_of(definition).steps
    if step not in steps:
        raise Http404
    kept = versions.current(project.pk, definition)
    code, now = (versions.policy_of(steps[step], definition.kind, each) for each in ({}, kept.overrides))
    form = PolicyForm(request.POST or None, now=written.as_json(now), version=kept.number)
    changes: tuple[written.Change, ...] = ()
    if request.method == "POST" and form.is_valid():
        fields = form.changed_from(written.as_json(code))
        try:
            changes = written.diff(now, written.from_json(fields, code))
            if "try" in request.POST and changes:
                version = _to_try(request, (row, definition), (step, fields), form)
                return redirect(f"{reverse('workflows:what_if', args=[slug, pk])}?version={version.pk}")
            if "save" in request.POST and _saved(request, project, (row, definition), (step, fields), changes, form):
                return redirect("workflows:policies", slug=slug, pk=pk)
        except PolicyError as error:
            form.add_error(error.field if error.field in form.fields else None, error.reason)
    context = {"project": project, "workflow": row, "step": step, "form": form, "changes": changes}
    context["looked"] = request.method == "POST" and not form.errors
    return render(request, "workflows/runs/policy.html", context, status=400 if form.errors else 200)


def _saved(  # noqa: PLR0913, PLR0917
    request: HttpRequest,
    project: Project,
    of: tuple[Workflow, WorkflowDefinition],
    change: tuple[str, Json],
    changes: tuple[written.Change, ...],
    form: PolicyForm,
) -> bool:
    """Raises PolicyError."""
    row, definition = of
    step, fields = change
    newest = row.versions.filter(trial=False).first()
    if newest is not None and newest.number != form.cleaned_data["version"]:
        form.add_error(None, f"Version {newest.number} was made meanwhile; look at it and change it again.")
        return False
    overrides = _overrides(newest, step, fields)
    made = versions.override(row, definition, overrides, signed_in(request).email, form.cleaned_data["note"])
    told = [f"{each.field}: {each.before} → {each.after}" for each in changes]
    audit.record_request(request, "policy.changed", f"{row.key} {step}", project, version=made.number, changes=told)
    messages.success(request, f"Version {made.number} holds for runs that start from now on.")
    return True


def _overrides(newest: WorkflowVersion | None, step: str, fields: Json) -> Json:
    """Those of the newest version with this step's replaced."""
    kept = {name: each for name, each in (newest.overrides if newest else {}).items() if name != step}
    return kept | ({step: fields} if fields else {})


def _to_try(
    request: HttpRequest, of: tuple[Workflow, WorkflowDefinition], change: tuple[str, Json], form: PolicyForm
) -> WorkflowVersion:
    """The same as a version that is not in force."""
    row, definition = of
    overrides = _overrides(row.versions.filter(trial=False).first(), *change)
    return versions.make(row, definition, overrides, signed_in(request).email, form.cleaned_data["note"], trial=True)


def _managed(
    request: HttpRequest, slug: str, pk: int, role: str = Membership.Role.VIEWER
) -> tuple[Project, Workflow, WorkflowDefinition]:
    """Raises Http404 for a workflow that is not run here."""
    project = project_for(request.user, slug, role)
    return project, *managed_here(project, pk)


def managed_here(project: Project, pk: int) -> tuple[Workflow, WorkflowDefinition]:
    """Raises Http404 for a workflow that is not run here."""
    row = get_object_or_404(Workflow, project=project, pk=pk)
    definition = registry.known().get(row.key)
    if definition is None:
        raise Http404("This workflow is not run here.")
    return row, definition


def _fields(step: StepDefinition, kind: str, overrides: Mapping[str, Any]) -> list[Field]:
    code, now = (written.as_json(versions.policy_of(step, kind, each)) for each in ({}, overrides))
    return [Field(name, code[name], now[name]) for name in written.FIELDS]


def _account(project: Project, row: Workflow, definition: WorkflowDefinition) -> Account | None:
    """Of a budget by day or month; None where there is none, or each run has its own."""
    limit = definition.budget.limit_nanousd
    if limit is None or definition.budget.per == "run":
        return None
    found = spending.account(project.pk, spending.key_of(project.pk, row.key, "", definition.budget))
    return replace(found, limit=limit) if found else Account(limit)


def _history(row: Workflow) -> list[Shown]:
    """The newest versions, each against the one before it."""
    found = list(row.versions.filter(trial=False)[: VERSIONS + 1])
    pairs = zip(found, [*found[1:], None], strict=False)
    return [_shown(version, before) for version, before in list(pairs)[:VERSIONS]]


def _shown(version: WorkflowVersion, before: WorkflowVersion | None) -> Shown:
    if before is None:
        return Shown(version, [], False)
    changes = []
    for step in sorted({*version.policies, *before.policies}):
        old, new = (_whole(each, step) for each in (before, version))
        names = [name for name in written.FIELDS if old.get(name) != new.get(name)]
        changes += [(step, written.Change(name, old.get(name), new.get(name))) for name in names]
    return Shown(version, changes, version.code_hash != before.code_hash)


def _whole(version: WorkflowVersion, step: str) -> Json:
    return {**version.policies.get(step, {}), **version.overrides.get(step, {})}
