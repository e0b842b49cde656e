"""`manage.py demo`: fills a project with the history of a simulated company, or takes it away again."""

import re
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from aiops.demo import managed, running, waiting
from aiops.demo.load import Loaded, Target, agree, anchor, load, load_events, made, remember_made
from aiops.demo.office import agreed
from aiops.demo.office.life import DAYS, RUNS_A_DAY, Company
from aiops.demo.office.whole import Whole

BAR = 40
KEEP_DAYS = 90
AGREES, SENDS = ["admin"], ["ingest", "outcomes"]  # scopes: of definitions and prices, and of all that comes after


class Command(BaseCommand):
    help = (
        "Loads the simulated company Harbour Goods into project `demo`: eight workflows over sixty days, about 200,000 "
        "spans, what went wrong there, and what came of it. Loading it again adds nothing. Exit code 0: "
        "all is stored; 1: something was refused, or the server could not be reached (the reason is on stderr); "
        "2: wrong arguments; 130: interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", default="demo", help="made when absent (default: demo)")
        parser.add_argument(
            "--runs-a-day", type=float, default=RUNS_A_DAY,
            help=f"of a usual workflow on a working day: fewer make a smaller history (default: {RUNS_A_DAY})",
        )  # fmt: skip
        parser.add_argument("--days", type=int, default=DAYS, help=f"how far it goes back (default: {DAYS})")
        parser.add_argument("--seed", type=int, default=1, help="another seed is another company (default: 1)")
        parser.add_argument(
            "--managed", type=int, default=300, help="runs of managed workflows (default: 300; 0: none)"
        )
        parser.add_argument("--url", default=f"http://127.0.0.1:{settings.AIOPS_PORT}", help="the running server")
        parser.add_argument(
            "--no-wait", action="store_true", help="do not wait until the server has worked out what was sent"
        )
        parser.add_argument(
            "--remove", action="store_true", help="take the project away with all that was loaded into it"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        remembered = settings.AIOPS_HOME / f"demo-{options['project']}-{options['seed']}.json"
        if options["remove"]:
            self.remove(options["project"])
            return
        if options["runs_a_day"] <= 0 or not 1 <= options["days"] <= KEEP_DAYS - 1:
            raise CommandError(f"--runs-a-day must be above 0, --days from 1 to {KEEP_DAYS - 1}.", returncode=2)
        try:
            ends_ns = anchor(remembered, time.time_ns())
            self.make(options["project"], remembered)
            refused = self.load_all(ends_ns, options)
            if not options["no_wait"]:
                self.wait(options)
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

    def remove(self, project: str) -> None:
        """Only what was loaded into; and one that was there before the demo, with what else is in it, asks first."""
        files = sorted(Path(settings.AIOPS_HOME).glob(f"demo-{project}-*.json"))
        if not files:
            raise CommandError(f"No demo was loaded into project {project} from here, so it stays.")
        call_command("project", project, remove=True, yes_for=made(files), stdout=self.stdout, stderr=self.stderr)
        for each in files:
            each.unlink()

    def make(self, project: str, remembered: Path) -> None:
        """When absent, which is remembered: what the demo made it may take away."""
        said = StringIO()
        call_command("project", project, keep_days=KEEP_DAYS, at_least=True, stdout=said)
        if number := re.search(r"is made, number (\d+)", said.getvalue()):
            remember_made(remembered, int(number[1]))

    def load_all(self, anchor_ns: int, options: dict[str, Any]) -> list[str]:
        """What was refused, in words; nothing when all is stored."""
        company = Company(options["seed"], anchor_ns, options["runs_a_day"], options["days"])
        project, url, whole = options["project"], options["url"], Whole(company)
        with self.key(project, AGREES) as key:
            agree(Target(url, key), agreed.definitions(company), agreed.prices(company.fate))
        with self.key(project, SENDS) as key:
            target = Target(url, key)
            refused = self.load_spans(target, whole, project) + self.load_events(target, whole)
            return refused + (self.run_workflows(target, options) if options["managed"] else [])

    @contextmanager
    def key(self, project: str, scopes: list[str]) -> Iterator[str]:
        """One that ends with what it is for."""
        said = StringIO()
        call_command("create_key", project, scope=scopes, name="demo", expires_days=1, stdout=said)
        text = said.getvalue().strip()
        try:
            yield text
        finally:
            call_command("revoke_key", text.split("_")[2], stdout=StringIO())

    def load_spans(self, target: Target, whole: Whole, project: str) -> list[str]:
        loaded = load(target, whole.bodies(), partial(self.show, "spans", whole.company.spans))
        self.stdout.write(f"\n{loaded.sent - loaded.refused:,} spans are in project {project}.")
        self.say(loaded)
        return [f"{loaded.refused:,} of {loaded.sent:,} spans"] if loaded.refused else []

    def load_events(self, target: Target, whole: Whole) -> list[str]:
        refused = []
        for what, path, events in (
            ("usage events", "/api/v1/usage", whole.usage),
            ("scores", "/api/v1/scores", whole.scores),
            ("outcomes", "/api/v1/outcomes", whole.outcomes),
        ):
            loaded = load_events(target, path, events, partial(self.show, what, len(events)))
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

    def wait(self, options: dict[str, Any]) -> None:
        """Until then the newest days are missing from the answers."""
        done = waiting.wait(options["url"], lambda left, most: self.show("answers", most, most - left))
        page = f"{options['url']}/p/{options['project']}/"
        self.stdout.write(
            f"\nAll is worked out: {page}" if done else f"\nThe worker goes on; pages fill meanwhile: {page}"
        )

    def say(self, loaded: Loaded) -> None:
        for words in loaded.said:
            self.stderr.write(words)

    def show(self, what: str, total: int, done: int) -> None:
        """A bar that fills, where somebody watches."""
        share = min(1.0, done / total) if total else 1.0
        if sys.stderr.isatty():
            self.stderr.write(f"\r[{'#' * int(share * BAR):<{BAR}}] {share:4.0%} of the {what}\x1b[K", ending="")
