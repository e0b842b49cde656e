"""POST /api/v1/hooks/{token}: outcomes as other systems tell them. Their signature opens it, not a key."""

from datetime import UTC, datetime
from typing import Any

import orjson
from django.http import HttpRequest, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from aiops.core.errors import ApiError
from aiops.core.events import Answer
from workflows.events.recipes import RECIPES, Delivery, NotReadableError, NotSignedError
from workflows.models import OutcomeHook
from workflows.store import outcomes, receiving

MOST_BYTES = 2 * 1024 * 1024


@method_decorator(csrf_exempt, name="dispatch")
class Hook(View):
    """200 once stored, also for what means no outcome; 409 where an event is known with another body."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, token: str) -> JsonResponse:
        try:
            return JsonResponse(receive(request, token).body())
        except ApiError as error:
            return JsonResponse(error.body(), status=error.status)


def receive(request: HttpRequest, token: str) -> Answer:
    """Raises ApiError."""
    known = OutcomeHook.objects.select_related("project", "workflow")
    hook = None if "\0" in token else known.filter(token=token).first()
    if hook is None:
        raise ApiError(404, "not_found", "There is no such hook.")
    sent = Delivery({name.lower(): value for name, value in request.headers.items()}, _body(request), datetime.now(UTC))
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
    try:
        recipe.check(hook.secret, sent)
        found = recipe.read(_json(sent.body), sent)
    except NotSignedError as error:
        raise ApiError(401, "not_signed", f"{error}.".capitalize()) from None
    except NotReadableError as error:
        field, _, reason = str(error).partition(": ")
        raise ApiError(400, "invalid", reason.capitalize() + ".", field) from None
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
