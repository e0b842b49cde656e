"""Which process to kill, and how; or to keep away for a while."""

import os
import signal
import time
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
    """Kills one random part, waiting for it where it is not back yet; answers what it was and how."""
    name = random.choice(list(VICTIMS))
    how = random.choice(VICTIMS[name][1])
    os.kill(pid_when_running(stack, name), how)
    return f"{name} by {how.name}"


@contextmanager
def database_away(stack: Stack) -> Iterator[None]:
    """Stops the database, and the supervisor that would start it again; both go on at the end."""
    os.kill(stack.pid, signal.SIGSTOP)
    try:
        os.kill(pid_when_running(stack, "database", 0), signal.SIGINT)  # as `pg_ctl stop -m fast`
        yield
    finally:
        os.kill(stack.pid, signal.SIGCONT)


def pid_when_running(stack: Stack, name: str, seconds: float = 60) -> int:
    deadline = time.monotonic() + seconds
    while (pid := pid_of(stack, name)) is None:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{name} does not run")
        time.sleep(0.05)
    return pid


def pid_of(stack: Stack, name: str) -> int | None:
    pattern, _ = VICTIMS[name]
    return next((pid for pid in stack.processes() if pattern in command_line(pid) and pid != stack.pid), None)


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
