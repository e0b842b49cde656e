"""POST /api/v1/hooks/{token}: outcomes as other systems tell them. Their signature opens it, not a key."""

from typing import Any

import orjson
from django.http import HttpRequest, JsonResponse

from aiops.core.errors import ApiError
from aiops.core.events import Answer
from workflows.api.deliveries import DeliveryDoor, delivery, reading
from workflows.events.recipes import RECIPES, Delivery, NotReadableError
from workflows.models import OutcomeHook
from workflows.store import outcomes, receiving

MOST_BYTES = 2 * 1024 * 1024


class Hook(DeliveryDoor):
    """200 once stored, also for what means no outcome; 409 where an event is known with another body."""

    def answer(self, request: HttpRequest, token: str) -> JsonResponse:
        return JsonResponse(receive(request, token).body())


def receive(request: HttpRequest, token: str) -> Answer:
    """Raises ApiError."""
    known = OutcomeHook.objects.select_related("project", "workflow")
    hook = None if "\0" in token else known.filter(token=token).first()
    if hook is None:
        raise ApiError(404, "not_found", "There is no such hook.")
    sent = delivery(request, _body(request))
    events = _events(hook, sent)
    answer = Answer()
    rows = receiving.read_rows(events, hook.project, sent.at, answer)
    if answer.rejected:
        first = answer.rejected[0]
        raise ApiError(400, "invalid", first.reason, first.field)
    outcomes.store(hook.project_id, rows, sent.at, answer)
    if answer.conflict:
        raise ApiError(409, "conflict", f"{answer.conflict[0]} is known with another body; the first one stays.")
    return answer


def _body(request: HttpRequest) -> bytes:
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise ApiError(413, "too_large", f"A delivery has at most {MOST_BYTES:,} bytes.")
    return request.body


def _events(hook: OutcomeHook, sent: Delivery) -> list[Any]:
    recipe = RECIPES[hook.recipe]
    with reading():
        recipe.check(hook.secret, sent)
        found = recipe.read(_json(sent.body), sent)
    source = f"{hook.recipe}-{hook.pk}"  # two shops count their orders alike
    said = {"workflow": hook.workflow.key, "source": source} | ({"metric": hook.metric} if hook.metric else {})
    return [each | said for each in found]


def _json(body: bytes) -> Any:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise NotReadableError("body: is not JSON") from None
    if not isinstance(found, dict):
        raise NotReadableError("body: must be an object")
    return found
