"""`manage.py restore FILE`: an installation as it was when `backup` wrote FILE."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from aiops.core import sql
from aiops.core.backup import BackupError, archive, load, programs, running, secret
from aiops.core.progress import Progress


class Command(BaseCommand):
    help = (
        "Restores what `backup` wrote into an empty database; with --force it replaces what is there. All of it or "
        "nothing: when it fails, the database stays as it was. Web and workers must be stopped. Refuses a back-up of "
        "a later version of aiops or PostgreSQL. Exit code 0: restored and brought up to date; 1: refused or failed "
        "(the reason is on stderr); 2: wrong arguments; 130: interrupted."
    )
    loaded = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what `backup` wrote")
        parser.add_argument("--force", action="store_true", help="replace a database that is not empty")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with running.database(alone=True):
                self._restore(path, archive.read(path), options["force"])
        except BackupError as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            self.stderr.write(
                "\nStopped. Restored; run `manage.py prepare`." if self.loaded else "\nStopped; nothing was changed."
            )
            raise SystemExit(130) from None

    def _restore(self, path: Path, found: archive.Archive, force: bool) -> None:
        server = int(sql.rows("aiops/core", "database_facts", ())[0]["version_number"]) // 10000
        _refuse(found, server, force)
        progress = Progress(sys.stderr, 1, "Restoring")
        load.load(path, found, server, lambda at, total: self._tell(progress, at, total))
        self.loaded = True
        progress.end()
        sql.execute("aiops/core", "analyze", ())
        call_command("prepare", stdout=self.stdout)
        self.stdout.write(f"Restored {found.tables} tables as of {found.made_at}.")
        self.stdout.write("People whose data were erased since then are back: erase them again.")
        if secret.differs():
            self.stderr.write(
                "The secret key here is not the one it was made with: no API key opens and no second factor is right "
                "until AIOPS_SECRET_KEY (or the file secret_key in AIOPS_HOME) is the old one. Passwords hold."
            )

    def _tell(self, progress: Progress, at: int, total: int) -> None:
        progress.total = max(1, total)
        progress.to(at)


def _refuse(found: archive.Archive, server: int, force: bool) -> None:
    if reason := archive.refusal(found, server):
        raise BackupError(reason)
    if load.tables() and not force:
        raise BackupError("The database is not empty: --force replaces all that is in it.")
    if others := load.others():
        raise BackupError(f"{others} others are connected to the database: stop web and workers first.")
    for name in ("pg_restore", "psql"):
        programs.path(name)
