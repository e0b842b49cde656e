"""What a back-up holds, read before anything is touched: of which version of PostgreSQL and of aiops it is."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from aiops.core.backup import BackupError, programs


@dataclass(frozen=True)
class Archive:
    """`contents` is pg_restore's list; `migrations` are those that were applied, as "app.name"."""

    contents: str
    postgres: int
    migrations: frozenset[str]

    @property
    def made_at(self) -> str:
        found = re.search(r"Archive created at (.+)", self.contents)
        return found[1] if found else "an unknown time"

    @property
    def tables(self) -> int:
        return len(re.findall(r" TABLE DATA ", self.contents))

    @property
    def makes_public(self) -> bool:
        return " SCHEMA - public " in self.contents


def read(path: Path) -> Archive:
    """Raises BackupError for what is no whole back-up of aiops."""
    if not path.is_file():
        raise BackupError(f"There is no file {path}.")
    why = f"{path} cannot be read as a back-up"
    contents = programs.output("pg_restore", ["--list", str(path)], why)
    applied = programs.output(
        "pg_restore", ["--data-only", "--schema=public", "--table=django_migrations", "--file=-", str(path)], why
    )
    rows = re.findall(r"^\d+\t(\w+)\t(\w+)\t", applied, re.MULTILINE)
    found = re.search(r"Dumped from database version: (\d+)", contents)
    if not found or not any(app == "core" for app, _ in rows):
        raise BackupError(f"{path} is a dump of another database: it holds no migrations of aiops.")
    return Archive(contents, int(found[1]), frozenset(f"{app}.{name}" for app, name in rows))


def refusal(archive: Archive, server: int) -> str | None:
    """Why this code and this server cannot take it; None if they can. `server` is a major version."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
    newer = sorted(archive.migrations - known)
    if newer:
        return (
            f"The back-up was made by another version of aiops: it has {len(newer)} migrations that this one lacks, "
            f"such as {newer[0]}. Restore it with the version that made it, or a later one."
        )
    if archive.postgres > server:
        return (
            f"The back-up was made from PostgreSQL {archive.postgres}; this server is {server}. Restore it into "
            f"PostgreSQL {archive.postgres} or later."
        )
    return None
