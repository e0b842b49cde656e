"""/metrics: for Prometheus. It tells how much comes in, which is not for everyone."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from aiops.core import auth, telemetry
from aiops.core.errors import ApiError
from aiops.core.health import refused
from aiops.core.network import client_ip


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Open to this machine, and to keys with the scope read or admin; AIOPS_METRICS changes that."""
    try:
        require_reader(request)
    except ApiError as error:
        return refused(request, error)
    return HttpResponse(telemetry.exposition(), content_type=CONTENT_TYPE_LATEST)


def require_reader(request: HttpRequest) -> None:
    """Raises ApiError for whoever may not look."""
    if settings.METRICS == "open" or (settings.METRICS == "local" and is_local(request)):
        return
    key = auth.identify(request)
    auth.require_scope(key, "admin" if "admin" in key.scopes else "read")


def is_local(request: HttpRequest) -> bool:
    """From this machine itself, and not through a proxy on it that we have not been told of."""
    if "HTTP_X_FORWARDED_FOR" in request.META and not settings.TRUSTED_PROXIES:
        return False
    address = client_ip(request)
    return bool(address) and ipaddress.ip_address(address).is_loopback
