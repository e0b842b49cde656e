"""What a killed server leaves behind: pid files whose owner is a zombie, is gone, or is by now another program."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

NO_SUCH_PID = "2147483646"


def program_of(pid: int) -> str | None:
    """The name of a running program; None when it has ended, even if nobody has collected it yet."""
    state, name = _from_proc(pid) if Path("/proc/self/stat").exists() else _from_ps(pid)
    return None if state in {"", "Z", "X"} else name


def _from_proc(pid: int) -> tuple[str, str]:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return "", ""
    name, _, rest = text.partition("(")[2].rpartition(")")
    return rest.split()[0], name


def _from_ps(pid: int) -> tuple[str, str]:
    answer = subprocess.run(["ps", "-o", "stat=,comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
    state, _, name = answer.stdout.strip().partition(" ")
    return state[:1], Path(name.strip()).name


def owner(pid_file: Path) -> int | None:
    try:
        return abs(int(pid_file.read_text().split("\n", 1)[0]))
    except (OSError, ValueError):
        return None


def disown(pid_file: Path) -> None:
    """Makes a dead owner's pid file say so plainly.

    PostgreSQL takes a zombie, or a stranger with the same pid, for a living server and refuses to start. The file is
    not removed: from it PostgreSQL learns which shared memory to check for backends that outlived their server.
    """
    pid = owner(pid_file)
    if pid is None or program_of(pid) == "postgres":
        return
    with contextlib.suppress(FileNotFoundError):
        first, rest = pid_file.read_text().split("\n", 1)
        if first != NO_SUCH_PID:
            pid_file.write_text(f"{NO_SUCH_PID}\n{rest}")


def stop_server(pid_file: Path, seconds: float) -> None:
    """Ends a server that outlived its supervisor: politely at first, at once in the end; data is safe either way."""
    pid = owner(pid_file)
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if pid is None or program_of(pid) != "postgres":
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        _wait_gone(pid, seconds)


def _wait_gone(pid: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and program_of(pid) == "postgres":
        time.sleep(0.05)
