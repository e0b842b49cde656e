"""What a workflow costs besides models: people and machines."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aiops.core import audit
from aiops.core.access import project_for
from aiops.core.models import Membership
from workflows.forms import ExpenseForm
from workflows.models import Expense, Workflow
from workflows.views.workflows import part_page


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def expense(request: HttpRequest, slug: str, pk: int, expense_pk: int = 0) -> HttpResponse:
    """One expense, new or known."""
    project = project_for(request.user, slug, Membership.Role.MEMBER)
    row = get_object_or_404(Workflow.objects.filter(project=project), pk=pk)
    known = get_object_or_404(row.expenses, pk=expense_pk) if expense_pk else Expense(workflow=row)
    form = ExpenseForm(request.POST or None, instance=known, workflow=row)
    removes = request.method == "POST" and "remove" in request.POST and bool(expense_pk)
    if not removes and (request.method == "GET" or not form.is_valid()):
        return part_page(request, row, form, known=bool(expense_pk))
    with transaction.atomic():
        if removes:
            known.delete()
        else:
            form.save()
        action = "expense.removed" if removes else "expense.saved"
        audit.record_request(request, action, row.key, project, expense=known.name, nanousd=known.nanousd)
    messages.success(request, f"{known.name} is {'removed' if removes else 'saved'}.")
    return redirect("workflows:workflow", slug=slug, pk=pk)
