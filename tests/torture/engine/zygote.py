"""Forks workers on demand, so that one is back in milliseconds after its kill. `python -m tests.torture.engine.zygote`.

Reads lines: `spawn` forks one and prints its id. Ends with its standard input, and its workers with it.
"""

import faulthandler
import os
import signal
import sys
import threading
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aiops.settings")


def main() -> None:
    import django

    django.setup()
    from workflows.engine import registry

    registry.find()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    born: list[int] = []
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            work()
        born.append(child)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
    for child in born:
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            continue


def work() -> None:
    """As a worker does, with short intervals; never returns."""
    from django.conf import settings

    from workflows.engine import delivery, sweep
    from workflows.engine.runner import Runner

    faulthandler.register(signal.SIGUSR1)
    threading.Thread(target=end_with_parent, daemon=True).start()
    Runner(4, settings.RUN_LEASE_SECONDS).start()
    while True:
        for part in (sweep.sweep, delivery.send_effects, delivery.deliver_spans):
            try:
                part()
            except Exception as error:  # noqa: BLE001 - two sweepers may meet; the next turn does it
                sys.stderr.write(f"{part.__name__}: {error}\n")
        time.sleep(0.2)


def end_with_parent() -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
