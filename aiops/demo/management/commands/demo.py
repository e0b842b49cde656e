"""`manage.py demo`: fills a project with the history of a simulated company."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from functools import partial
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from aiops.demo import history, managed, running
from aiops.demo.events import outcomes, scores, usage
from aiops.demo.load import Loaded, Target, anchor, load, load_events
from aiops.demo.runs import SPANS_PER_RUN, Run

BAR = 40
Runs = Callable[[], Iterator[Run]]


class Command(BaseCommand):
    help = (
        "Loads the simulated company Harbour Goods into project `demo`. Loading it again adds nothing. Exit code 0: "
        "all is stored; 1: something was refused, or the server could not be reached (the reason is on stderr); "
        "2: wrong arguments; 130: interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", default="demo", help="made when absent (default: demo)")
        parser.add_argument("--runs", type=int, default=2_000, help="how many runs of 12 spans (default: 2000)")
        parser.add_argument("--days", type=int, default=28, help="days the runs are spread over (default: 28)")
        parser.add_argument("--seed", type=int, default=1, help="another seed is another company (default: 1)")
        parser.add_argument(
            "--managed", type=int, default=300, help="runs of managed workflows (default: 300; 0: none)"
        )
        parser.add_argument("--url", default=f"http://127.0.0.1:{settings.AIOPS_PORT}", help="the running server")

    def handle(self, *_: Any, **options: Any) -> None:
        target = Target(options["url"], self.new_key(options["project"]))
        remembered = settings.AIOPS_HOME / f"demo-{options['project']}-{options['seed']}.json"
        self.ends_ns = anchor(remembered, time.time_ns())
        runs = partial(history.runs, options["seed"], self.ends_ns, options["runs"], options["days"])
        try:
            refused = self.load_spans(target, runs, options) + self.load_events(target, runs)
            refused += self.run_workflows(target, options) if options["managed"] else []
        except (RuntimeError, OSError) as error:
            raise CommandError(f"{error}. Is the server running? `make up` starts it.") from error
        except KeyboardInterrupt:
            self.stderr.write("\nStopped. What was sent so far is stored; start it again to go on.")
            raise SystemExit(130) from None
        if refused:
            raise CommandError(
                f"{' and '.join(refused)} were refused. The history ends where {remembered} says: "
                "delete that file to begin a new one, or keep spans longer in the project's settings."
            )

    def new_key(self, project: str) -> str:
        key = StringIO()
        call_command("create_key", project, scope=["ingest", "outcomes"], name="demo", expires_days=1, stdout=key)
        return key.getvalue().strip()

    def load_spans(self, target: Target, runs: Runs, options: dict[str, Any]) -> list[str]:
        """What was refused, in words; nothing when all is stored."""
        total = options["runs"] * SPANS_PER_RUN
        loaded = load(target, runs(), partial(self.show, "spans", total))
        self.stdout.write(f"\n{total - loaded.refused:,} spans are in project {options['project']}.")
        self.say(loaded)
        return [f"{loaded.refused:,} of {total:,} spans"] if loaded.refused else []

    def load_events(self, target: Target, runs: Runs) -> list[str]:
        refused = []
        for what, path, events in (
            ("usage events", "/api/v1/usage", usage.events(runs())),
            ("scores", "/api/v1/scores", scores.events(runs(), self.ends_ns)),
            ("outcomes", "/api/v1/outcomes", outcomes.events(runs(), self.ends_ns)),
        ):
            loaded = load_events(target, path, events, lambda _: None)
            known = f", {loaded.duplicate:,} of them since before" if loaded.duplicate else ""
            self.stdout.write(f"{loaded.sent - loaded.refused:,} {what}{known}.")
            self.say(loaded)
            refused += [f"{loaded.refused:,} of {loaded.sent:,} {what}"] if loaded.refused else []
        return refused

    def run_workflows(self, target: Target, options: dict[str, Any]) -> list[str]:
        """The examples, for real: through engine, stub provider and doors. What was started before stays as it is."""
        done = running.run(options["project"], options["seed"], options["managed"])
        self.stdout.write(f"{len(done.began):,} runs of managed workflows, {done.calls:,} calls of the stub provider.")
        events = managed.outcomes(options["seed"], done.began, time.time_ns())
        loaded = load_events(target, "/api/v1/outcomes", events, lambda _: None)
        self.say(loaded)
        return [f"{loaded.refused:,} outcomes of managed workflows"] if loaded.refused else []

    def say(self, loaded: Loaded) -> None:
        for words in loaded.said:
            self.stderr.write(words)

    def show(self, what: str, total: int, done: int) -> None:
        """A bar that fills, where somebody watches."""
        share = min(1.0, done / total) if total else 1.0
        if sys.stderr.isatty():
            self.stderr.write(f"\r[{'#' * int(share * BAR):<{BAR}}] {share:4.0%} of the {what}", ending="")
