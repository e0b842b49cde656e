"""`manage.py distribute`: spreads the telemetry over the nodes of a Citus cluster."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from aiops.core import sql
from aiops.core.health import missing_migrations
from aiops.core.progress import Progress
from traces.store import distributed


class Command(BaseCommand):
    help = (
        "Spreads spans and traces over the nodes of a Citus cluster (PostgreSQL with the extension citus), by trace; "
        "everything else stays on the coordinator. Stop web and workers for it. Started again it goes on with what is "
        "left. --plan prints the statements and changes nothing, on any PostgreSQL. Exit code 0: distributed, or it "
        "was; 1: refused (the reason is on stderr); 2: wrong arguments; 130: interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plan", action="store_true", help="print what would be done")
        parser.add_argument("--shards", type=shards, default=distributed.SHARDS, help="pieces of a table (default: 64)")
        parser.add_argument("--single-node", action="store_true", help="begin without workers; they can be added later")

    def handle(self, *_args: Any, **options: Any) -> None:
        wanted = distributed.plan()
        if options["plan"]:
            self._show(wanted, options["shards"])
            return
        if missing := missing_migrations():
            raise CommandError(f"The database lacks {len(missing)} migrations: run `python manage.py prepare` first.")
        if reason := distributed.refusal(single_node=options["single_node"]):
            raise CommandError(reason)
        self._distribute(wanted, options["shards"])

    def _show(self, wanted: distributed.Plan, shards: int) -> None:
        for name, values in distributed.statements(wanted.spread, shards):
            shown = {key: f"'{value}'" if isinstance(value, str) else value for key, value in values.items()}
            self.stdout.write(sql.statement("traces", name).partition("\n")[2].strip() % shown + ";")
        self.stdout.write(f"-- local, on the coordinator: {', '.join(wanted.local)}")

    def _distribute(self, wanted: distributed.Plan, shards: int) -> None:
        tables = distributed.left(wanted)
        steps = distributed.statements(tables, shards, [name for name in wanted.spread if name not in tables])
        progress = Progress(sys.stderr, len(steps), "Distributing")
        try:
            distributed.run(steps, progress.to)
        except KeyboardInterrupt:
            self.stderr.write("\nStopped. What was distributed stays so; start it again to go on.")
            raise SystemExit(130) from None
        progress.end()
        self.stdout.write(f"{len(tables)} tables distributed." if tables else "Everything is distributed already.")


def shards(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if not 1 <= number <= distributed.MOST_SHARDS:
        raise ArgumentTypeError(f"takes a whole number from 1 to {distributed.MOST_SHARDS}.")
    return number
