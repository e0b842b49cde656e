"""A service that puts its work into a queue: real Celery, traced by opentelemetry-instrumentation-celery."""

import time
from typing import Any

from celery import Celery

# No fixups: Celery would close the database of the tests, which are Django, for each task.
app = Celery("shop", broker="memory://", backend="cache+memory://", set_as_current=False, fixups=[])
app.conf.worker_hijack_root_logger = False


@app.task(name="shop.answer")
def answer(seconds: float) -> str:
    time.sleep(seconds)
    return "done"


@app.task(name="shop.flaky", bind=True, max_retries=1)
def flaky(self: Any) -> str:
    if self.request.retries == 0:
        raise self.retry(countdown=0.3, exc=TimeoutError("no answer"))
    return "done"
