"""Where everything shares a machine, answers come before settling and roll-ups: the worker gives way.

So does what it asks of the embedded database, which runs in processes of the server, one for each connection. Linux may
share the processor out by session first (autogroup), and each of these processes is a session: then that gives way.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from weakref import WeakSet

from django.db.backends.signals import connection_created

from aiops.core.embedded.orphan import SUPERVISOR

NICE = 10  # a tenth of the share of others that want the processor: enough to get on, whatever comes in

_asked: "WeakSet[Any]" = WeakSet()  # connections whose server process gives way


def start() -> None:
    """This thread, those it starts from now on, and what they ask of the database, if that is the one `up` started."""
    if os.environ.get(SUPERVISOR) and not os.environ.get("DATABASE_URL"):
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
        connection_created.connect(_on_connection)


def _on_connection(connection: Any, **_: Any) -> None:
    link = connection.connection
    if link in _asked:
        return
    with suppress(OSError):  # it is gone, or the kernel was asked too often: the next time
        give_way(link.info.backend_pid)
        _asked.add(link)


def give_way(pid: int) -> None:
    """Raises OSError when there is no such process, or it is not ours."""
    os.setpriority(os.PRIO_PROCESS, pid, NICE)
    autogroup = Path(f"/proc/{pid}/autogroup")
    if autogroup.exists() and os.getsid(pid) == pid:  # nobody else is in its session
        autogroup.write_text(str(NICE))
