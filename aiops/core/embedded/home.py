"""The folder of an installation: made, checked for writing, and locked for one `up` at a time."""

import errno
import fcntl
import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from aiops.core.embedded.errors import CannotStartError

REASONS = {
    errno.EROFS: "it is on a read-only file system",
    errno.EACCES: "this user may not write there",
    errno.EPERM: "this user may not write there",
    errno.ENOSPC: "its disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.ENOTDIR: "part of its path is a file",
    errno.EEXIST: "it is a file",
}


@dataclass(frozen=True)
class Running:
    """Who holds a home: shown to whoever starts a second one."""

    pid: int
    url: str
    started: str


def prepare(home: Path) -> None:
    """Makes the folder and proves by writing that it can be used. Raises CannotStartError."""
    probe = home / f".writable-{os.getpid()}"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe.write_bytes(b"\0" * 65536)
    except OSError as error:
        why = REASONS.get(error.errno or 0, error.strerror or str(error))
        raise CannotStartError(
            f"{home} cannot be written: {why}. Set AIOPS_HOME to a folder with room that this user owns."
        ) from None
    finally:
        with suppress(OSError):
            probe.unlink()


def lock(home: Path, url: str) -> IO[str]:
    """Held until the file is closed or the process ends, however it ends. Raises CannotStartError when taken."""
    file = (home / "up.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise CannotStartError(_already_running(home)) from None
    file.truncate(0)
    file.write(json.dumps(asdict(Running(os.getpid(), url, time.strftime("%Y-%m-%d %H:%M:%S")))))
    file.flush()
    return file


def _already_running(home: Path) -> str:
    try:
        running = Running(**json.loads((home / "up.lock").read_text()))
    except (OSError, ValueError, TypeError):
        return f"aiops is already starting with the data in {home}."
    return (
        f"aiops already runs at {running.url} (process {running.pid}, since {running.started}, data in {home}). "
        f"Stop it with Ctrl-C where it runs or `kill {running.pid}`, or start another with its own "
        "AIOPS_HOME and AIOPS_PORT."
    )
