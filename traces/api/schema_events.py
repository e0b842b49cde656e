"""What the OpenAPI document says of the batch doors of JSON."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers as s

from traces.api.schema import Error
from traces.types import JUDGES

TOKENS: dict[str, Any] = {"min_value": 0, "required": False, "allow_null": True}


DURABLE = (
    "The body may be plain, gzip, deflate or zstd, as Content-Encoding says. "
    "The answer is 200 once what was accepted is durable; 400 only when nothing could be read."
)


class UsageEvent(s.Serializer[Any]):
    event_id = s.CharField(max_length=200, help_text="Yours. Posted again with the same source it counts once.")
    timestamp = s.DateTimeField(help_text="When the call began; its price is that of this time.")
    source = s.CharField(max_length=200, required=False, help_text="The service that counted.")  # type: ignore[assignment]
    workflow = s.CharField(max_length=200)
    run_id = s.CharField(max_length=200, required=False)
    trace_id = s.CharField(required=False, help_text="32 hex digits; the event joins that trace.")
    span_id = s.CharField(required=False, help_text="16 hex digits; where that span tells of the call, it counts.")
    provider = s.CharField(max_length=100)
    model = s.CharField(max_length=200)
    input_tokens = s.IntegerField(**TOKENS, help_text="Includes cache reads and cache writes.")
    output_tokens = s.IntegerField(**TOKENS, help_text="Includes reasoning.")
    cache_read_tokens = s.IntegerField(**TOKENS)
    cache_write_tokens = s.IntegerField(**TOKENS)
    reasoning_tokens = s.IntegerField(**TOKENS)
    cost_usd = s.CharField(required=False, help_text="Used, and labelled reported, only where there is no price.")
    duration_ms = s.FloatField(required=False, min_value=0)
    status = s.ChoiceField(["ok", "error", "unset"], required=False)
    attempt = s.IntegerField(min_value=1, required=False)
    user = s.CharField(max_length=200, required=False)
    session = s.CharField(max_length=200, required=False)
    attributes = s.DictField(required=False)


class UsageBatch(s.Serializer[Any]):
    events = UsageEvent(many=True)


class ScoreEvent(s.Serializer[Any]):
    score_id = s.CharField(max_length=200, help_text="Yours. Posted again for the same trace it counts once.")
    trace_id = s.CharField(help_text="32 hex digits.")
    span_id = s.CharField(required=False, help_text="16 hex digits; without it the score is the trace's.")
    name = s.CharField(max_length=200, help_text="What was judged, such as helpfulness.")
    value = s.FloatField(required=False, help_text="A number, also as a decimal string; or label, or both.")
    label = s.CharField(max_length=500, required=False)  # type: ignore[assignment]
    source = s.ChoiceField(JUDGES, help_text="Who judged.")  # type: ignore[assignment]
    comment = s.CharField(max_length=10_000, required=False)
    timestamp = s.DateTimeField(required=False, help_text="When it was judged; without it, when it came.")


class ScoreBatch(s.Serializer[Any]):
    events = ScoreEvent(many=True)


class RejectedEvent(s.Serializer[Any]):
    index = s.IntegerField(help_text="Place in the request, from 0.")
    field = s.CharField(allow_blank=True)
    reason = s.CharField()


class BatchAnswer(s.Serializer[Any]):
    accepted = s.IntegerField()
    duplicate = s.IntegerField()
    conflict = s.ListField(
        child=s.CharField(), help_text="Ids that are stored with another body; what was stored first stays."
    )
    rejected = RejectedEvent(many=True)


def door(request: type[s.Serializer[Any]], summary: str, about: str) -> dict[str, Any]:
    """The extend_schema arguments of one batch door."""
    return {
        "summary": summary,
        "description": f"{about} {DURABLE}",
        "request": request,
        "responses": {200: BatchAnswer, **{status: OpenApiResponse(Error) for status in (400, 413, 415, 503)}},
    }


USAGE = door(
    UsageBatch,
    "Post usage events",
    "Model calls that no span tells of, or tells of as well: where several tell of one call, it counts once.",
)
SCORES = door(
    ScoreBatch,
    "Post scores",
    "What people, models and rules think of a trace or of one of its spans; they show on the trace's page.",
)
