"""The same keys for API classes of REST framework: an API class names its scope, everything else is settled here.

    class TraceList(APIView):
        required_scope = "read"

Wired by settings.REST_FRAMEWORK. Every refusal has the one shape of aiops.core.errors.
"""

from collections.abc import Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, TypeVar, cast

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from aiops.core import auth, events
from aiops.core.bodies import plain_body
from aiops.core.errors import ApiError
from aiops.core.forms import PeriodForm
from aiops.core.models import ApiKey
from aiops.core.periods import zone_of

if TYPE_CHECKING:
    from rest_framework.views import APIView


Form = TypeVar("Form", bound=PeriodForm)


class KeyAuthentication(BaseAuthentication):
    """`request.auth` is the ApiKey, its project loaded. People have sessions for pages; doors take keys alone."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Any]:
        return AnonymousUser(), auth.identify(request)

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return 'Bearer realm="aiops"'


class HasScope(BasePermission):
    """Asks the key for the `required_scope` of the API class. A class that names none is refused: nothing is open by
    oversight."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        scope = getattr(view, "required_scope", None)
        if scope is None:
            raise ApiError(403, "scope_missing", "No key opens this address.")
        if not isinstance(request.auth, ApiKey):
            return False
        auth.require_scope(request.auth, scope)
        return True


class DoorParser(BaseParser):
    """JSON, plain, gzip, deflate or zstd, bounded before and after. `request.data` is what `read` makes of it."""

    media_type = "application/json"

    def read(self, body: bytes) -> Any:
        """Raises ApiError."""
        raise NotImplementedError

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        del media_type
        headers = parser_context["request"].headers if parser_context else {}
        with plain_body(stream, headers.get("Content-Encoding", "")) as body:
            return self.read(body)


class EventsParser(DoorParser):
    """For the batch doors: `request.data` is the list under "events"."""

    def read(self, body: bytes) -> list[Any]:
        return events.parse(body)


def events_of(request: Request) -> list[Any]:
    """What an EventsParser read; a request without a body has no list either. Raises ApiError."""
    return request.data if isinstance(request.data, list) else events.parse(b"null")


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Refusals in the one shape; None (a fault: 500) for anything that is not a refusal."""
    from rest_framework.views import exception_handler as framework_handler  # which itself imports this module

    if isinstance(error, ApiError):
        return _response(error)
    answer = framework_handler(error, context)
    if answer is not None:
        answer.data = _refusal(error, answer.status_code).body()
    return answer


def _response(error: ApiError) -> Response:
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="aiops"'
    return Response(error.body(), status=error.status, headers=headers)


def _refusal(error: Exception, status: int) -> ApiError:
    if isinstance(error, ValidationError):
        name, message = _first(error.detail)
        return ApiError(status, "invalid", message, field=name)
    if isinstance(error, APIException):
        return ApiError(status, str(error.get_codes()), str(error.detail))
    return ApiError(status, "not_found" if status == 404 else "refused", "Not found." if status == 404 else "Refused.")


def _first(detail: Any, path: str = "") -> tuple[str | None, str]:
    """The first field that is wrong, as a dotted path, and what is wrong with it."""
    if isinstance(detail, dict) and detail:
        name, inner = next(iter(detail.items()))
        return _first(inner, path if name == "non_field_errors" else f"{path}.{name}".lstrip("."))
    if isinstance(detail, list) and detail:
        return _first(detail[0], path)
    return path or None, str(detail)


def asked(request: Request, form: type[Form], parameters: Sequence[str], **options: Any) -> Form:
    """What an analysis is asked, valid. Raises ApiError 400 that names the first parameter unknown or wrong."""
    for name in request.query_params:
        if name not in parameters:
            raise ApiError(400, "invalid", "There is no such parameter.", field=name[:100])
    zone = zone_of(cast("ApiKey", request.auth).project)
    found = form(request.query_params, zone=zone, now=timezone.now(), **options)
    if not found.is_valid():
        name, problems = next(iter(found.errors.items()))
        raise ApiError(400, "invalid", str(problems[0]), field=str(name))
    return found
