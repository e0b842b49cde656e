"""What the OpenAPI document says of the calls for traces. shapes.py makes the answers; a test keeps them the same."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers as s

from traces.analysis.findings import CODES
from traces.forms import FINDINGS, MAX_DURATION_MS, MAX_LIMIT, STATUSES, TEXT_CHARS
from traces.panels.download import CUT_HEADER
from traces.types import JUDGES, KINDS, SORTS
from traces.types.lists import OUTCOMES
from traces.types.time_kinds import TIME_KINDS


def text(*, null: bool = False) -> s.CharField:
    return s.CharField(allow_null=null, allow_blank=True)


def whole(*, null: bool = False) -> s.IntegerField:
    return s.IntegerField(allow_null=null)


def money() -> s.CharField:
    return s.CharField(allow_null=True, help_text="USD as a decimal string; null when no call had a price.")


class ErrorBody(s.Serializer[Any]):
    code = s.CharField()
    message = s.CharField()
    field = s.CharField(required=False)


class Error(s.Serializer[Any]):
    error = ErrorBody()


class TraceSummary(s.Serializer[Any]):
    trace_id = s.CharField(help_text="32 lower-case hex digits.")
    name = text()
    workflow = text(null=True)
    start = s.DateTimeField()
    duration_ms = s.FloatField()
    status = s.ChoiceField(STATUSES)
    span_count = whole()
    error_count = whole()
    input_tokens = whole()
    output_tokens = whole()
    cost_usd = money()
    unpriced_calls = whole()
    models = s.ListField(child=s.CharField())
    user = text(null=True)
    session = text(null=True)
    outcome = s.ChoiceField(
        OUTCOMES[:-1], allow_null=True, help_text="What the business saw of its runs; null while none is known."
    )
    settled = s.BooleanField(help_text="False while spans may still be on their way: sums are provisional.")


class TracePage(s.Serializer[Any]):
    results = TraceSummary(many=True)
    next = s.CharField(allow_null=True, help_text="The cursor of the next page; null on the last one.")


class ToolCall(s.Serializer[Any]):
    id = text()
    name = text()
    arguments = text()


class ToolUse(ToolCall):
    result = text()


class Message(s.Serializer[Any]):
    role = s.CharField(allow_blank=True)
    tool_calls = ToolCall(many=True)
    tool_call_id = s.CharField(allow_blank=True)
    finish_reason = s.CharField(allow_blank=True)
    reasoning = s.CharField(allow_blank=True)
    text = s.CharField(allow_blank=True)


class Messages(s.Serializer[Any]):
    input = Message(many=True)
    output = Message(many=True)


class Document(s.Serializer[Any]):
    id = s.CharField(allow_blank=True)
    text = s.CharField(allow_blank=True)
    score = s.FloatField(allow_null=True)
    metadata = s.DictField()


class Event(s.Serializer[Any]):
    name = text()
    time = s.DateTimeField()
    attributes = s.DictField()


class Price(s.Serializer[Any]):
    id = whole(null=True)
    source = s.CharField(  # type: ignore[assignment]
        help_text="price: by the row `id` of the price list; reported: the client said so; cache: it costs nothing."
    )


class TraceSpan(s.Serializer[Any]):
    span_id = s.CharField(help_text="16 lower-case hex digits.")
    parent_span_id = text(null=True)
    name = text()
    kind = s.ChoiceField(KINDS)
    status = s.ChoiceField(STATUSES)
    status_message = text()
    error_type = text(null=True)
    start = s.DateTimeField()
    start_ns = whole()
    duration_ns = whole()
    first_token_ns = s.IntegerField(allow_null=True, help_text="After the start.")
    service = text()
    workflow = text(null=True)
    run_id = text(null=True)
    step = text(null=True)
    attempt = whole(null=True)
    provider = text(null=True)
    model = text(null=True)
    service_tier = text(null=True)
    finish_reason = text(null=True)
    session = text(null=True)
    user = text(null=True)
    release = text(null=True)
    convention = s.CharField(allow_blank=True, help_text="The semantic convention it was read by.")
    superseded = s.BooleanField(help_text="Another record of the same call counts instead.")
    input_tokens = s.IntegerField(allow_null=True, help_text="With cache reads and writes.")
    output_tokens = s.IntegerField(allow_null=True, help_text="With reasoning.")
    cache_read_tokens = whole(null=True)
    cache_write_tokens = whole(null=True)
    cache_write_1h_tokens = whole(null=True)
    reasoning_tokens = whole(null=True)
    input_audio_tokens = whole(null=True)
    output_audio_tokens = whole(null=True)
    usage_counted = s.BooleanField()
    usage_counted_why = text()
    cost_usd = money()
    price = Price(allow_null=True)
    warnings = s.ListField(child=s.CharField())
    tags = s.DictField(child=s.CharField())
    attributes = s.DictField(help_text="As sent, after redaction.")
    events = Event(many=True)
    messages = Messages()
    input = text()
    output = text()
    tool = ToolUse(allow_null=True)
    documents = Document(many=True)


class FindingEvidence(s.Serializer[Any]):
    span_id = text()
    role = s.ChoiceField(("propagated", "asked", "called", "attempt", "same", "let_through", "recovered_by"))


class TraceFinding(s.Serializer[Any]):
    code = s.ChoiceField(CODES)
    title = text()
    group = s.ChoiceField(("failure", "weakness", "symptom"))
    span_id = s.CharField(allow_null=True, help_text="Null for the whole trace.")
    weight = s.FloatField(help_text="0 to 1: how much it explains.")
    state = s.ChoiceField(("open", "handled", "recovered"))
    consequence = s.BooleanField(help_text="Another finding brought it about.")
    detail = text()
    at = s.DateTimeField()
    evidence = FindingEvidence(many=True)


class TraceScore(s.Serializer[Any]):
    score_id = text()
    span_id = text(null=True)
    name = text()
    value = s.FloatField(allow_null=True)
    label = text(null=True)  # type: ignore[assignment]
    source = s.ChoiceField(JUDGES)  # type: ignore[assignment]
    comment = text()
    time = s.DateTimeField()


class CriticalSection(s.Serializer[Any]):
    span_id = s.CharField(allow_null=True, help_text="null: outside any span.")
    start_ns = s.IntegerField(help_text="After the correction of clocks.")
    end_ns = s.IntegerField()
    kind = s.ChoiceField(TIME_KINDS)


class TimeByKind(s.Serializer[Any]):
    kind = s.ChoiceField(TIME_KINDS)
    critical_ns = s.IntegerField()
    self_ns = s.IntegerField(help_text="Of all spans together, in which no child of theirs ran.")


class Saving(s.Serializer[Any]):
    span_id = s.CharField()
    kind = s.ChoiceField(TIME_KINDS)
    critical_ns = s.IntegerField()
    drag_ns = s.IntegerField(help_text="What the trace would take less if the span's own work took no time.")


class ClockShift(s.Serializer[Any]):
    span_id = s.CharField()
    shift_ns = s.IntegerField()


class Trace(TraceSummary):
    workflow_reason = text(null=True)
    value_usd = s.CharField(allow_null=True, help_text="What its outcomes are worth; null when none has a known value.")
    service = text()
    release = text(null=True)
    providers = s.ListField(child=s.CharField())
    tags = s.DictField(child=s.CharField())
    call_count = whole()
    cut = s.BooleanField(
        help_text="True: `spans` are only the first AIOPS_MAX_TRACE_SPANS of a larger trace; the sums are of all of it."
    )
    spans = TraceSpan(many=True)
    scores = TraceScore(many=True)
    critical_path = CriticalSection(many=True, help_text="In order of time; the sections tile the trace exactly once.")
    time_by_kind = TimeByKind(many=True, help_text="critical_ns adds up to the duration; self_ns may exceed it.")
    savings = Saving(many=True, help_text="What to shorten: what the trace would save, most first.")
    async_tail_ns = s.IntegerField(help_text="From the end of the last root to the end of the trace.")
    clock_shifts = ClockShift(many=True, help_text="Spans whose service's clock disagrees with its caller's.")
    findings = TraceFinding(many=True)
    cause = s.CharField(allow_null=True, help_text="A code, or none_found; null of a trace that did not fail.")


def query(name: str, kind: Any, what: str) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=what)


def bounded(least: int, most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most}


SHORT = {"type": "string", "maxLength": TEXT_CHARS}
FILTERS = [
    query("from", OpenApiTypes.DATETIME, "Traces that started then or later. Default: everything kept."),
    query("to", OpenApiTypes.DATETIME, "Traces that started before."),
    query("workflow", SHORT, "Its workflow."),
    OpenApiParameter("status", str, enum=STATUSES, description="How it ended."),
    OpenApiParameter("kind", str, enum=KINDS, description="It has a span of this kind."),
    query("model", SHORT, "It called this model."),
    query("provider", SHORT, "It called this provider."),
    query("user", SHORT, "Exactly this user."),
    query("session", SHORT, "Exactly this session."),
    query("min_duration_ms", bounded(0, MAX_DURATION_MS), "It took this long or longer."),
    OpenApiParameter(
        "finding", str, enum=FINDINGS, description="It has this finding; any: it failed, whatever the cause."
    ),
    OpenApiParameter("outcome", str, enum=OUTCOMES, description="What came of it; none: nothing is known."),
    query("tag.NAME", SHORT, "Its promoted attribute NAME has this value, such as `tag.region=eu`. At most 10."),
    query(
        "q",
        SHORT,
        "Beginnings of words in names, users, sessions and first texts, or of a trace id; a whole id at any time.",
    ),
    OpenApiParameter("sort", str, enum=SORTS, description="Default -start. Unpriced is cheaper than any price."),
    query("limit", bounded(1, MAX_LIMIT), "Default 50."),
    query("cursor", {"type": "string", "maxLength": 100}, "`next` of the page before, with the same filters."),
]
TRACE_ID = OpenApiParameter("trace_id", {"type": "string", "pattern": "^[0-9a-f]{32}$"}, OpenApiParameter.PATH)
REFUSALS: dict[Any, Any] = {
    400: OpenApiResponse(Error, "A parameter is unknown or has a wrong value; `field` names it."),
    401: OpenApiResponse(Error, "No key, or a wrong one."),
    403: OpenApiResponse(Error, "The key lacks the scope."),
    429: OpenApiResponse(Error, "Over the key's quota; wait `Retry-After` seconds."),
}
MISSING = {404: OpenApiResponse(Error, "This project has no such trace.")}
TOO_SLOW = {422: OpenApiResponse(Error, "Too much to look through; choose a shorter time range.")}

TRACE_LIST: dict[str, Any] = {
    "operation_id": "list_traces",
    "summary": "Traces, a page at a time",
    "parameters": FILTERS,
    "responses": {200: TracePage} | REFUSALS | TOO_SLOW,
}
TRACE_DETAILS: dict[str, Any] = {
    "operation_id": "get_trace",
    "summary": "One trace with all its spans",
    "parameters": [TRACE_ID],
    "responses": {200: Trace} | REFUSALS | MISSING,
}


class Cut(s.Serializer[Any]):
    spans = s.IntegerField(help_text="How many are here.")
    of = s.IntegerField(help_text="How many the trace has.")


OTLP_TRACES = inline_serializer(
    "OtlpTraces",
    {
        "resourceSpans": s.ListField(child=s.DictField()),
        "cut": Cut(required=False, help_text="Only in a file of the first spans of a larger trace; not part of OTLP."),
    },
)
CUT = OpenApiParameter(
    CUT_HEADER,
    str,
    OpenApiParameter.HEADER,
    response=[200],
    description="Only with the first spans of a larger trace: how many of how many, such as `100000/250000`.",
)
TRACE_OTLP: dict[str, Any] = {
    "operation_id": "export_trace",
    "summary": "One trace as OTLP JSON that /v1/traces takes back",
    "parameters": [TRACE_ID, CUT],
    "responses": {(200, "application/json"): OTLP_TRACES} | REFUSALS | MISSING,
}
