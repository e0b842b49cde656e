"""The part of a worker that runs what is ready: one thread that leases, some that run, one that keeps the leases.

A nudge only wakes it. It also looks by itself every few seconds, so that a lost nudge costs no more than that.
"""

import logging
import os
import random
import socket
import threading
import time
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from workflows.engine import registry
from workflows.engine.execute import execute
from workflows.engine.running import Hold
from workflows.store import runs
from workflows.store.runs import Lease, Row

log = logging.getLogger(__name__)
POLL_S = 2.0  # and up to as much again, so that workers do not look all at once
BUSY_POLL_S = 0.05
BUSY_FOR_S = 1.0  # after runs were found, more are likely
BEATS_A_LEASE = 6


class Runner:
    """Everything one process runs. `lease_s` bounds how long a dead worker's run stays untouched."""

    def __init__(self, threads: int, lease_s: float) -> None:
        self.threads, self.lease_s = threads, lease_s
        self.worker = f"{socket.gethostname()}:{os.getpid()}"
        self.stopping = threading.Event()
        self._woken = threading.Event()
        self._holds: dict[UUID, Hold] = {}
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._found_at = -BUSY_FOR_S
        self._others = [
            threading.Thread(target=self._lead, name="runner", daemon=True),
            threading.Thread(target=self._beat, name="runner-heart", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._others:
            thread.start()

    def wake(self) -> None:
        self._woken.set()

    def lease_no_more(self) -> None:
        self.stopping.set()
        self._woken.set()

    def stop(self, seconds: float) -> None:
        """Leases nothing more, waits for what runs, and gives the rest back: another worker takes it at once."""
        self.lease_no_more()
        deadline = time.monotonic() + seconds
        while self._holds and time.monotonic() < deadline:
            time.sleep(0.02)
        left = self._held()
        try:
            runs.release([each.lease for each in left])
        except (DatabaseError, InterfaceError):
            log.warning("%d runs could not be given back; their leases will run out", len(left))
        for each in left:
            each.lose()
        self._ended.set()

    def _held(self) -> list[Hold]:
        with self._lock:
            return list(self._holds.values())

    def _lead(self) -> None:
        names = list(registry.known())
        hashes = registry.hashes()
        while not self.stopping.is_set():
            try:
                found = self._claim(names, hashes)
            except (DatabaseError, InterfaceError):
                log.warning("Runs wait for the database")
                connection.close()
                found = False
            if not found:
                self._woken.wait(self._pause())
            self._woken.clear()
        connection.close()

    def _claim(self, names: list[str], hashes: list[str]) -> bool:
        """Leases as many runs as there are free threads. Whether there were so many, so that more may wait."""
        free = self.threads - len(self._holds)
        if free <= 0:
            return False
        claimed = runs.claim(names, hashes, self.worker, self.lease_s, free)
        for row in claimed:
            hold = Hold(Lease(row["project_id"], row["id"], row["fence"], self.lease_s))
            with self._lock:
                self._holds[row["id"]] = hold
            threading.Thread(target=self._run, args=(row, hold), name=f"run {row['id']}", daemon=True).start()
        if claimed:
            self._found_at = time.monotonic()
        return len(claimed) == free

    def _pause(self) -> float:
        if time.monotonic() - self._found_at < BUSY_FOR_S:
            return BUSY_POLL_S
        return POLL_S * random.uniform(1, 2)  # noqa: S311 - spreads load

    def _run(self, row: Row, hold: Hold) -> None:
        try:
            execute(row, hold)
        except Exception:
            log.exception("Run %s was left: a fault of the engine", row["id"])
        finally:
            if hold.lost:
                self._give_back(hold)
            connection.close()
            with self._lock:
                if self._holds.get(row["id"]) is hold:
                    del self._holds[row["id"]]
            self._woken.set()

    def _give_back(self, hold: Hold) -> None:
        """A lease that is lost, or may be: what a process that lives can say of it."""
        try:
            self._own_up([hold])
            runs.release([hold.lease])  # lost for want of the database alone, it is ours still
        except (DatabaseError, InterfaceError):
            log.warning("Run %s could not be given back; its lease will run out", hold.lease.run_id)

    def _own_up(self, lost: list[Hold]) -> None:
        """A process that stood still knows afterwards that it did not die of the run. Says so once for each lease.

        Raises django.db.Error; then that loss stays counted as a death.
        """
        with self._lock:
            new = [each for each in lost if not each.owned_up]
            for each in new:
                each.owned_up = True
        if new:
            runs.survived([each.lease for each in new])

    def _beat(self) -> None:
        """Keeps the leases; a run whose lease is gone, or may be gone as the database is away, is told so."""
        kept: dict[UUID, float] = {}
        while not self._ended.wait(self.lease_s / BEATS_A_LEASE):
            holds, now = self._held(), time.monotonic()
            kept = {each.lease.run_id: kept.get(each.lease.run_id, now) for each in holds}
            if not holds:
                continue
            try:
                alive = runs.beat([each.lease for each in holds], self.lease_s)
                self._own_up([each for each in holds if each.lease.run_id not in alive])
            except (DatabaseError, InterfaceError):
                connection.close()
                late = now - self.lease_s
                alive = {each: False for each, at in kept.items() if at > late}
            else:
                kept = dict.fromkeys(kept, now)
            self._tell(holds, alive)
        connection.close()

    @staticmethod
    def _tell(holds: list[Hold], alive: dict[UUID, bool]) -> None:
        for hold in holds:
            if hold.lease.run_id not in alive:
                hold.lose()
            elif alive[hold.lease.run_id]:
                hold.ask_to_cancel()


_here: list[Runner] = []


def start() -> None:
    """In a worker, when it is ready. Does nothing where no managed workflows are set."""
    if settings.MANAGED_WORKFLOWS and not _here:
        _here.append(Runner(settings.RUN_THREADS, settings.RUN_LEASE_SECONDS))
        _here[0].start()


def wake() -> None:
    """Something may be ready. Without a runner in this process nothing happens: others look by themselves."""
    for each in _here:
        each.wake()


def lease_no_more() -> None:
    for each in _here:
        each.lease_no_more()


def stop(seconds: float) -> None:
    while _here:
        _here.pop().stop(seconds)
