"""Lets all web processes of a machine count together: one folder of small mapped files, a few for each process.

Called before anything imports prometheus_client, which looks for the folder once. Without it every process counts for
itself, which is right for commands and tests.
"""

import logging
import os
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
log = logging.getLogger(__name__)


def share(folder: Path) -> None:
    """Counts in the folder from now on, unless the environment names another. Never keeps a server from starting."""
    folder = Path(os.environ.get(VARIABLE) or folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not any(alive(pid) for pid in pids(folder)):
            forget(folder)
    except OSError as error:
        log.warning("Metrics count this process alone: %s", error)
        os.environ.pop(VARIABLE, None)
        return
    os.environ[VARIABLE] = str(folder)


def pids(folder: Path) -> set[int]:
    """Processes that have counted here; a file is named KIND_PID.db."""
    numbers = (each.stem.rpartition("_")[2] for each in folder.glob("*.db"))
    return {int(number) for number in numbers if number.isdecimal()}


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def forget(folder: Path) -> None:
    """A fresh start. While any process lives the others' counts stay: a sum that fell would look like a restart."""
    for each in folder.glob("*.db"):
        each.unlink(missing_ok=True)


def forget_gauges_of_the_dead(folder: Path) -> None:
    """What a dead process held at its end, such as requests in flight, is no longer so."""
    for pid in pids(folder):
        if not alive(pid):
            for each in folder.glob(f"gauge_live*_{pid}.db"):
                each.unlink(missing_ok=True)
