"""What would another policy have made of the runs we had? Recorded runs replayed dry, beside themselves."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from aiops.core import audit
from aiops.core.access import may, project_for, signed_in
from aiops.core.access_forms import StyledForm
from aiops.core.models import Membership
from workflows.analysis.policy_trial import Result, result
from workflows.engine import registry, trying
from workflows.engine.control import RefusedError
from workflows.models import PolicyTrial, Run, Workflow, WorkflowVersion
from workflows.policies import written
from workflows.views.policies import VERSIONS, managed_here

MOST, USUAL = 200, 30
SHOWN = 20


class TrialForm(StyledForm, forms.Form):
    """Which version, and how many of the newest runs."""

    runs = forms.IntegerField(label="Recorded runs", min_value=5, max_value=MOST, initial=USUAL)

    def __init__(self, *args: Any, of: Workflow, code_hash: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = of.versions.filter(code_hash=code_hash).values_list("pk", flat=True)[:VERSIONS]
        field = forms.ModelChoiceField(of.versions.filter(pk__in=list(known)), empty_label=None)
        field.label_from_instance = _called  # type: ignore[method-assign,assignment]
        self.fields["version"] = field
        self.order_fields(["version", "runs"])
        self.style()


@dataclass(frozen=True)
class Tried:
    trial: PolicyTrial
    result: Result


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def what_if(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Choose a version and a number of runs; and what was tried before."""
    role = Membership.Role.MEMBER if request.method == "POST" else Membership.Role.VIEWER
    project = project_for(request.user, slug, role)
    row, definition = managed_here(project, pk)
    code_hash = registry.code_of(definition).hash
    form = TrialForm(request.POST or None, of=row, code_hash=code_hash, initial=request.GET.dict())
    runs = trying.recorded(row, form.cleaned_data["runs"] if form.is_valid() else USUAL)
    if form.is_valid() and not runs:
        form.add_error(None, "No run of it has ended yet: there is nothing to replay.")
    made = _started(form, row, runs, signed_in(request).email) if form.is_valid() else None
    if made is not None:
        audit.record_request(request, "policy.tried", row.key, project, version=made.version.number, runs=len(runs))
        return redirect("workflows:trial", slug=slug, pk=pk, trial_pk=made.pk)
    tried = PolicyTrial.objects.filter(project=project, workflow=row).select_related("version")[:SHOWN]
    context = {
        "project": project, "workflow": row, "form": form, "enough": len(runs), "cost": _mean(runs),
        "tried": [Tried(each, result(trying.pairs(each))) for each in tried],
        "may_change": may(request.user, project, Membership.Role.MEMBER),
    }  # fmt: skip
    return render(request, "workflows/what_if.html", context, status=400 if form.errors else 200)


def _started(form: TrialForm, of: Workflow, runs: list[Run], by: str) -> PolicyTrial | None:
    """None: the engine refused, and the form says why."""
    try:
        return trying.start(of, form.cleaned_data["version"], runs, by)
    except RefusedError as refused:
        form.add_error(None, refused.message)
        return None


@never_cache
@require_GET
@login_required
def trial(request: HttpRequest, slug: str, pk: int, trial_pk: int) -> HttpResponse:
    """What became of it; while replays are under way the page follows them."""
    project = project_for(request.user, slug)
    row, _ = managed_here(project, pk)
    tried = get_object_or_404(PolicyTrial, project=project, workflow=row, pk=trial_pk)
    found = result(trying.pairs(tried))
    current = row.versions.filter(trial=False).first()
    context = {
        "project": project, "workflow": row, "trial": tried, "called": _called(tried.version), "found": found,
        "per_cent": 100 * found.ended // max(1, found.pairs),
        "changes": _changes(current, tried.version) if current else [],
    }  # fmt: skip
    return render(request, "workflows/trial.html", context)


def _called(version: WorkflowVersion) -> str:
    kind = "not in force, to be tried" if version.trial else f"{version.made_at:%-d %b}"
    return f"v{version.number} ({version.note or kind})"


def _mean(runs: list[Run]) -> int | None:
    return sum(each.spent_nanousd for each in runs) // len(runs) if runs else None


def _changes(now: WorkflowVersion, then: WorkflowVersion) -> list[tuple[str, written.Change]]:
    """Of what holds now against what was tried, by step."""
    found = []
    for step in sorted({*now.policies, *then.policies}):
        old, new = ({**each.policies.get(step, {}), **each.overrides.get(step, {})} for each in (now, then))
        names = [name for name in written.FIELDS if old.get(name) != new.get(name)]
        found += [(step, written.Change(name, old.get(name), new.get(name))) for name in names]
    return found
