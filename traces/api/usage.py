"""POST /api/v1/usage: model calls that somebody else timed and counted, stored and priced as spans are."""

from functools import cache
from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from aiops.core.drf import EventsParser, events_of
from aiops.core.events import Answer, Event, Rejected, each_made, read_events
from aiops.core.models import ApiKey
from traces.api import schema_events
from traces.api.batches import Door, as_batch
from traces.events.refused import as_rejections
from traces.events.usage import FIELDS, as_span, resource_of
from traces.ingest import ingest
from traces.otlp import Decoded
from traces.types import Batch, Span

FIELD_OF = {"start_time_unix_nano": "timestamp"}  # of a span -> of an event
BAD_EVENT = "bad_event"  # as Ingest health counts it


class UsageEvents(Door):
    required_scope = "ingest"
    parser_classes = [EventsParser]

    @extend_schema(**schema_events.USAGE)
    def post(self, request: Request) -> Response:
        answer = Answer()
        given = events_of(request)
        events = dict(read_events(given, FIELDS, answer))
        spans = spans_of(events, answer)
        refused = as_rejections(answer.rejected, given, BAD_EVENT, "event_id")
        batch = ingest(as_batch(request, cast("ApiKey", request.auth), Decoded(spans, refused)))
        report(batch, events, spans, answer)
        return Response(answer.body())


def spans_of(events: dict[int, Event], answer: Answer) -> list[Span]:
    resource = cache(resource_of)  # one object for all events of a source
    made = each_made(events.items(), lambda event, index: as_span(event, index, resource(event.get("source"))), answer)
    return [span for _, span in made]


def report(batch: Batch, events: dict[int, Event], spans: list[Span], answer: Answer) -> None:
    """What became of the events, in their own words."""
    receipt = batch.receipt
    if receipt is not None:
        ids = {span.span_id.hex(): events[span.index]["event_id"] for span in spans}
        answer.accepted, answer.duplicate = receipt.accepted, receipt.duplicate
        answer.conflict = [ids[span_id] for span_id in receipt.conflict]
    answer.rejected = [
        Rejected(each.index, FIELD_OF.get(each.field, each.field), each.reason)
        for each in sorted(batch.rejected, key=lambda each: each.index)
    ]
