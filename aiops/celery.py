"""The Celery application. Rows are the truth, a message is a nudge: losing one costs latency, no more."""

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aiops.settings")

app = Celery("aiops")
app.set_default()  # in every thread: nudges are sent from one of their own
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_ready.connect
def start_ticker(**_: Any) -> None:
    """Every worker ticks: recurring work needs no process of its own."""
    from aiops.core import cycles, ticker
    from aiops.core.embedded import orphan, yielding
    from workflows.engine import runner

    cycles.look_seldom()
    orphan.watch()
    yielding.start()
    ticker.start()
    runner.start()


@signals.worker_shutting_down.connect
def ask_ticker_to_stop(**_: Any) -> None:
    from aiops.core import ticker
    from workflows.engine import runner

    ticker.stop(seconds=0)
    runner.lease_no_more()


@signals.worker_shutdown.connect
def wait_for_ticker(**_: Any) -> None:
    from aiops.core import ticker
    from workflows.engine import runner

    runner.stop(seconds=4)
    ticker.stop(seconds=1)
