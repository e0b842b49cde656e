"""Recurring work without a beat: every worker claims schedule rows on the database's clock; whoever is there does it.

An app registers in `AppConfig.ready()`: `ticker.every("settle", 1.0, "traces.settle.run")`. A piece of work never runs
twice at once (a session lock, which dies with its worker), and a worker's death costs one interval at most.
"""

import logging
import os
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import import_string

from aiops.core import sql

log = logging.getLogger(__name__)

LONGEST_SLEEP_SECONDS = 1.0
SHORTEST_SLEEP_SECONDS = 0.02
ERROR_CHARS = 4000


@dataclass(frozen=True)
class Entry:
    """`path` names a function without arguments."""

    name: str
    every_seconds: float
    path: str


_entries: dict[str, Entry] = {}


def every(name: str, seconds: float, path: str) -> None:
    """Has the function at `path` called every `seconds` by one worker. Fractions of a second are fine."""
    _entries[name] = Entry(name, seconds, path)


def entries() -> Mapping[str, Entry]:
    return _entries


def register_rows(entries: Mapping[str, Entry]) -> None:
    """Makes the schedule rows. Raises DatabaseError."""
    for entry in entries.values():
        values = {"name": entry.name, "every_seconds": entry.every_seconds}
        sql.execute("aiops/core", "schedule_register", values)


@dataclass
class Ticker:
    """One thread's loop. `stopping` ends it between two pieces of work."""

    entries: Mapping[str, Entry]
    worker: str
    stopping: threading.Event = field(default_factory=threading.Event)

    @cached_property
    def lock_connection(self) -> BaseDatabaseWrapper:
        """Held for the locks alone. Made in the thread that uses it, as database connections must be."""
        return connection.copy()

    def run(self) -> None:
        """Ticks until told to stop; rides out an absent database."""
        registered = away = False
        while not self.stopping.is_set():
            try:
                if not registered:
                    register_rows(self.entries)
                    registered = True
                pause = 0.0 if self.tick() else self.wait_seconds()
                away = False
            except (DatabaseError, InterfaceError) as error:
                if not away:
                    log.warning("Recurring work waits for the database: %s", error)
                self._drop_connections()
                away, pause = True, LONGEST_SLEEP_SECONDS
            self.stopping.wait(pause)
        self._drop_connections()

    def tick(self) -> bool:
        """Does the most overdue piece of work, if one is due and no other worker is at it. Raises DatabaseError."""
        claimed = sql.rows("aiops/core", "schedule_claim", {"names": list(self.entries), "worker": self.worker})
        if not claimed:
            return False
        name = claimed[0]["name"]
        if self._locked(name):
            try:
                error = self._call(self.entries[name])
                sql.execute("aiops/core", "schedule_finish", {"name": name, "error": error[-ERROR_CHARS:]})
            finally:
                self._statement("schedule_unlock", name)
        return True

    def wait_seconds(self) -> float:
        seconds = sql.rows("aiops/core", "schedule_wait", {"names": list(self.entries)})[0]["seconds"]
        due = LONGEST_SLEEP_SECONDS if seconds is None else seconds
        return min(max(due, SHORTEST_SLEEP_SECONDS), LONGEST_SLEEP_SECONDS)

    def _call(self, entry: Entry) -> str:
        """The traceback of a failure, or an empty string."""
        try:
            import_string(entry.path)()
        except Exception:
            log.exception("Recurring work %s failed", entry.name)
            close_old_connections()
            return traceback.format_exc()
        close_old_connections()
        return ""

    def _locked(self, name: str) -> bool:
        return bool(self._statement("schedule_lock", name)[0])

    def _statement(self, statement: str, name: str) -> tuple[Any, ...]:
        with self.lock_connection.cursor() as cursor:
            cursor.execute(sql.statement("aiops/core", statement), {"name": name})
            row: tuple[Any, ...] = cursor.fetchone()
            return row

    def _drop_connections(self) -> None:
        self.lock_connection.close()
        connection.close()


def for_each(project_ids: Iterable[int], work: Callable[[int], int]) -> int:
    """The sum of what `work` did for each project: one that fails is logged and stops no other.

    Raises OperationalError and InterfaceError: without a database nobody's work goes on.
    """
    done = 0
    for project_id in project_ids:
        try:
            done += work(project_id)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("Recurring work of project %d failed", project_id)
    return done


def heartbeat() -> None:
    """Does nothing: that its row is fresh says that some worker lives."""


_running: list[tuple[Ticker, threading.Thread]] = []


def start(threads: int | None = None) -> None:
    """Starts the threads of this worker: several, so that long work does not hold up short work."""
    worker = f"{socket.gethostname()}:{os.getpid()}"[:100]
    for number in range(threads or settings.TICKER_THREADS):
        ticker = Ticker(entries(), worker)
        thread = threading.Thread(target=ticker.run, name=f"ticker-{number}", daemon=True)
        _running.append((ticker, thread))
        thread.start()


def stop(seconds: float) -> None:
    """Asks all threads to end after the piece of work they are at, and waits up to `seconds` for them."""
    for ticker, _ in _running:
        ticker.stopping.set()
    deadline = time.monotonic() + seconds
    for _, thread in _running:
        thread.join(max(deadline - time.monotonic(), 0))
