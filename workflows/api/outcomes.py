"""POST /api/v1/outcomes: what the business saw afterwards. Stored at once, credited to runs within seconds."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aiops.core.drf import EventsParser, events_of
from aiops.core.events import Answer, Event, each_made, read_events
from aiops.core.models import ApiKey, Project
from traces.api.batches import tell_health
from traces.ingest.redact import redactor
from workflows.api import schema
from workflows.events.outcome import FIELDS, OutcomeRow, as_row
from workflows.store import outcomes


class OutcomeEvents(APIView):
    required_scope = "outcomes"
    parser_classes = [EventsParser]

    @extend_schema(**schema.OUTCOMES)
    def post(self, request: Request) -> Response:
        key, given = cast("ApiKey", request.auth), events_of(request)
        now, answer = datetime.now(UTC), Answer()
        rows = read_rows(given, key.project, now, answer)
        outcomes.store(key.project_id, rows, now, answer)
        answer.rejected.sort(key=lambda each: each.index)
        tell_health(request, key, "outcome", given, answer)
        return Response(answer.body())


def read_rows(events: list[Any], project: Project, now: datetime, answer: Answer) -> list[OutcomeRow]:
    """The rows of what can be read, secrets taken out of their attributes; the rest goes into the answer."""

    def row(event: Event, index: int) -> OutcomeRow:
        if "attributes" in event and project.redaction != Project.Redaction.OFF:
            event["attributes"] = without_secrets(project, event["attributes"])
        return as_row(event, now, index)

    return [each for _, each in each_made(read_events(events, FIELDS, answer), row, answer)]


def without_secrets(project: Project, attributes: dict[str, Any]) -> dict[str, Any]:
    find = redactor(project.redaction)
    return find.attributes(attributes, Counter()) if find.needs_work([attributes], []) else attributes
