"""The doors that Langfuse's SDKs knock at: spans go through the OTLP door, scores become ours.

The key is the password of HTTP Basic, the user may be anything. What is not kept is named in the answer.
"""

import json
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aiops.core.drf import DoorParser
from aiops.core.errors import ApiError
from aiops.core.events import MAX_EVENTS, Answer, Rejected, each_made
from aiops.core.models import ApiKey
from traces.api.batches import Door
from traces.api.scores import scores_of, store
from traces.events.langfuse import THEIRS, as_event
from traces.events.scores import FIELDS

SCORE = "score-create"


class AnyJson(DoorParser):
    """`request.data` is whatever the body says."""

    def read(self, body: bytes) -> Any:
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise ApiError(400, "unreadable", f"The body is not JSON: {error}.") from None


class LangfuseProjects(APIView):
    """Whose key this is: what their `auth_check()` asks, and `get_trace_url()` for the address of a trace."""

    required_scope = "ingest"

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        project = cast("ApiKey", request.auth).project
        named = {"id": project.slug, "name": project.name}
        return Response({"data": [{**named, "organization": named, "metadata": {}}]})


@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "OK", "version": "aiops"})


class LangfuseScores(Door):
    """One score, or since version 5 of their Python SDK a list."""

    required_scope = "ingest"
    parser_classes = [AnyJson]

    @extend_schema(exclude=True)
    def post(self, request: Request) -> Response:
        if not isinstance(request.data, list):
            return _one(request)
        answer = taken(request, dict(enumerate(_bounded(request.data))))
        if not answer.rejected:
            return Response({"message": "Accepted"}, status=202)
        errors = [{"message": f"score {each.index}: {said(each)}"} for each in answer.rejected]
        done = len(request.data) - len(answer.rejected)
        return Response({"accepted": done, "rejected": len(answer.rejected), "errors": errors}, status=207)


class LangfuseIngestion(Door):
    """Batches of their SDKs before version 5: scores are taken; spans come through the OTLP door."""

    required_scope = "ingest"
    parser_classes = [AnyJson]

    @extend_schema(exclude=True)
    def post(self, request: Request) -> Response:
        batch = request.data.get("batch") if isinstance(request.data, dict) else None
        if not isinstance(batch, list):
            raise ApiError(400, "unreadable", 'The body is {"batch": [...]}.', "batch")
        items = [item if isinstance(item, dict) else {} for item in _bounded(batch)]
        scores = {place: item.get("body") for place, item in enumerate(items) if item.get("type") == SCORE}
        refused = {each.index: said(each) for each in taken(request, scores).rejected}
        refused |= {place: _not_here(item) for place, item in enumerate(items) if place not in scores}
        ids = [str(item.get("id", "")) for item in items]
        done = [{"id": each, "status": 201} for place, each in enumerate(ids) if place not in refused]
        errors = [{"id": ids[place], "status": 400, "message": why} for place, why in sorted(refused.items())]
        return Response({"successes": done, "errors": errors}, status=207)


def _bounded(items: list[Any]) -> list[Any]:
    if len(items) > MAX_EVENTS:
        raise ApiError(413, "too_large", f"At most {MAX_EVENTS:,} scores a request; send smaller batches.")
    return items


def _one(request: Request) -> Response:
    answer = taken(request, {0: request.data})
    if answer.rejected:
        [refused] = answer.rejected
        raise ApiError(400, "invalid", said(refused), THEIRS.get(refused.field, refused.field))
    return Response({"id": as_event(request.data)["score_id"]})


def taken(request: Request, given: dict[int, Any]) -> Answer:
    """Stores the scores of these places of a request; a conflict counts as taken, as it does there: the first stays."""
    answer = Answer()
    found = dict(each_made(given.items(), lambda item, _: FIELDS.event(as_event(item)), answer))
    store(request, given, scores_of(found, answer), answer)
    return answer


def said(refused: Rejected) -> str:
    """With their name of the field."""
    return f"{THEIRS.get(refused.field, refused.field)} {refused.reason}".strip()


def _not_here(item: dict[str, Any]) -> str:
    kind = str(item.get("type", "nothing"))[:60]
    return f"{kind} is not taken here: send spans by OTLP to /api/public/otel/v1/traces (their SDKs from version 3 do)"
