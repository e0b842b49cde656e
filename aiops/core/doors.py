"""What machines send to: /v1/ and /api/. They authenticate by key alone and build no link from `Host`.

So any Host will do there: a collector inside a cluster uses names that no setting lists, and an exporter that is told
400 drops its spans for good. For the same reason plain HTTP is refused in the door's own words, not redirected.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from aiops.core.errors import ApiError
from aiops.core.health import refused

DOORS = ("/v1/", "/api/")
PROBES = ("/healthz", "/readyz")  # asked by address, and from inside, without TLS
GetResponse = Callable[[HttpRequest], HttpResponse]


def any_host(get_response: GetResponse) -> GetResponse:
    """Middleware, before all that ask for the host or redirect."""

    def answered(request: HttpRequest) -> HttpResponse:
        door = request.path.startswith(DOORS)
        if door and settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return refused(request, ApiError(403, "https_required", "Send this by https; plain http is not answered."))
        if door or request.path in PROBES:
            request.get_host = lambda: "localhost"  # type: ignore[method-assign]
        return get_response(request)

    return answered


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: what Django itself refuses."""
    if isinstance(exception, DisallowedHost):
        said = "The name in Host is not one this server answers to: add it to AIOPS_ALLOWED_HOSTS or AIOPS_BASE_URL."
        return refused(request, ApiError(400, "host_not_allowed", said))
    return refused(request, ApiError(400, "bad_request", "The request makes no sense."))
