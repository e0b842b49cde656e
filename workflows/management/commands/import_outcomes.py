"""manage.py import_outcomes FILE --project P: a table of outcomes, as large as it may be."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from aiops.core import audit
from aiops.core.models import Project
from workflows.events.table import TableError
from workflows.store import receiving
from workflows.store.receiving import Imported


class Command(BaseCommand):
    help = (
        "Stores a CSV file of outcomes; its header names the fields of /api/v1/outcomes. Storing it again adds nothing,"
        " so an interrupted one is started again. Exit code 0: all is stored; 1: lines were refused, named on stderr."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a CSV file in UTF-8, or - for standard input")
        parser.add_argument("--project", required=True, help="its short name, as in addresses")

    def handle(self, *_: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        try:
            with _open(options["file"]) as lines:
                done = self._import(project, lines)
        except (TableError, OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']}: {error}") from None
        audit.record("outcomes.imported", options["file"], project=project, accepted=done.accepted)
        self.stdout.write(f"{done.accepted:,} outcomes stored, {done.duplicate:,} known already.")
        for line, field, reason in done.refused:
            self.stderr.write(f"line {line}: {field}: {reason}")
        if done.refused_count or done.conflicts:
            raise CommandError(
                f"{done.refused_count:,} lines refused, {len(done.conflicts):,} known with other values."
            )

    def _import(self, project: Project, lines: TextIO) -> Imported:
        done = Imported()
        for done in receiving.import_table(project, lines, timezone.now()):
            if sys.stderr.isatty():
                self.stderr.write(f"\r{done.accepted + done.duplicate:,} so far", ending="")
        return done


def _open(name: str) -> TextIO:
    return sys.stdin if name == "-" else Path(name).open(encoding="utf-8-sig", newline="")
