"""`manage.py project SLUG`: a project from the command line: made when absent, its retention, or taken away."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from aiops.core import audit, people, removal
from aiops.core.access_forms import MAX_RETENTION_DAYS
from aiops.core.models import Project
from aiops.core.progress import Progress


class Command(BaseCommand):
    help = (
        "Makes a project when it is absent and says how long it keeps spans; with --remove takes it away with every "
        "trace, outcome, key and setting. Exit code 0: done; 1: refused or not agreed to; 2: wrong arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="slug of the project, such as checkout")
        parser.add_argument("--keep-days", type=int, help="how many days spans are kept")
        parser.add_argument("--at-least", action="store_true", help="only where it keeps them for less now")
        parser.add_argument("--remove", action="store_true", help="take it away with all that is in it")
        parser.add_argument("--yes", action="store_true", help="do not ask before it is taken away")
        parser.add_argument(
            "--yes-for", type=int, action="append", default=[], metavar="NUMBER",
            help="do not ask when it is the project that was made under this number, as this command said then",
        )  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["remove"]:
            self.remove(options["project"], agreed=options["yes"], known=options["yes_for"])
            return
        days = options["keep_days"]
        if days is not None and not 1 <= days <= MAX_RETENTION_DAYS:
            raise CommandError(f"--keep-days takes 1 to {MAX_RETENTION_DAYS}.", returncode=2)
        try:
            project, made = people.ensure_project(options["project"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        if made:
            audit.record("project.created", project.slug, project=project, name=project.name)
            self.stdout.write(f"Project {project.slug} is made, number {project.pk}.")
        if days is not None and (days > project.retention_days or not options["at_least"]):
            self.keep(project, days)
        self.stdout.write(f"{project.slug} keeps spans for {project.retention_days} days.")

    def keep(self, project: Project, days: int) -> None:
        if days != project.retention_days:
            project.retention_days = days
            project.save(update_fields=["retention_days"])
            audit.record("project.changed", project.slug, project=project, retention_days=days)

    def remove(self, slug: str, *, agreed: bool, known: Sequence[int]) -> None:
        project = Project.objects.filter(slug=slug).first()
        if project is None:
            self.stdout.write(f"There is no project {slug}.")
            return
        if not agreed and project.pk not in known and asked(slug) != slug:
            raise CommandError("Nothing was removed.")
        bar = Progress(sys.stderr, 100, "removed")
        removal.remove(project, lambda done, of: bar.to(100 * done // of))
        bar.end()
        self.stdout.write(f"Project {slug} is gone.")


def asked(slug: str) -> str:
    """What is typed; nothing where nobody is there to type."""
    try:
        return input(f"Everything in {slug} will be gone. Type its name to go on: ").strip()
    except EOFError:
        return ""
