"""Makes people, projects and memberships; pages and commands share it."""

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from aiops.core.models import Membership, Project, User


def ensure_person(email: str) -> tuple[User, bool]:
    """The person with this address, made when absent. The first person of an installation is everyone's admin."""
    address = email.strip().lower()
    known = User.objects.filter(email=address).first()
    if known:
        return known, False
    first = not User.objects.exists()
    make = User.objects.create_superuser if first else User.objects.create_user
    try:
        with transaction.atomic():
            return make(address), True
    except IntegrityError:  # somebody else made them a moment ago
        return User.objects.get(email=address), False


def ensure_project(name_or_slug: str) -> tuple[Project, bool]:
    """The project with this slug, made when absent with the text as its name. Raises ValueError for an empty slug."""
    slug = slugify(name_or_slug)[:63].strip("-_")
    if not slug:
        raise ValueError("A project's name needs a letter or a digit.")
    return Project.objects.get_or_create(slug=slug, defaults={"name": name_or_slug.strip()[:100]})


def free_slug(name: str) -> str:
    """A slug for a new project of this name that no project has yet."""
    base = slugify(name)[:55].strip("-_") or "project"
    taken = set(Project.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in _numbered(base, len(taken)) if slug not in taken)


def _numbered(base: str, taken: int) -> list[str]:
    return [base, *(f"{base}-{number}" for number in range(2, taken + 3))]


def set_role(project: Project, user: User, role: str) -> Membership:
    """Gives the role, adding the person to the project when they are not in it."""
    membership, _ = Membership.objects.update_or_create(project=project, user=user, defaults={"role": role})
    return membership
