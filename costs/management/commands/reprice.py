"""`manage.py reprice PROJECT`: price the calls of a time anew, with old and new shown before anything changes."""

import sys
import time
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from aiops.core import audit, formats
from aiops.core.models import Project
from aiops.core.periods import parse_time, zone_of
from aiops.core.progress import Progress
from costs import reprice
from costs.analysis.repriced import Total, overall
from costs.models import Repricing
from costs.store import repricing

BY = "command line"
WAIT_SECONDS = 1.0


class Command(BaseCommand):
    help = (
        "Prices the calls of a time anew. New amounts are computed beside the old ones, shown by model, and take their "
        "place when you agree. An interrupted one goes on by being started again, and in the background where a worker "
        "runs. Exit code 0: done, or nothing to change; 1: refused or not agreed to (the new amounts then wait on the "
        "page); 2: wrong arguments; 130: interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="slug of the project")
        parser.add_argument("--from", dest="since", help="2026-11-22 or 2026-11-22 14:00 (default: all that is kept)")
        parser.add_argument("--to", dest="until", help="the same (default: now)")
        parser.add_argument("--yes", action="store_true", help="do not ask before the new amounts take their place")

    def handle(self, *_args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        job = repricing.active(project) or self.start(project, options["since"], options["until"])
        try:
            self.follow(job, Repricing.State.BUILDING, "computed")
            if self.agreed(job, sure=options["yes"]):
                self.follow(job, Repricing.State.SWAPPING, "in place")
        except KeyboardInterrupt:
            self.stderr.write("\nStopped. Start it again to go on, or cancel it on the page.")
            raise SystemExit(130) from None
        job.refresh_from_db()
        if job.state == Repricing.State.FAILED:
            raise CommandError(job.error.strip().rpartition("\n")[2])

    def start(self, project: Project, since: str | None, until: str | None) -> Repricing:
        now = timezone.now()
        try:
            first = parse_time(since, zone_of(project)) if since else now - timedelta(days=project.retention_days)
            last = parse_time(until, zone_of(project)) if until else now
        except (ValueError, OverflowError) as error:
            raise CommandError(f"{error}. Write times as 2026-11-22 or 2026-11-22 14:00.", returncode=2) from error
        try:
            job = reprice.start(project, first, last, BY)
        except reprice.RefusedError as error:
            raise CommandError(str(error)) from error
        audit.record("repricing.started", job, project=project, since=str(job.since), until=str(job.until))
        if job.clipped:
            self.stderr.write(
                f"Earlier calls have expired or begin to: they keep their amounts. From {job.since:%F %R}Z."
            )
        return job

    def follow(self, job: Repricing, state: str, label: str) -> None:
        """Works at it, and shows how far it is, until it leaves this state; a worker may be at it too."""
        bar = Progress(sys.stderr, 100, label)
        while self.is_in(job, state):
            more = reprice.step(job)
            shown = repricing.progress(job)
            bar.to(shown["per_cent"], f"{shown['seen']:,} calls, {shown['changed']:,} change")
            if not more and self.is_in(job, state):
                time.sleep(WAIT_SECONDS)
        bar.end()

    def is_in(self, job: Repricing, state: str) -> bool:
        job.refresh_from_db()
        return job.state == state

    def agreed(self, job: Repricing, *, sure: bool) -> bool:
        """Shows what would change; whether the new amounts are taking their place now."""
        if not self.is_in(job, Repricing.State.BUILT):
            return job.state == Repricing.State.SWAPPING
        totals = repricing.totals(job)
        self.show([each for each in totals if each.changed], overall(totals))
        if not repricing.progress(job)["changed"]:
            reprice.cancel(job)
            return False
        if not sure and not self.says_yes():
            self.stderr.write("Not put in place. Say --yes, or decide on the page.")
            raise SystemExit(1)
        if not reprice.apply(job):
            raise CommandError("Prices have changed since: start it again.")
        audit.record("repricing.applied", job, project=job.project)
        return True

    def show(self, totals: list[Total], whole: Total) -> None:
        for each in totals:
            self.stdout.write(
                f"{each.provider} {each.model}: {each.changed:,} of {each.calls:,} calls change, "
                f"{formats.money(each.old_nanousd)} -> {formats.money(each.new_nanousd)}"
            )
        self.stdout.write(
            f"All: {whole.changed:,} of {whole.calls:,} calls change, "
            f"{formats.money(whole.old_nanousd)} -> {formats.money(whole.new_nanousd)}"
        )

    def says_yes(self) -> bool:
        return sys.stdin.isatty() and input("Put the new amounts in place? [y/N] ").strip().lower() in {"y", "yes"}
