"""Checks of the database."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from aiops.core import queue, reach, sql
from aiops.core.doctor import Check, Finding
from aiops.core.health import missing_migrations

OLDEST, NEWEST = 15, 18
MOST_SKEW = timedelta(seconds=5)


def reachable() -> Finding:
    error = reach.database_error()
    if error is None:
        return Finding("Database", "answers")
    mend = "Start it with `make up`, or set DATABASE_URL to a PostgreSQL that runs."
    return Finding("Database", f"does not answer: {error}", mend)


def version() -> Finding:
    found = _facts()
    known = OLDEST <= found["version_number"] // 10000 <= NEWEST
    return Finding("PostgreSQL", found["version"], "" if known else f"Use PostgreSQL {OLDEST} to {NEWEST}.")


def encoding() -> Finding:
    found = _facts()["encoding"]
    return Finding("Encoding", found, "" if found == "UTF8" else "Make the database anew with ENCODING 'UTF8'.")


def durability() -> Finding:
    found = _facts()["fsync"]
    mend = "" if found == "on" else "Set fsync = on: without it a power cut can lose acknowledged spans."
    return Finding("Durability", f"fsync is {found}", mend)


def clock() -> Finding:
    skew = abs(_facts()["now"] - timezone.now())
    mend = "Set this machine and the database's by NTP." if skew > MOST_SKEW else ""
    return Finding("Clock", f"{skew.total_seconds():.1f} s from the database's", mend)


def migrations() -> Finding:
    missing = missing_migrations()
    if not missing:
        return Finding("Migrations", "applied")
    return Finding("Migrations", f"{len(missing)} missing, such as {missing[0]}", "Run `python manage.py prepare`.")


def queue_schema() -> Finding:
    if not queue.on_our_database():
        return Finding("Queue", f"at {settings.CELERY_BROKER_URL.split('://')[0]}://")
    mend = "" if queue.installed() else "Run `python manage.py prepare`: it installs the queue's schema."
    return Finding("Queue", "in the database" if queue.installed() else "its schema is missing", mend)


def _facts() -> dict[str, Any]:
    return sql.rows("aiops/core", "database_facts", ())[0]


SERVER_CHECKS: Sequence[Check] = (version, encoding, durability, clock)
SCHEMA_CHECKS: Sequence[Check] = (migrations, queue_schema)
