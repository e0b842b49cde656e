"""`manage.py up`: starts database, web and worker, keeps them running, and takes them all down together.

Django is never imported here: the supervisor stays a few megabytes. It has one thread, as forking wants it.
"""

import os
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from aiops.core.embedded import announce, home, listeners
from aiops.core.embedded.binaries import find as find_binaries
from aiops.core.embedded.child import Child, trim
from aiops.core.embedded.errors import CannotStartError
from aiops.core.embedded.place import find as find_place
from aiops.core.embedded.postgres import Postgres

MANAGE = Path(__file__).resolve().parents[3] / "manage.py"
OTLP_PORT = 4318
WORKER = [
    "-A",
    "aiops",
    "--quiet",
    "worker",
    "--loglevel=WARNING",
    "--without-gossip",
    "--without-mingle",
    "--without-heartbeat",
]
SMALL = {"MALLOC_ARENA_MAX": "2"}  # else each thread keeps what it once needed
STOP_SECONDS = 15.0


class StopRequested(BaseException):
    """Ctrl-C or SIGTERM. Raised out of whatever the supervisor is doing."""


@dataclass(frozen=True)
class Plan:
    """What to run: read from the environment once."""

    home: Path
    host: str
    port: int
    web_processes: int
    embedded_database: bool

    @property
    def url(self) -> str:
        shown = "127.0.0.1" if self.host in {"", "0.0.0.0"} else self.host  # noqa: S104  compared, not bound
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self.port}"


@dataclass
class Supervisor:
    plan: Plan
    database: Postgres | None = None
    children: list[Child] = field(default_factory=list)
    sockets: list[socket.socket] = field(default_factory=list)
    gate: int = -1

    def run(self) -> int:
        """Returns the exit code. Raises CannotStartError before anything is left running."""
        home.prepare(self.plan.home)
        with home.lock(self.plan.home, self.plan.url):
            wake = _catch_signals()
            try:
                self._start()
                while True:
                    select.select([wake], [], [], 1.0)
                    with suppress(BlockingIOError):
                        os.read(wake, 4096)
                    self._tend()
                    for log in (self.plan.home / "log").glob("*.log"):
                        trim(log)
            except StopRequested:
                announce.say("Stopping")
                return 0
            finally:
                self._stop()

    def _start(self) -> None:
        first = time.monotonic()
        self.sockets = [listeners.listen(self.plan.host, self.plan.port)]
        if self.plan.port != OTLP_PORT and (otlp := listeners.listen_if_free(self.plan.host, OTLP_PORT)):
            self.sockets.append(otlp)
        held, self.gate = os.pipe()
        self.children += [self._web(number, held) for number in range(1, self.plan.web_processes + 1)]
        for child in self.children:
            child.start()  # it loads its code meanwhile, and serves nobody before the database is up to date
        if self.plan.embedded_database:
            self._start_database()
        prepared = announce.prepare([sys.executable, str(MANAGE), "prepare", "--url", self.plan.url])
        os.close(self.gate)
        self.children.append(self._worker())
        self.children[-1].start()
        self._wait_for_web()
        announce.ready(self.plan.url, self.plan.home, prepared, time.monotonic() - first, len(self.sockets) > 1)

    def _start_database(self) -> None:
        self.database = Postgres(find_place(self.plan.home, find_binaries()))
        if self.database.initialise():
            announce.say(f"Made a new database in {self.database.place.data}")
        announce.say("Starting the database")
        self.database.start()

    def _web(self, number: int, held: int) -> Child:
        """`held` is the end of a pipe that closes when there is something to serve; later it is closed for good."""
        fds = tuple(each.fileno() for each in self.sockets)
        flags = [flag for fd in fds for flag in ("--fd", str(fd))]
        name = "web" if self.plan.web_processes == 1 else f"web {number}"
        command = [sys.executable, str(MANAGE), "web", *flags, "--wait-fd", str(held)]
        return Child(name, command, self._log("web"), environment=SMALL, pass_fds=(*fds, held))

    def _worker(self) -> Child:
        command = [sys.executable, "-m", "celery", *WORKER]
        return Child("worker", command, self._log("worker"), environment=SMALL, folder=MANAGE.parent)

    def _log(self, name: str) -> Path:
        return self.plan.home / "log" / f"{name}.log"

    def _wait_for_web(self) -> None:
        deadline = time.monotonic() + 60
        while not announce.answers(self.sockets[0]):
            if time.monotonic() > deadline or not self.children[0].alive():
                raise CannotStartError(f"The web process did not start: see {self._log('web')}")
            time.sleep(0.05)

    def _tend(self) -> None:
        """Restarts what died; each has its own back-off. The database's leftovers are cleared first."""
        if self.database and (code := self.database.child.died()) is not None:
            announce.ended(self.database.child, code)
        if self.database and self.database.child.due():
            self.database.forget_dead()
            self.database.child.start()
        for child in self.children:
            if (code := child.died()) is not None:
                announce.ended(child, code)
            if child.due():
                child.start()

    def _stop(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_IGN if number != signal.SIGCHLD else signal.SIG_DFL)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.wait(deadline - time.monotonic())
        if self.database:
            self.database.stop()
        for each in self.sockets:
            each.close()


def _catch_signals() -> int:
    """Turns SIGINT and SIGTERM into StopRequested; a child's end wakes the loop through the returned descriptor."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # under nohup it stays ignored
            signal.signal(number, _request_stop)
    return reader


def _request_stop(_number: int, _frame: FrameType | None) -> None:
    raise StopRequested


def plan(settings: Any) -> Plan:
    return Plan(
        home=settings.AIOPS_HOME,
        host=settings.AIOPS_HOST,
        port=settings.AIOPS_PORT,
        web_processes=settings.WEB_PROCESSES,
        embedded_database=not os.environ.get("DATABASE_URL"),
    )


def main(settings: Any) -> int:
    """Runs until told to stop; returns the exit code. `settings` is Django's object or the plain module."""
    try:
        return Supervisor(plan(settings)).run()
    except CannotStartError as error:
        announce.say(str(error))
        return 1
    except (KeyboardInterrupt, StopRequested):
        return 130
