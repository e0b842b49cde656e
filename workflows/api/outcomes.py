"""POST /api/v1/outcomes: what the business saw afterwards. Stored at once, credited to runs within seconds."""

from datetime import UTC, datetime
from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from aiops.core.drf import EventsParser, events_of
from aiops.core.events import Answer
from aiops.core.models import ApiKey
from traces.api.batches import Door, tell_health
from workflows.api import schema
from workflows.store import outcomes, receiving


class OutcomeEvents(Door):
    required_scope = "outcomes"
    parser_classes = [EventsParser]

    @extend_schema(**schema.OUTCOMES)
    def post(self, request: Request) -> Response:
        key, given = cast("ApiKey", request.auth), events_of(request)
        now, answer = datetime.now(UTC), Answer()
        rows = receiving.read_rows(given, key.project, now, answer)
        outcomes.store(key.project_id, rows, now, answer)
        answer.rejected.sort(key=lambda each: each.index)
        tell_health(request, key, "outcome", given, answer)
        return Response(answer.body())
