"""A real `manage.py up` in a folder of its own, as tests start, watch and kill it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

CODE = Path(__file__).resolve().parents[4]
PATTERNS = {"database": "bin/postgres", "web": "manage.py web", "worker": "celery -A aiops"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(condition: Callable[[], object], seconds: float = 40.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)


@dataclass
class Installation:
    home: Path
    port: int = field(default_factory=free_port)
    extra: dict[str, str] = field(default_factory=dict)
    prefix: tuple[str, ...] = ()
    first_transcript: str = ""
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CELERY_BROKER_URL"}}
        return {**kept, "AIOPS_HOME": str(self.home), "AIOPS_PORT": str(self.port), **self.extra}

    @property
    def command(self) -> list[str]:
        return [*self.prefix, sys.executable, str(CODE / "manage.py"), "up"]

    @property
    def transcript(self) -> str:
        return self._output.read_text()

    @property
    def _output(self) -> Path:
        return self.home.with_name(f"{self.home.name}.out")

    def refused(self) -> str:
        """What `up` says when it cannot start; it must end with code 1, quickly."""
        done = subprocess.run(
            self.command, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr
        return done.stdout

    def start(self) -> "Installation":
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(self.command, env=self.environment, stdout=output, stderr=output)
        wait_until(lambda: "aiops runs at" in self.transcript or (self.process and self.process.poll() is not None), 60)
        assert self.process.poll() is None, self.transcript
        return self

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(30)

    def child(self, name: str) -> int:
        """Pid of a direct child of the supervisor, 0 while there is none."""
        assert self.process is not None
        found = [pid for pid in children_of(self.process.pid) if re.search(PATTERNS[name], command_of(pid))]
        return found[0] if found else 0

    def everything(self) -> list[int]:
        assert self.process is not None
        return [self.process.pid, *descendants_of(self.process.pid)]

    def get(self, path: str) -> int:
        """The HTTP status; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=40) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return 0

    def wait_ready(self) -> None:
        wait_until(lambda: self.get("/readyz") == 200)


def children_of(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def descendants_of(pid: int) -> list[int]:
    return [each for child in children_of(pid) for each in (child, *descendants_of(child))]


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def alive(pid: int) -> bool:
    """Running, not a zombie that nobody has collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return False
