"""Bills of providers: bring one, and see how ours compares."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from aiops.core import audit
from aiops.core.access import may, project_for, signed_in
from aiops.core.models import Membership, Project
from aiops.core.views.confirm import Question, ask
from costs.analysis import bill_words as words
from costs.analysis import reconciled
from costs.analysis.bills import BillError
from costs.forms.bills import BillForm
from costs.models import Bill
from costs.store import bills as store

MOST_DAYS = 400  # lines of the table by day
MOST_SHOWN = 200  # of models, and of credits and fees


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def bills(request: HttpRequest, slug: str) -> HttpResponse:
    role = Membership.Role.ADMIN if request.method == "POST" else Membership.Role.VIEWER
    project = project_for(request.user, slug, role)
    if request.method == "GET":
        return _page(request, project, BillForm(), 200)
    form = BillForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, project, form, 400)
    data = form.cleaned_data
    name = str(getattr(request.FILES["bill"], "name", "") or "bill")
    brought = store.Brought(
        name, data["bill"], data["usage"], data["provider"], data["rate"], form.named(), signed_in(request).email
    )
    try:
        bill = store.take(project, brought)
    except BillError as error:
        form.add_error(None, str(error))
        return _page(request, project, form, 400)
    audit.record_request(request, "bill.imported", bill, project, bill=bill.pk, lines=bill.lines)
    return redirect("costs:bill", slug, bill.pk)


def _page(request: HttpRequest, project: Project, form: BillForm, status: int) -> HttpResponse:
    context: dict[str, Any] = {
        "project": project,
        "form": form,
        "bills": Bill.objects.filter(project=project),
        "is_admin": may(request.user, project, Membership.Role.ADMIN),
    }
    return render(request, "costs/bills.html", context, status=status)


@never_cache
@require_GET
@login_required
def bill(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ours against the bill, and what the difference is made of."""
    project = project_for(request.user, slug)
    row = get_object_or_404(Bill.objects.filter(project=project), pk=pk)
    found = store.reconcile(row)
    whole = reconciled.together(found.lines)
    models = reconciled.by_model(found.lines)
    context = {
        "project": project,
        "bill": row,
        "whole": whole,
        "sentence": words.sentence(whole, found.others_nanousd),
        "causes": words.causes(whole),
        "models": models[:MOST_SHOWN],
        "more_models": max(0, len(models) - MOST_SHOWN),
        "days": [each for each in found.lines if each.main][:MOST_DAYS],
        "others": found.others[:MOST_SHOWN],
        "more_others": max(0, len(found.others) - MOST_SHOWN),
        "others_nanousd": found.others_nanousd,
        "is_admin": may(request.user, project, Membership.Role.ADMIN),
    }
    return render(request, "costs/bill.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def remove_bill(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    row = get_object_or_404(Bill.objects.filter(project=project), pk=pk)
    back = reverse("costs:bills", args=[slug])
    if request.method == "GET":
        question = Question(f"Remove {row.name}?", "Our own figures stay as they are.", "Remove", back)
        return ask(request, question, project)
    audit.record_request(request, "bill.removed", row, project, bill=row.pk)
    row.delete()
    messages.success(request, f"{row.name} is removed.")
    return redirect(back)
