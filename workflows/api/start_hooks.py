"""POST /api/v1/start/{token} and /api/v1/waits/{token}: other systems start runs, and answer what runs wait for.

A signature of time and body opens the first, what the address holds opens the second; neither takes a key.
"""

from datetime import UTC, datetime
from typing import Any

import orjson
from django.http import HttpRequest, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from aiops.core.errors import ApiError
from workflows.api.runs import refusal
from workflows.engine import control
from workflows.engine.control import RefusedError
from workflows.events import signing
from workflows.events.recipes import Delivery, NotReadableError, NotSignedError
from workflows.models import RunHook, Wait

MOST_BYTES = 1024 * 1024 + 1024


class Door(View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, token: str) -> JsonResponse:
        try:
            return self.answer(request, token)
        except RefusedError as error:
            told = refusal(error)
        except ApiError as error:
            told = error
        return JsonResponse(told.body(), status=told.status)

    def answer(self, request: HttpRequest, token: str) -> JsonResponse:
        """Raises ApiError, RefusedError."""
        raise NotImplementedError


@method_decorator(csrf_exempt, name="dispatch")
class StartHook(Door):
    """201 with a new run, 200 with the one that this delivery made before, 409 for its key with another body."""

    def answer(self, request: HttpRequest, token: str) -> JsonResponse:
        hook = None if "\0" in token else RunHook.objects.filter(token=token).first()
        if hook is None:
            raise ApiError(404, "not_found", "There is no such hook.")
        headers = {name.lower(): value for name, value in request.headers.items()}
        sent = Delivery(headers, body_of(request), datetime.now(UTC))
        _check(hook, sent)
        given = _input(hook, sent.body)
        key = f"hook {hook.pk} {signing.key_of(hook.scheme, sent)}"
        by = f"webhook {hook.get_scheme_display()}"
        made = control.start(hook.project_id, hook.name, given, idempotency_key=key, by=by)
        said = {"run_id": str(made.run_id), "trace_id": made.run_id.hex, "created": made.created}
        return JsonResponse(said, status=201 if made.created else 200)


@method_decorator(csrf_exempt, name="dispatch")
class WaitHook(Door):
    """Takes what a run waits for from another system. The first answer holds: a second one is told so with 409."""

    def answer(self, request: HttpRequest, token: str) -> JsonResponse:
        wait = None if "\0" in token else control.wait_of(token, Wait.Kind.WEBHOOK)
        if wait is None:
            raise ApiError(404, "not_found", "Nothing waits at this address.")
        if not control.answer(wait.project_id, wait.pk, _json(body_of(request)), "webhook"):
            raise ApiError(409, "answered", "It was answered before, or is over; the first answer holds.")
        return JsonResponse({"accepted": True})


def body_of(request: HttpRequest) -> bytes:
    """Raises ApiError."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise ApiError(413, "too_large", f"At most {MOST_BYTES:,} bytes are taken here.")
    return request.body


def _check(hook: RunHook, sent: Delivery) -> None:
    try:
        signing.SCHEMES[hook.scheme](hook.secret, sent)
    except NotSignedError as error:
        raise ApiError(401, "not_signed", f"{error}.".capitalize()) from None
    except NotReadableError as error:
        field, _, reason = str(error).partition(": ")
        raise ApiError(400, "invalid", reason.capitalize() + ".", field) from None


def _input(hook: RunHook, body: bytes) -> Any:
    found = _json(body)
    return {hook.parameter: found} if hook.parameter else found


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body) if body else {}
    except orjson.JSONDecodeError as error:
        raise ApiError(400, "unreadable", f"The body is no JSON: {error}.") from None
