"""`manage.py backup FILE`: everything this installation knows, as of one moment, in one file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from aiops.core.backup import BackupError, dump, running
from aiops.core.progress import Progress


class Command(BaseCommand):
    help = (
        "Writes the whole database into FILE, as of one moment, while everything goes on; `restore` takes it back. "
        "Starts the embedded database if it does not run. The secret key is not in it: keep that too. Exit code 0: "
        "written; 1: not, and FILE is as it was (the reason is on stderr); 2: wrong arguments; 130: interrupted."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write; its folder must be there")
        parser.add_argument("--force", action="store_true", help="replace FILE if it is there")

    def handle(self, *_args: Any, **options: Any) -> None:
        target: Path = options["file"]
        if target.exists() and not options["force"]:
            raise CommandError(f"{target} is there already; --force replaces it.")
        progress = Progress(sys.stderr, 1, "Backing up")
        try:
            with running.database(alone=False):
                done = dump.dump(target, lambda at, total, table: self._tell(progress, at, total, table))
        except BackupError as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            self.stderr.write("\nStopped; nothing was written.")
            raise SystemExit(130) from None
        progress.end()
        self.stdout.write(f"{target}: {done.tables} tables, {done.bytes / 1e6:,.1f} MB.")
        self.stdout.write("Keep this installation's secret key too, but elsewhere: without it no API key opens.")

    def _tell(self, progress: Progress, at: int, total: int, table: str) -> None:
        progress.total = max(1, total)
        progress.to(at, table)
