"""What a person may do in a project. Every page starts here: no view finds a project in any other way."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from aiops.core.models import Membership, Project, User

ROLES = (Membership.Role.VIEWER, Membership.Role.MEMBER, Membership.Role.ADMIN)  # each may all that those before it may


def project_for(user: User | AnonymousUser, slug: str, role: str = "viewer") -> Project:
    """The project, for a person who has at least this role in it.

    Raises Http404 when the person may not look at it (or there is none: an outsider cannot tell which),
    PermissionDenied when they may look but not do this.
    """
    project = get_object_or_404(Project.objects.visible_to(user), slug=slug)
    if role != Membership.Role.VIEWER and not may(user, project, role):
        raise PermissionDenied(f"This takes the role {role} in this project.")
    _remember(user, project)
    return project


def signed_in(request: HttpRequest) -> User:
    """The person behind a request that `login_required` let through. Raises PermissionDenied for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied("Sign in first.")
    return request.user


def may(user: User | AnonymousUser, project: Project, role: str) -> bool:
    return allows(role_of(user, project), role)


def allows(held: str | None, role: str) -> bool:
    """Whether who holds the one role may what the other takes. Raises ValueError for a role there is not."""
    rank = ROLES.index(Membership.Role(role))
    return held is not None and ROLES.index(Membership.Role(held)) >= rank


def role_of(user: User | AnonymousUser, project: Project) -> str | None:
    """The role held in this project; a superuser is admin everywhere, an outsider has none."""
    if not user.is_authenticated:
        return None
    if user.is_superuser:
        return Membership.Role.ADMIN
    return Membership.objects.filter(user=user, project=project).values_list("role", flat=True).first()


def _remember(user: User | AnonymousUser, project: Project) -> None:
    """The next visit to `/` leads back here. Written only when the person changes projects."""
    if user.is_authenticated and user.last_project_id != project.pk:
        User.objects.filter(pk=user.pk).update(last_project=project)
        user.last_project = project
