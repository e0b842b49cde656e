"""/api/schema and /api/docs: what programs may ask for, told from the code itself. Open to all: they hold no data."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from aiops.core import apidocs, openapi
from aiops.core.errors import ApiError
from aiops.core.health import refused


@require_safe
def schema(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, as JSON."""
    return JsonResponse(openapi.document(), json_dumps_params={"indent": 1})


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same for people: our own page, since the usual viewers need inline styles and scripts."""
    return render(request, "core/api_docs.html", {"operations": apidocs.operations(openapi.document())})


def unknown(request: HttpRequest) -> HttpResponse:
    """Everything below /api/ that is no call: refused in JSON, as programs expect."""
    return refused(request, ApiError(404, "not_found", "There is no such call; /api/docs lists them."))
