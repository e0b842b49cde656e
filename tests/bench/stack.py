"""A throwaway installation: `manage.py up` in a folder and on a port of its own, optionally pinned to some cores."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from urllib.error import URLError
from urllib.request import urlopen

import psycopg

from aiops.core.embedded import database_url

ROOT = Path(__file__).resolve().parents[2]
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Stack:
    """A running installation. `pid` is its supervisor, all its processes are below it."""

    url: str
    key: str
    home: Path
    pid: int
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def sql(self, statement: LiteralString, *params: object) -> list[tuple[Any, ...]]:
        """Asks the embedded database directly: for sizes, never for what the product should answer itself."""
        with psycopg.connect(database_url(self.home), autocommit=True) as connection:
            cursor = connection.execute(statement, params)
            return cursor.fetchall() if cursor.description else []

    def processes(self) -> list[int]:
        """The supervisor and everything below it."""
        parents: dict[int, list[int]] = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
        found, todo = [], [self.pid]
        while todo:
            found.append(todo.pop())
            todo.extend(parents.get(found[-1], []))
        return found

    def pss_bytes(self) -> int:
        """Proportional set size of all processes together: what the machine would get back."""
        total = 0
        for pid in self.processes():
            try:
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            except OSError:
                continue
            total += sum(int(kilobytes) for kilobytes in re.findall(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)) * 1024
        return total

    def cpu_seconds(self) -> float:
        """User and system time of all living processes, their reaped children included."""
        ticks = 0
        for pid in self.processes():
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            ticks += sum(int(each) for each in fields[11:15])
        return ticks / CLOCK_TICKS


@contextmanager
def running(cores: set[int] | None = None, keep: Path | None = None, **settings: str) -> Iterator[Stack]:
    """Starts the product, waits until it is ready, gives it, stops it. `cores` pins it and its caller to them."""
    with tempfile.TemporaryDirectory(prefix="aiops-bench-") as folder:
        home = keep or Path(folder)
        port = free_port()
        environment = os.environ | {"AIOPS_HOME": str(home), "AIOPS_PORT": str(port), **settings}
        environment.pop("DATABASE_URL", None)
        before = os.sched_getaffinity(0)
        if cores:
            os.sched_setaffinity(0, cores)
        with (home / "bench.log").open("w") as log:
            command = [sys.executable, "manage.py", "up"]
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        stack = Stack(f"http://127.0.0.1:{port}", "", home, process.pid, environment)
        try:
            if not wait_up(stack.url, process):
                raise RuntimeError(f"not ready:\n{(home / 'bench.log').read_text()[-3000:]}")
            stack.key = stack.manage("create_key", "bench", "--scope", "ingest", "--scope", "read").split()[-1]
            yield stack
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            os.sched_setaffinity(0, before)


def wait_up(url: str, process: subprocess.Popen[bytes] | None = None, seconds: float = 120) -> bool:
    """Whether /readyz answers 200 within `seconds`; gives up at once when `process` has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return True
        except (URLError, OSError):
            if process is not None and process.poll() is not None:
                return False
        time.sleep(0.1)
    return False


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
