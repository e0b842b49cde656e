"""Where no kernel tells children that their parent died (anywhere but on Linux), they look for themselves."""

import os
import signal
import sys
import threading
import time

LOOK_EVERY_SECONDS = 1.0
SUPERVISOR = "AIOPS_SUPERVISOR"


def watch(number: int = signal.SIGKILL) -> None:
    """Starts a thread that sends us `number` once the supervisor named in the environment is our parent no more."""
    supervisor = os.environ.get(SUPERVISOR)
    if supervisor and sys.platform != "linux":
        threading.Thread(target=_look, args=(int(supervisor), number), name="orphan", daemon=True).start()


def _look(supervisor: int, number: int) -> None:
    while os.getppid() == supervisor:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), number)
