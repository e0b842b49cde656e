"""`manage.py erase PROJECT --user X | --session X | --trace ID`: forget a person, a session or a trace."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from aiops.core import audit
from aiops.core.models import Project
from aiops.core.progress import Progress
from traces import erase
from traces.forms import ErasureForm
from traces.models import Erasure
from traces.panels.erasure import counts

BY = "command line"
WAIT_SECONDS = 0.5
KINDS = ("user", "session", "trace")


class Command(BaseCommand):
    help = (
        "Erases a person, a session or a trace: every trace with a span of theirs goes whole, with its scores, "
        "outcomes and refused spans. What that reaches is counted and shown first. An interrupted one goes on by "
        "being started again, and in the background where a worker runs. Exit code 0: erased; 1: refused or not "
        "agreed to; 2: wrong arguments; 130: interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="slug of the project")
        one = parser.add_mutually_exclusive_group(required=True)
        one.add_argument("--user", help="as spans carry it")
        one.add_argument("--session", help="as spans carry it")
        one.add_argument("--trace", help="32 hex digits")
        parser.add_argument("--dry-run", action="store_true", help="only count what it reaches")
        parser.add_argument("--yes", action="store_true", help="do not ask before anything is taken away")

    def handle(self, *_args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        job = erase.start(project, *self.named(options), BY)
        try:
            self.follow(job, Erasure.State.FINDING, "found")
            if job.state == Erasure.State.FOUND and not self.agreed(job, options):
                return
            self.follow(job, Erasure.State.ERASING, "erased")
        except KeyboardInterrupt:
            self.stderr.write("\nStopped. Start it again to go on.")
            raise SystemExit(130) from None
        if job.state == Erasure.State.FAILED:
            raise CommandError(job.error.strip().rpartition("\n")[2])
        self.stdout.write(f"Erased: {self.said(job)}.")

    def named(self, options: dict[str, Any]) -> tuple[str, str]:
        [(kind, value)] = [(kind, options[kind]) for kind in KINDS if options[kind] is not None]
        form = ErasureForm({"kind": kind, "value": value})
        if not form.is_valid():
            raise CommandError(f"--{kind}: {form.errors['value'][0]}", returncode=2)
        return kind, form.cleaned_data["value"]

    def follow(self, job: Erasure, state: str, label: str) -> None:
        """Works at it, and shows how far it is, until it leaves this state; a worker may be at it too."""
        job.refresh_from_db()
        bar = Progress(sys.stderr, 100, label)
        while job.state == state:
            if not self.step(job):
                time.sleep(WAIT_SECONDS)
            job.refresh_from_db()
            bar.to(100 if job.state != state else job.per_cent, self.said(job))
        bar.end()

    def step(self, job: Erasure) -> bool:
        """Others may be in the way for a while."""
        try:
            return erase.step(job.pk)
        except OperationalError:
            return False

    def agreed(self, job: Erasure, options: dict[str, Any]) -> bool:
        self.stdout.write(f"It reaches {self.said(job)}.")
        if options["dry_run"]:
            erase.cancel(job)
            return False
        if not options["yes"] and not self.says_yes():
            erase.cancel(job)
            self.stderr.write("Nothing was erased. Say --yes, or answer yes.")
            raise SystemExit(1)
        try:
            if erase.confirm(job):
                audit.record("erasure.started", job.name, project=job.project, erasure=job.pk, **job.reach)
        except erase.BusyError as error:
            raise CommandError(str(error)) from None
        job.refresh_from_db()
        return True

    def said(self, job: Erasure) -> str:
        return ", ".join(f"{number:,} {words}" for words, number in counts(job))

    def says_yes(self) -> bool:
        return sys.stdin.isatty() and input("Erase all of it for good? [y/N] ").strip().lower() in {"y", "yes"}
