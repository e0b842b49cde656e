"""Our launcher of PostgreSQL: a direct child, socket only, ready when it accepts connections, fsync on."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aiops.core.embedded import leftovers
from aiops.core.embedded.child import Child, group_of
from aiops.core.embedded.errors import CannotStartError
from aiops.core.embedded.place import Place

USER = DATABASE = "aiops"
ROOM_FOR_NEW_MB = 200
ROOM_TO_RUN_MB = 48
START_SECONDS = 60.0

# For a small machine that shares its memory with everything else. Pages are read and written from this one place.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "wal_buffers": "16MB",
    "min_wal_size": "128MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "autovacuum_max_workers": "2",
    "autovacuum_naptime": "15s",
    "max_locks_per_transaction": "256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}
PASSING = ("lock file", "shared memory block", "could not create lock file", "could not bind")


@dataclass
class Postgres:
    """One server over one data folder. `extra` adds or replaces settings (tests turn fsync off)."""

    place: Place
    extra: Mapping[str, str] = field(default_factory=dict)
    child: Child = field(init=False)

    def __post_init__(self) -> None:
        settings = {**SETTINGS, "unix_socket_directories": str(self.place.sockets), **self.extra}
        flags = [flag for name, value in settings.items() for flag in ("-c", f"{name}={value}")]
        self.child = Child(
            name="database",
            command=[*self.place.prefix, self.place.binaries.program("postgres"), "-D", str(self.place.data), *flags],
            log=self.place.log,
            user=self.place.user,
            stop_signal=signal.SIGINT,  # fast shutdown; SIGTERM would wait for every client
            orphan_signal=signal.SIGINT,
        )

    def initialise(self) -> bool:
        """Makes the data folder at first; True if it did. Half a folder is never left under the final name."""
        self._refuse_foreign()
        self._need_room(ROOM_TO_RUN_MB if self.place.data.exists() else ROOM_FOR_NEW_MB)
        if self.place.data.exists():
            return False
        half_made = self.place.data.with_name("postgres.new")
        shutil.rmtree(half_made, ignore_errors=True)
        options = ["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions"]
        if self.extra.get("fsync") == "off":
            options.append("--no-sync")
        made = self._run("initdb", "-D", str(half_made), *options)
        if made.returncode:
            shutil.rmtree(half_made, ignore_errors=True)
            raise CannotStartError(f"The database could not be made in {self.place.data}:\n{made.stderr.strip()}")
        half_made.rename(self.place.data)
        return True

    def start(self) -> None:
        """Starts the server, waits until it accepts connections and makes the database. Raises CannotStartError."""
        leftovers.stop_server(self._pid_file(), seconds=10)
        deadline = time.monotonic() + START_SECONDS
        while not self._try_start(deadline):
            time.sleep(0.3)
        self._create_database()

    def stop(self, seconds: float = 30.0) -> None:
        self.child.ask_to_stop()
        self.child.wait(seconds)

    def ready(self) -> bool:
        asked = self._run("pg_isready", "-q", "-t", "1", "-h", str(self.place.sockets), "-U", USER, "-d", "postgres")
        return asked.returncode == 0

    def forget_dead(self) -> None:
        """Marks pid files of a dead server, so that a new one may start."""
        leftovers.disown(self._pid_file())
        leftovers.disown(self.place.sockets / ".s.PGSQL.5432.lock")

    def _try_start(self, deadline: float) -> bool:
        """False: it may work in a moment, as what a killed server left fades."""
        self.forget_dead()
        before = self.place.log.stat().st_size if self.place.log.exists() else 0
        self.child.start()
        while self.child.alive():
            if self.ready():
                return True
            if time.monotonic() > deadline:
                self.child.wait(0)
                raise CannotStartError(
                    f"The database did not answer within {START_SECONDS:.0f} s: see {self.place.log}"
                )
            time.sleep(0.03)
        said = _tail(self.place.log, before)
        if time.monotonic() > deadline or not any(reason in said for reason in PASSING):
            raise CannotStartError(f"The database does not start (log: {self.place.log}):\n{said}")
        return False

    def _create_database(self) -> None:
        where = ("-h", str(self.place.sockets), "-U", USER)
        existing = self._run("psql", *where, "-XtAc", "SELECT datname FROM pg_database", "postgres").stdout.split()
        if DATABASE in existing:
            return
        made = self._run("createdb", *where, "-T", "template0", DATABASE)
        if made.returncode:
            raise CannotStartError(f"The database could not be created: {made.stderr.strip()}")

    def _run(self, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [*self.place.prefix, self.place.binaries.program(program), *arguments]
        environment = {**os.environ, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "5"}
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            env=environment,
            cwd="/",
            user=self.place.user,
            group=group_of(self.place.user),
        )

    def _refuse_foreign(self) -> None:
        version = self.place.data / "PG_VERSION"
        if not self.place.data.exists():
            return
        if not version.exists():
            raise CannotStartError(f"{self.place.data} exists but holds no PostgreSQL data. Move it away.")
        if (found := version.read_text().strip()) != str(self.place.binaries.major):
            raise CannotStartError(
                f"The data in {self.place.data} was written by PostgreSQL {found}; the server here is "
                f"{self.place.binaries.major}. Set AIOPS_POSTGRES_BIN to the bin folder of a PostgreSQL {found}, "
                "or move the data there with pg_dump, or choose another AIOPS_HOME."
            )

    def _need_room(self, megabytes: int) -> None:
        free = shutil.disk_usage(self.place.data.parent).free // 1_000_000
        if free < megabytes:
            raise CannotStartError(
                f"Only {free} MB are free at {self.place.data.parent}; the database needs {megabytes} MB to start. "
                "Free some space, or set AIOPS_HOME to a folder on another disk."
            )

    def _pid_file(self) -> Path:
        return self.place.data / "postmaster.pid"


def _tail(log: Path, start: int) -> str:
    with log.open("rb") as file:
        file.seek(start)
        return file.read()[-2000:].decode(errors="replace").strip()
