"""Is this process alive, and can it serve? And one answer for everything that comes while the database is away."""

import logging
import sys
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from aiops.core import refusals
from aiops.core.errors import ApiError

log = logging.getLogger(__name__)

DATABASE_AWAY = (OperationalError, InterfaceError)
RETRY_SECONDS = 2


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 while the process lives; asks nobody else."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """200 when the database answers and its migrations are applied, else 503 with the reason."""
    try:
        connection.ensure_connection()
        missing = missing_migrations()
    except DATABASE_AWAY:
        return JsonResponse({"status": "unavailable", "reason": "The database does not answer."}, status=503)
    if missing:
        reason = f"{len(missing)} migrations are not applied: run manage.py migrate."
        return JsonResponse({"status": "unavailable", "reason": reason}, status=503)
    return JsonResponse({"status": "ok"})


def missing_migrations() -> list[str]:
    """Names of migrations that this code has and the database has not. Raises OperationalError."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


class DatabaseAwayMiddleware:
    """Turns a database that cannot be reached into 503 with Retry-After, in the form the client reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return unavailable(request, exception) if isinstance(exception, DATABASE_AWAY) else None


def server_error(request: HttpRequest, *_: Any) -> HttpResponse:
    """handler500: what no view caught, middleware's errors included. Django has logged it by now."""
    exception = sys.exc_info()[1]
    if isinstance(exception, DATABASE_AWAY):
        return unavailable(request, exception)
    return refused(request, ApiError(500, "internal", "Something went wrong here; it has been logged."))


def unavailable(request: HttpRequest, exception: BaseException) -> HttpResponse:
    log.warning("503 for %s: the database is away: %s", request.path, exception)
    error = ApiError(503, "unavailable", "The database does not answer; send again.", retry_after=RETRY_SECONDS)
    return refused(request, error)


def refused(request: HttpRequest, error: ApiError) -> HttpResponse:
    """A refusal in the form that the door at this path speaks."""
    refusal = refusals.render(error, request.path, request.content_type or "")
    return HttpResponse(refusal.body, status=refusal.status, headers=refusal.headers)
