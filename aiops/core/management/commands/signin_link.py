"""`manage.py signin_link EMAIL`: a one-time way in, for the first person and for whoever lost the password."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from aiops.core import audit, links, people
from aiops.core.models import Membership, Project, User


class Command(BaseCommand):
    help = (
        "Prints a one-time sign-in link, alone, on stdout. Makes the person when absent; the first person of an "
        "installation is everyone's admin. Exit code 0: made; 1: refused (the reason is on stderr); 2: wrong arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="address of the person")
        parser.add_argument("--role", choices=Membership.Role.values, help="role in --project (default: viewer)")
        parser.add_argument("--project", help="slug of a project to add the person to")
        parser.add_argument(
            "--reset-second-factor",
            action="store_true",
            help="removes it, for who lost telephone and codes",
        )
        parser.add_argument(
            "--forget-provider",
            action="store_true",
            help="lets another account of the provider come in by the same address, for who has a new one there",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        if options["role"] and not options["project"]:
            raise CommandError("--role needs --project: a role is held in a project.")
        email = _address(options["email"])
        project = _project(options["project"])
        user, made = people.ensure_person(email)
        if made:
            audit.record("person.created", user.email, project=project, superuser=user.is_superuser)
        if not user.is_active:
            raise CommandError(f"{user.email} was deactivated.")
        if project:
            self._give_role(project, user, options["role"] or Membership.Role.VIEWER)
        if options["reset_second_factor"]:
            user.authenticator_set.all().delete()  # type: ignore[attr-defined]  # allauth's
            audit.record("second_factor.removed", user.email, project=project)
        if options["forget_provider"]:
            user.socialaccount_set.all().delete()  # type: ignore[attr-defined]  # allauth's
            audit.record("provider.forgotten", user.email, project=project)
        token = links.make(user)
        audit.record("link.created", user.email, project=project)
        self.stdout.write(links.address(token))

    def _give_role(self, project: Project, user: User, role: str) -> None:
        people.set_role(project, user, role)
        audit.record("member.role", user.email, project=project, role=role)


def _address(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise CommandError(f"{text!r} is not an e-mail address.") from error
    return text


def _project(slug: str | None) -> Project | None:
    if slug is None:
        return None
    project = Project.objects.filter(slug=slug).first()
    if project is None:
        raise CommandError(f"There is no project {slug!r}. `manage.py create_key {slug}` makes it with a first key.")
    return project
