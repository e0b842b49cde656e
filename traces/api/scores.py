"""POST /api/v1/scores: what people, models and rules think of traces and spans."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from aiops.core.drf import EventsParser, events_of
from aiops.core.events import Answer, Event, Rejected, each_made, read_events
from aiops.core.models import ApiKey
from traces.api import schema_events
from traces.api.batches import Door, tell_health
from traces.events.scores import FIELDS, as_score
from traces.ingest.scores import take
from traces.store import erased
from traces.types import Score


class Scores(Door):
    required_scope = "ingest"
    parser_classes = [EventsParser]

    @extend_schema(**schema_events.SCORES)
    def post(self, request: Request) -> Response:
        answer = Answer()
        given = events_of(request)
        events = dict(read_events(given, FIELDS, answer))
        store(request, given, scores_of(events, answer), answer)
        return Response(answer.body())


def scores_of(events: dict[int, Event], answer: Answer) -> list[Score]:
    received_ns = time.time_ns()
    made = each_made(events.items(), lambda event, index: as_score(event, index, received_ns), answer)
    return [score for _, score in made]


def store(request: Request, given: Sequence[Any] | Mapping[int, Any], scores: list[Score], answer: Answer) -> None:
    """Stores the scores of the `given` events, says in the answer what became of them, and tells Ingest health."""
    key = cast("ApiKey", request.auth)
    receipt = take(key.project, scores)
    answer.accepted, answer.duplicate, answer.conflict = receipt.accepted, receipt.duplicate, receipt.conflict
    answer.rejected += [Rejected(index, "trace_id", erased.REASON) for index in receipt.erased]
    answer.rejected.sort(key=lambda each: each.index)
    tell_health(request, key, "score", given, answer)
