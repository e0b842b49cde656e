"""`manage.py create_key PROJECT`: an API key from the command line, alone on stdout so that scripts can keep it."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from aiops.core import audit, keyring, people
from aiops.core.models import ApiKey


class Command(BaseCommand):
    help = (
        "Makes an API key and prints it, alone, on stdout; it is shown this once. Makes the project when it is absent. "
        "Exit code 0: made; 1: refused (the reason is on stderr); 2: wrong arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="slug of the project, such as checkout")
        parser.add_argument(
            "--scope",
            action="append",
            choices=ApiKey.Scope.values,
            help="what the key may do; give it once per scope (default: ingest)",
        )
        parser.add_argument("--name", default="command line", help="what the key is for, as Settings shows it")
        parser.add_argument("--expires-days", type=int, help="days until the key expires (default: never)")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        days = options["expires_days"]
        if days is not None and days < 1:
            raise CommandError("--expires-days takes a whole number of days, 1 or more.")
        try:
            project, made = people.ensure_project(options["project"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        if made:
            audit.record("project.created", project.slug, project=project, name=project.name)
        expires_at = timezone.now() + timedelta(days=days) if days else None
        new = keyring.create(project, options["name"][:100], options["scope"] or ["ingest"], expires_at=expires_at)
        audit.record("key.created", new.row, project=project, scopes=new.row.scopes)
        self.stdout.write(new.text)
