"""`manage.py demo`: fills a project with the history of a simulated company."""

import sys
import time
from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from aiops.demo import history
from aiops.demo.load import Target, anchor, load
from aiops.demo.runs import SPANS_PER_RUN

BAR = 40


class Command(BaseCommand):
    help = (
        "Loads the simulated company Harbour Goods into project `demo`. Loading it again adds nothing. Exit code 0: "
        "every span is stored; 1: some were refused, or the server could not be reached (the reason is on stderr); "
        "2: wrong arguments; 130: interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", default="demo", help="made when absent (default: demo)")
        parser.add_argument("--runs", type=int, default=2_000, help="how many runs of 12 spans (default: 2000)")
        parser.add_argument("--days", type=int, default=28, help="days the runs are spread over (default: 28)")
        parser.add_argument("--seed", type=int, default=1, help="another seed is another company (default: 1)")
        parser.add_argument("--url", default=f"http://127.0.0.1:{settings.AIOPS_PORT}", help="the running server")

    def handle(self, *_: Any, **options: Any) -> None:
        key = StringIO()
        call_command("create_key", options["project"], scope=["ingest"], name="demo", expires_days=1, stdout=key)
        remembered = settings.AIOPS_HOME / f"demo-{options['project']}-{options['seed']}.json"
        ends_ns = anchor(remembered, time.time_ns())
        runs = history.runs(options["seed"], ends_ns, options["runs"], options["days"])
        self.total = options["runs"] * SPANS_PER_RUN
        target = Target(options["url"], key.getvalue().strip())
        try:
            loaded = load(target, runs, self.show)
        except (RuntimeError, OSError) as error:
            raise CommandError(f"{error}. Is the server running? `make up` starts it.") from error
        except KeyboardInterrupt:
            self.stderr.write("\nStopped. What was sent so far is stored; start it again to go on.")
            raise SystemExit(130) from None
        self.stdout.write(f"\n{self.total - loaded.refused:,} spans are in project {options['project']}.")
        for words in loaded.said:
            self.stderr.write(words)
        if loaded.refused:
            raise CommandError(
                f"{loaded.refused:,} of {self.total:,} spans were refused. The history ends where {remembered} says: "
                "delete that file to begin a new one, or keep spans longer in the project's settings."
            )

    def show(self, spans: int) -> None:
        """A bar that fills; a line per tenth where nobody watches."""
        share = min(1.0, spans / self.total)
        if sys.stderr.isatty():
            self.stderr.write(f"\r[{'#' * int(share * BAR):<{BAR}}] {share:4.0%}", ending="")
