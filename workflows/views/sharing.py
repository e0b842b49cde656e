"""Sharing what the workflows earned: links that expire, and the weekly digest."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from aiops.core import audit
from aiops.core.access import may, project_for, signed_in
from aiops.core.forms import PeriodForm
from aiops.core.models import Membership
from aiops.core.periods import zone_of
from workflows.forms import ShareForm
from workflows.models import DigestReader, ShareLink
from workflows.store import sharing
from workflows.views import earned


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Who else may see what the workflows earned, and until when?"""
    role = Membership.Role.ADMIN if request.method == "POST" else Membership.Role.VIEWER
    project = project_for(request.user, slug, role)
    form, now = ShareForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            token = sharing.make(project, signed_in(request), form.cleaned_data["days"], form.cleaned_data["note"], now)
            audit.record_request(request, "share.created", form.cleaned_data["note"], project, **form.cleaned_data)
        messages.success(
            request, f"Shown once: {request.build_absolute_uri(reverse('workflows:shared', args=[token]))}"
        )
        return redirect("workflows:share", slug=slug)
    context = {
        "project": project,
        "form": form,
        "links": sharing.live(project, now),
        "reads": DigestReader.objects.filter(project=project, user=signed_in(request)).exists(),
        "may_change": may(request.user, project, Membership.Role.ADMIN),
    }
    return render(request, "workflows/share.html", context, status=400 if request.method == "POST" else 200)


@require_http_methods(["POST"])
@login_required
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Once, whoever asks twice."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    link = get_object_or_404(ShareLink.objects.filter(project=project), pk=pk)
    with transaction.atomic():
        if ShareLink.objects.filter(project=project, pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
            audit.record_request(request, "share.revoked", link.note, project)
    messages.success(request, "The link shows nothing any more.")
    return redirect("workflows:share", slug=slug)


@require_http_methods(["POST"])
@login_required
def digest(request: HttpRequest, slug: str) -> HttpResponse:
    """Begins or ends one's own weekly digest."""
    project, person = project_for(request.user, slug), signed_in(request)
    if request.POST.get("read") == "yes":
        DigestReader.objects.get_or_create(project=project, user=person)
        messages.success(request, f"A digest comes to {person.email} each Monday.")
    else:
        DigestReader.objects.filter(project=project, user=person).delete()
        messages.success(request, "No more digests.")
    return redirect("workflows:share", slug=slug)


@never_cache
@require_GET
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The overview for who has the link: read only, without ways further in."""
    now = timezone.now()
    link = sharing.project_of(token, now)
    if link is None:
        return render(request, "workflows/shared_gone.html", status=410)
    form = PeriodForm({}, zone=zone_of(link.project), now=now, default="28d", compare="previous", whole_days=True)
    form.is_valid()
    context = earned.page(link.project, form) | {"shared": True, "link": link}
    answer = render(request, "workflows/shared.html", context)
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer
