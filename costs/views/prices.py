"""Prices: which models were called, what each call was billed by, and which calls have no price."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from aiops.core.access import may, project_for
from aiops.core.forms import RangeForm
from aiops.core.models import Membership
from aiops.core.periods import zone_of
from costs.analysis.coverage import coverage
from costs.store import prices as own_prices
from costs.store import reader, repricing


@require_GET
@login_required
def prices(request: HttpRequest, slug: str) -> HttpResponse:
    """Does every call have a price, and which?"""
    project = project_for(request.user, slug)
    form = RangeForm(request.GET, zone=zone_of(project), now=timezone.now(), default="28d")
    context = {
        "project": project,
        "period_form": form,
        "own": own_prices.own(project),
        "retired": own_prices.retired(project),
        "active": repricing.active(project),
        "is_admin": may(request.user, project, Membership.Role.ADMIN),
    }
    if not form.is_valid():
        return render(request, "costs/prices.html", context, status=400)
    models = reader.models_seen(project.pk, form.period())
    seen = reader.calls_seen(project.pk, form.period())
    context |= {
        "models": reader.compared(models, seen),
        "needs": reader.in_need(project.pk, seen),
        "compares": any(each.compared_calls for each in seen),
        "coverage": coverage(models),
    }
    return render(request, "costs/prices.html", context)
