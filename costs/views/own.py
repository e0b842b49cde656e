"""The project's own prices: added, replaced, retired. Rows are never changed, for calls point at them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from aiops.core import audit
from aiops.core.access import project_for, signed_in
from aiops.core.models import Membership, Project
from aiops.core.periods import zone_of
from aiops.core.views.confirm import Question, ask
from costs.forms import KINDS, PriceForm, values_of
from costs.models import Price
from costs.store import likeness, prices

KNOWN_AS = {stored: said for said, stored in KINDS.items()}


@require_http_methods(["GET", "POST"])
@login_required
def new_price(request: HttpRequest, slug: str) -> HttpResponse:
    """A price for the calls of some models; `?provider=&model=` begins with the nearest model of the catalogue."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    if request.method == "POST":
        return _save(request, project, None)
    asked = {name: request.GET.get(name, "")[:200] for name in ("provider", "model", "tier")}
    like = likeness.of(project.pk, asked["provider"], asked["model"]) if asked["model"] else None
    initial = (values_of(like.rates) if like else {}) | {name: text for name, text in asked.items() if text}
    return _page(request, project, PriceForm(zone=zone_of(project), initial=initial), like=like)


@require_http_methods(["GET", "POST"])
@login_required
def replace_price(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A new row in the place of an own one, which is retired."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    price = get_object_or_404(Price, project=project, pk=pk)
    if price.retired_at:
        messages.error(request, f"{price} is retired already.")
        return redirect("costs:prices", slug)
    if request.method == "POST":
        return _save(request, project, price)
    return _page(request, project, PriceForm(zone=zone_of(project), initial=initial_of(price)), replaces=price)


@require_http_methods(["GET", "POST"])
@login_required
def retire_price(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    price = get_object_or_404(Price, project=project, pk=pk)
    back = reverse("costs:prices", args=[slug])
    if request.method == "GET":
        words = (
            f"No call is billed by {price} from now on. Calls that were keep their amounts until you price them anew."
        )
        return ask(request, Question(f"Retire {price.model}?", words, "Retire", back), project)
    if prices.retire(price):
        audit.record_request(request, "price.retired", price, project, price=price.pk)
        messages.success(request, f"{price} is retired. Other processes learn it within 30 seconds.")
    return redirect(back)


def _save(request: HttpRequest, project: Project, replaces: Price | None) -> HttpResponse:
    form = PriceForm(request.POST, zone=zone_of(project))
    if not form.is_valid():
        return _page(request, project, form, 400, replaces=replaces)
    new = form.new_price(f"{signed_in(request).email}")
    odd = likeness.oddities(project.pk, new)
    if odd and not request.POST.get("sure"):
        return _page(request, project, form, 400, replaces=replaces, oddities=odd)
    try:
        price = prices.add(project, new, replaces)
    except (prices.OverlapError, prices.TooManyError) as error:
        form.add_error(None, str(error))
        return _page(request, project, form, 400, replaces=replaces)
    action = "price.replaced" if replaces else "price.created"
    old = {"replaces": replaces.pk} if replaces else {}
    audit.record_request(request, action, price, project, price=price.pk, rates=str(price.rates), **old)
    messages.success(request, f"{price} bills calls from now on, everywhere within 30 seconds.")
    return redirect("costs:prices", project.slug)


def initial_of(price: Price) -> dict[str, Any]:
    """A stored own row as the values of its form."""
    [(kind, model)] = price.match.items()
    fields = ("provider", "tier", "source")
    dates = {name: at.isoformat() for name in ("valid_from", "valid_until") if (at := getattr(price, name))}
    same = {name: getattr(price, name) for name in fields}
    return values_of(price.rates) | same | dates | {"match": KNOWN_AS[kind], "model": model}


def _page(request: HttpRequest, project: Project, form: PriceForm, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "costs/price.html", {"project": project, "form": form} | more, status=status)
