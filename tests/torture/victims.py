"""Which process to kill, and how."""

import os
import signal
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
    pattern, signals = VICTIMS[name]
    how = random.choice(signals)
    for pid in stack.processes():
        if pattern in command_line(pid) and pid != stack.pid:
            os.kill(pid, how)
            return f"{name} by {how.name}"
    return f"{name} was not running"


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
