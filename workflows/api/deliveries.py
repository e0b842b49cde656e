"""What the doors for other systems share: they take no key, for a signature or the address itself opens them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.http import HttpRequest, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from aiops.core.errors import ApiError
from workflows.api.runs import refusal
from workflows.engine.control import RefusedError
from workflows.events.recipes import Delivery, NotReadableError, NotSignedError


@method_decorator(csrf_exempt, name="dispatch")
class DeliveryDoor(View):
    """Answers a delivery, or says what it was refused for."""

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


def delivery(request: HttpRequest, body: bytes) -> Delivery:
    return Delivery({name.lower(): value for name, value in request.headers.items()}, body, datetime.now(UTC))


@contextmanager
def reading() -> Iterator[None]:
    """What is wrong with a delivery, or with its signature, as an ApiError."""
    try:
        yield
    except NotSignedError as error:
        raise ApiError(401, "not_signed", f"{error}.".capitalize()) from None
    except NotReadableError as error:
        field, _, reason = str(error).partition(": ")
        raise ApiError(400, "invalid", reason.capitalize() + ".", field) from None
