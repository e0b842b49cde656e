"""Nudges: "something may be ready", sent after the commit that made it so. Never waited for, few even under load.

A thread of its own sends them: a broker that is away or slow costs the caller nothing, and rows are found without them.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.db import transaction

from workflows.engine import runner

log = logging.getLogger(__name__)
APART_S = 0.2
_send: list[Callable[[], object]] = []
_wanted = threading.Event()
_starting = threading.Lock()
_threads: list[threading.Thread] = []


def send_by(function: Callable[[], object]) -> None:
    """What sends one: the task's `delay`. Named from above, as the engine knows no queue."""
    _send[:] = [function]


def nudge() -> None:
    """After the commit of the transaction that is open, if one is."""
    transaction.on_commit(_now)


def _now() -> None:
    runner.wake()
    _wanted.set()
    if _send and not _threads:
        with _starting:
            if not _threads:
                _threads.append(threading.Thread(target=_work, name="nudges", daemon=True))
                _threads[0].start()


def _work() -> None:
    away = False
    while True:
        _wanted.wait()
        _wanted.clear()
        try:
            _send[0]()
            away = False
        except Exception:
            if not away:
                log.warning("The queue does not take nudges; workers look by themselves", exc_info=True)
            away = True
        time.sleep(APART_S)
