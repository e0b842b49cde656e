"""Which process to kill, and how; or to keep away for a while."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.bench.stack import Stack

# What a command line holds, and the signals it gets: the database also as `pg_ctl stop -m immediate` would.
VICTIMS = {
    "web": ("manage.py web", (signal.SIGKILL,)),
    "worker": ("celery -A aiops", (signal.SIGKILL,)),
    "database": ("bin/postgres -D", (signal.SIGKILL, signal.SIGQUIT)),
}


def kill_one(stack: Stack, random: Random) -> str:
    """Kills one random part; answers what it was and how."""
    name = random.choice(list(VICTIMS))
    how = random.choice(VICTIMS[name][1])
    pid = pid_of(stack, name)
    if pid is None:
        return f"{name} was not running"
    os.kill(pid, how)
    return f"{name} by {how.name}"


@contextmanager
def database_away(stack: Stack) -> Iterator[None]:
    """Stops the database, and the supervisor that would start it again; both go on at the end."""
    os.kill(stack.pid, signal.SIGSTOP)
    try:
        pid = pid_of(stack, "database")
        if pid is None:
            raise RuntimeError("the database was not running")
        os.kill(pid, signal.SIGINT)  # as `pg_ctl stop -m fast`
        yield
    finally:
        os.kill(stack.pid, signal.SIGCONT)


def pid_of(stack: Stack, name: str) -> int | None:
    pattern, _ = VICTIMS[name]
    return next((pid for pid in stack.processes() if pattern in command_line(pid) and pid != stack.pid), None)


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
