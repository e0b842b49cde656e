"""POST /api/v1/start/{token} and /api/v1/waits/{token}: other systems start runs, and answer what runs wait for.

A signature of time and body opens the first, what the address holds opens the second; neither takes a key.
"""

from typing import Any

from django.http import HttpRequest, JsonResponse

from aiops.core.errors import ApiError
from workflows.api.deliveries import DeliveryDoor, delivery, reading
from workflows.api.runs import json_of
from workflows.engine import control
from workflows.events import signing
from workflows.models import RunHook, Wait

MOST_BYTES = 1024 * 1024 + 1024


class StartHook(DeliveryDoor):
    """201 with a new run, 200 with the one that this delivery made before, 409 for its key with another body."""

    def answer(self, request: HttpRequest, token: str) -> JsonResponse:
        hook = None if "\0" in token else RunHook.objects.filter(token=token).first()
        if hook is None:
            raise ApiError(404, "not_found", "There is no such hook.")
        sent = delivery(request, body_of(request))
        with reading():
            signing.SCHEMES[hook.scheme](hook.secret, sent)
        given = _input(hook, sent.body)
        key = f"hook {hook.pk} {signing.key_of(hook.scheme, sent)}"
        by = f"webhook {hook.get_scheme_display()}"
        made = control.start(hook.project_id, hook.name, given, idempotency_key=key, by=by)
        said = {"run_id": str(made.run_id), "trace_id": made.run_id.hex, "created": made.created}
        return JsonResponse(said, status=201 if made.created else 200)


class WaitHook(DeliveryDoor):
    """Takes what a run waits for from another system. The first answer holds: a second one is told so with 409."""

    def answer(self, request: HttpRequest, token: str) -> JsonResponse:
        wait = None if "\0" in token else control.wait_of(token, Wait.Kind.WEBHOOK)
        if wait is None:
            raise ApiError(404, "not_found", "Nothing waits at this address.")
        if not control.answer(wait.project_id, wait.pk, json_of(body_of(request)), "webhook"):
            raise ApiError(409, "answered", "It was answered before, or is over; the first answer holds.")
        return JsonResponse({"accepted": True})


def body_of(request: HttpRequest) -> bytes:
    """Raises ApiError."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise ApiError(413, "too_large", f"At most {MOST_BYTES:,} bytes are taken here.")
    return request.body


def _input(hook: RunHook, body: bytes) -> Any:
    found = json_of(body)
    return {hook.parameter: found} if hook.parameter else found
