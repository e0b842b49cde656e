"""Brings the database up to date before anything is served."""

import json
from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from aiops.core import queue
from aiops.core.models import ApiKey, User

FIRST_ADMIN = "admin@localhost"
FIRST_PROJECT = "default"


class Command(BaseCommand):
    help = (
        "Applies migrations, installs the queue and loads the prices; run it before each new version serves. With "
        "--url, as `up` runs it, it also makes a sign-in link and at first a key, and prints them as a JSON object."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", help="where people will reach the pages")

    def handle(self, *_args: Any, **options: Any) -> None:
        self._migrate()
        queue.install()
        for step in settings.PREPARE_STEPS:
            import_string(step)()
        if options["url"]:
            self._show_the_way_in(options["url"])

    def _show_the_way_in(self, url: str) -> None:
        made = {"link": self._link(url)}
        if not ApiKey.objects.exists():
            made["key"] = _output("create_key", FIRST_PROJECT, scope=["ingest", "read"])
        self.stdout.write(json.dumps(made))

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if pending:
            self.stdout.write(f"Applying {len(pending)} migrations")
            self.stdout.flush()
            call_command("migrate", verbosity=0, interactive=False)

    def _link(self, url: str) -> str:
        """A way in for the first administrator; whoever can start the server may be one."""
        admin = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
        link = _output("signin_link", admin.email if admin else FIRST_ADMIN)
        return link if "://" in link else f"{url}{link}"


def _output(command: str, *arguments: str, **options: Any) -> str:
    printed = StringIO()
    call_command(command, *arguments, stdout=printed, **options)
    return printed.getvalue().strip()
