"""Workers as processes of their own: killed, stopped, back again."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[3]


class Workers:
    """`count` of them, always; who is killed is replaced at once. A context manager."""

    def __init__(self, count: int, lease_s: int, log: Path, **environment: str) -> None:
        self.count, self.lease_s, self.log = count, lease_s, log
        self.environment = os.environ | environment | {
            "AIOPS_MANAGED_WORKFLOWS": "tests.torture.engine.flows", "AIOPS_RUN_LEASE_SECONDS": str(lease_s),
        }  # fmt: skip
        self.pids: list[int] = []
        self._stopped: list[threading.Timer] = []

    def __enter__(self) -> "Workers":
        command = [sys.executable, "-m", "tests.torture.engine.zygote"]
        with self.log.open("w") as log:
            self.zygote = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                text=True,
            )  # fmt: skip
        if self._line() != "ready":
            raise RuntimeError(f"no zygote: {self.log.read_text()[-2000:]}")
        for _ in range(self.count):
            self.spawn()
        return self

    def __exit__(self, *_: object) -> None:
        for timer in self._stopped:
            timer.join()
        for pid in self.pids:
            self._signal(pid, signal.SIGKILL)
        if self.zygote.stdin is not None:
            self.zygote.stdin.close()
        self.zygote.wait(20)
        if self.zygote.stdout is not None:
            self.zygote.stdout.close()

    def spawn(self) -> None:
        if self.zygote.stdin is None:
            raise RuntimeError("no zygote")
        self.zygote.stdin.write("spawn\n")
        self.zygote.stdin.flush()
        self.pids.append(int(self._line()))

    def kill(self, random: Random) -> None:
        pid = random.choice(self.pids)
        self.pids.remove(pid)
        self._signal(pid, signal.SIGKILL)
        self.spawn()

    def stop(self, random: Random) -> None:
        """One stands still for longer than its lease, then goes on as if nothing had been."""
        pid = random.choice(self.pids)
        self._signal(pid, signal.SIGSTOP)
        timer = threading.Timer(self.lease_s * 2, self._signal, [pid, signal.SIGCONT])
        timer.start()
        self._stopped.append(timer)

    def ask_what_they_do(self) -> None:
        """Into the log."""
        for pid in self.pids:
            self._signal(pid, signal.SIGUSR1)
        time.sleep(1)

    def _line(self) -> str:
        if self.zygote.stdout is None:
            raise RuntimeError("no zygote")
        return self.zygote.stdout.readline().strip()

    @staticmethod
    def _signal(pid: int, number: int) -> None:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            time.sleep(0)
