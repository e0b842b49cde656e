"""Who is in the project, and with which role."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aiops.core import audit, links, once, people
from aiops.core.access import project_for
from aiops.core.access_forms import InviteForm, RoleForm
from aiops.core.models import Membership, Project, User
from aiops.core.views.confirm import Question, ask
from aiops.core.views.settings import page


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """The list; an admin adds a person by e-mail and gets a one-time link to hand on."""
    role = Membership.Role.ADMIN if request.method == "POST" else Membership.Role.VIEWER
    project = project_for(request.user, slug, role)
    form = InviteForm(request.POST or None)
    if request.method == "GET":
        return _page(request, project, form, link=once.take(request, f"link:{project.pk}"))
    if not form.is_valid():
        return _page(request, project, form, status=400)
    person, made = people.ensure_person(form.cleaned_data["email"])
    if Membership.objects.filter(project=project, user=person).exists():
        form.add_error("email", "This person is in the project already.")
        return _page(request, project, form, status=400)
    people.set_role(project, person, form.cleaned_data["role"])
    audit.record_request(request, "member.added", person.email, project, role=form.cleaned_data["role"])
    if not made:
        messages.success(request, f"{person.email} is in the project now and signs in as before.")
        return redirect("core:members", slug=slug)
    return _with_link(request, project, person)


@require_http_methods(["GET", "POST"])
@login_required
def change_role(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    if request.method == "GET":
        return redirect("core:members", slug=get_object_or_404(Membership, project=project, pk=pk).project.slug)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "There is no such role.")
        return redirect("core:members", slug=slug)
    with transaction.atomic():
        membership = _locked(project, pk)
        if form.cleaned_data["role"] != Membership.Role.ADMIN and _is_last_admin(membership):
            messages.error(request, "A project needs an admin: give somebody else the role first.")
            return redirect("core:members", slug=slug)
        before, membership.role = membership.role, form.cleaned_data["role"]
        membership.save(update_fields=["role"])
        who = membership.user.email
        audit.record_request(request, "member.role", who, project, role=f"{before} → {membership.role}")
    messages.success(request, f"{membership.user.email} is {membership.role} now.")
    return redirect("core:members", slug=slug)


@require_http_methods(["GET", "POST"])
@login_required
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    if request.method == "GET":
        leaver = get_object_or_404(Membership.objects.filter(project=project).select_related("user"), pk=pk)
        return ask(request, _before_removing(project, leaver), project)
    with transaction.atomic():
        membership = _locked(project, pk)
        if _is_last_admin(membership):
            messages.error(request, "A project needs an admin: give somebody else the role first.")
            return redirect("core:members", slug=slug)
        membership.delete()
        audit.record_request(request, "member.removed", membership.user.email, project)
    messages.success(request, f"{membership.user.email} is no longer in the project.")
    return redirect("core:members", slug=slug)


@require_http_methods(["GET", "POST"])
@login_required
def new_link(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Another one-time link for a person who has not come in yet, or lost the way."""
    project = project_for(request.user, slug, Membership.Role.ADMIN)
    membership = get_object_or_404(Membership.objects.filter(project=project).select_related("user"), pk=pk)
    if request.method == "GET":
        return redirect("core:members", slug=slug)
    if not _may_hand_out_link(request, project, membership.user):
        messages.error(request, "Only an admin of the installation can make a link for a person with other projects.")
        return redirect("core:members", slug=slug)
    return _with_link(request, project, membership.user)


def _page(
    request: HttpRequest, project: Project, form: InviteForm, status: int = 200, **context: object
) -> HttpResponse:
    people_here = Membership.objects.filter(project=project).select_related("user").order_by("user__email")
    return page(request, project, "members", status, members=people_here, form=form, roles=Membership.Role, **context)


def _with_link(request: HttpRequest, project: Project, person: User) -> HttpResponse:
    """Shown once, on the page that follows."""
    link = links.address(links.make(person), request.build_absolute_uri("/"))
    audit.record_request(request, "link.created", person.email, project)
    once.keep(request, f"link:{project.pk}", text=link, email=person.email)
    return redirect("core:members", slug=project.slug)


def _before_removing(project: Project, leaver: Membership) -> Question:
    words = f"{leaver.user.email} no longer sees {project.name} from the next click on. The account itself stays."
    return Question(f"Remove {leaver.user.email}?", words, "Remove", reverse("core:members", args=[project.slug]))


def _may_hand_out_link(request: HttpRequest, project: Project, person: User) -> bool:
    """A link is a way in as that person. So a project's admin gets one only for people whose access is this project
    alone and who have not made the account their own yet; else an admin here could enter projects elsewhere."""
    actor = request.user
    if actor.is_superuser:
        return True
    elsewhere = Membership.objects.filter(user=person).exclude(project=project).exists()
    return not (person.is_superuser or elsewhere or person.has_usable_password())


def _locked(project: Project, pk: int) -> Membership:
    """The membership, with the project's admins locked: of two who remove each other, one must fail."""
    list(Membership.objects.select_for_update().filter(project=project, role=Membership.Role.ADMIN).order_by("pk"))
    return get_object_or_404(Membership.objects.filter(project=project).select_related("user"), pk=pk)


def _is_last_admin(membership: Membership) -> bool:
    others = Membership.objects.filter(project=membership.project, role=Membership.Role.ADMIN).exclude(pk=membership.pk)
    return membership.role == Membership.Role.ADMIN and not others.exists()
