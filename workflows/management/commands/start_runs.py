"""manage.py start_runs FILE --project P: a run for each line of a file, worked on here until they end or wait."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.core.management.base import BaseCommand, CommandError

from aiops.core.models import Project
from aiops.core.progress import Progress
from workflows.engine import control, delivery, sweep
from workflows.engine.runner import Runner
from workflows.models import Run, Wait

LOOK_S = 0.2
SAY = {True: {"approved": True}, False: {"approved": False}}


class Command(BaseCommand):
    help = (
        'Starts a run for each line {"workflow", "input", "key", "deadline"?} of a file (- is standard input) and works'
        " on them in this process until all have ended or wait for somebody. A line whose key was started before starts"
        " nothing. Exit code 0: all lines were taken; 1: some were refused."
    )
    # For who calls it from code: lines as objects, with "approve" for what a run asks a person; and what they became.
    stealth_options = ("lines", "began")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="JSON lines")
        parser.add_argument("--project", required=True, help="its short name, as in addresses")
        parser.add_argument("--threads", type=int, default=8, help="runs worked on at once (default: 8)")
        parser.add_argument("--seconds", type=float, default=600, help="then those that are left are left to workers")

    def handle(self, *_: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        lines = options.get("lines")
        began: dict[str, UUID] = {}
        refused = self._start(project, _lines(options["file"]) if lines is None else lines, began)
        asked = [line for line in lines or () if "approve" in line and line["key"] in began]
        answers = {began[line["key"]]: line["approve"] for line in asked}
        self._work(project, list(began.values()), answers, options)
        if (told := options.get("began")) is not None:
            told.update(began)
        if refused:
            raise CommandError(f"{refused} lines were refused.")

    def _start(self, project: Project, lines: Iterable[dict[str, Any]], began: dict[str, UUID]) -> int:
        """How many lines were refused; `began` gets the new runs by their keys."""
        refused = 0
        for number, line in enumerate(lines, 1):
            try:
                made = control.start(
                    project.pk,
                    line["workflow"],
                    line["input"],
                    idempotency_key=line["key"],
                    deadline=line.get("deadline", ""),
                    by="start_runs",
                )
            except (control.RefusedError, KeyError, TypeError) as error:
                refused += 1
                self.stderr.write(f"line {number}: {type(error).__name__}: {error}")
                continue
            if made.created:
                began[line["key"]] = made.run_id
        return refused

    def _work(self, project: Project, mine: Sequence[UUID], answers: dict[UUID, bool], options: dict[str, Any]) -> None:
        """Runs what is ready, also of others, until ours have ended or wait for a person."""
        if not mine:
            return
        bar = Progress(sys.stderr, len(mine), "runs")
        runner = Runner(options["threads"], 30)
        runner.start()
        ends = time.monotonic() + options["seconds"]
        try:
            while time.monotonic() < ends:
                sweep.sweep()
                _answer(project, answers)
                delivery.send_effects()
                open_ = _open(project, mine)
                bar.to(len(mine) - open_)
                if not open_:
                    break
                runner.wake()
                time.sleep(LOOK_S)
        finally:
            runner.stop(5.0)
            bar.end()
        while delivery.send_effects():
            pass
        delivery.deliver_spans()


def _lines(name: str) -> list[dict[str, Any]]:
    try:
        text = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return [orjson.loads(line) for line in text.splitlines() if line.strip()]
    except (OSError, orjson.JSONDecodeError) as error:
        raise CommandError(f"{name} cannot be read: {error}") from None


def _open(project: Project, mine: Sequence[UUID]) -> int:
    """Ours that go on, or wait for nobody but the clock and each other."""
    ours = Run.objects.filter(project=project, pk__in=mine)
    going = ours.filter(state__in=["queued", "running"]).count()
    batched = Wait.objects.filter(project_id=project.pk, run_id__in=mine, state="open", kind__in=["batch", "timer"])
    return going + batched.count()


def _answer(project: Project, answers: dict[UUID, bool]) -> None:
    asked = Wait.objects.filter(project_id=project.pk, run_id__in=list(answers), state="open", kind="approval")
    for wait_id, run_id in asked.values_list("pk", "run_id"):
        control.answer(project.pk, wait_id, SAY[answers[run_id]], "demo@example.com")
