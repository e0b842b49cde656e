"""The queue: does anything wait too long, is anything lost, is anything stuck?"""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aiops.core import formats
from aiops.core.access import project_for
from workflows.store import shown_queue
from workflows.store.shown_queue import Queue

SINCE = timedelta(days=1)
LATE_S = 30.0  # a run that is ready for so long should have begun


@never_cache
@require_GET
@login_required
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    now = timezone.now()
    found = shown_queue.read(project.pk, now - SINCE)
    context = {
        "project": project,
        "queue": found,
        "words": words(found),
        "tab": "queue",
        "as_of_ns": formats.nanoseconds(now),
    }
    return render(request, "workflows/runs/queue.html", context)


def words(queue: Queue) -> list[str]:
    """What a person should look at; nothing where all is well."""
    said = []
    if (queue.ready.oldest_s or 0) > LATE_S:
        age = formats.duration(int((queue.ready.oldest_s or 0) * 1e9))
        said.append(f"A run is ready for {age} and has not begun: is a worker there that knows its workflow?")
    if (queue.outbox.spans_age_s or 0) > LATE_S:
        said.append("Spans of runs are not delivered: their traces are behind.")
    if queue.outbox.effects_asked:
        number = queue.outbox.effects_asked
        said.append(
            f"{formats.count(number)} effect{'' if number == 1 else 's'} outside: a person must say what became of it."
        )
    said += [
        f"The breaker {each.name} is {each.state.replace('_', ' ')}: it lets few calls through, or none."
        for each in queue.breakers
    ]
    if queue.dead:
        said.append(f"{formats.count(queue.dead)} run{' is' if queue.dead == 1 else 's are'} dead since yesterday.")
    return said
