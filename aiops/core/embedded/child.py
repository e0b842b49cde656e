"""One supervised process: started so that it cannot outlive us, and started again when it dies."""

import ctypes
import ctypes.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aiops.core.embedded.orphan import SUPERVISOR

PR_SET_PDEATHSIG = 1
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 15.0
CALM_SECONDS = 30.0
LOG_BYTES = 16 * 1024 * 1024

# Loaded before any fork: between fork and exec nothing may be imported or allocated that another thread could hold.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def dying_with_parent(number: signal.Signals) -> Callable[[], None]:
    """For preexec_fn: the kernel sends `number` when the supervisor dies, even by kill -9. Our Ctrl-C is not theirs."""
    parent = os.getpid()

    def prepare() -> None:
        os.setpgid(0, 0)
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
            if os.getppid() != parent:
                os.kill(os.getpid(), signal.SIGKILL)

    return prepare


def group_of(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None


def trim(log: Path) -> None:
    """Keeps the last full log as NAME.1 and begins again. It is emptied in place, as its writers append to it."""
    if log.exists() and log.stat().st_size > LOG_BYTES:
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)


@dataclass
class Child:
    """`stop_signal` asks it to end; `orphan_signal` reaches it when we die. Times are monotonic seconds."""

    name: str
    command: Sequence[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    pass_fds: tuple[int, ...] = ()
    user: str | None = None
    folder: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS
    due_at: float = 0.0

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, SUPERVISOR: str(os.getpid()), **self.environment},
                cwd=self.folder,
                pass_fds=self.pass_fds,
                preexec_fn=dying_with_parent(self.orphan_signal),  # noqa: PLW1509  the supervisor has one thread
                user=self.user,
                group=group_of(self.user),
                extra_groups=[] if self.user else None,
            )
        self.started_at = time.monotonic()

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def died(self) -> int | None:
        """The exit code if it has ended since it was last looked at (and plans its restart), else None."""
        if self.process is None or (code := self.process.poll()) is None:
            return None
        calm = time.monotonic() - self.started_at > CALM_SECONDS
        self.pause = FIRST_PAUSE_SECONDS if calm else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
        self.due_at = time.monotonic() + self.pause
        self.process = None
        return code

    def due(self) -> bool:
        return self.process is None and time.monotonic() >= self.due_at

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def wait(self, seconds: float) -> None:
        """Waits for the end and, past `seconds`, forces it."""
        if self.process is None:
            return
        try:
            self.process.wait(max(seconds, 0.01))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
