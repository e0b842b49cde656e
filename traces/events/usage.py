"""One usage event as a span of kind llm: it is written in the attributes of the GenAI convention, so that it is read,
priced and shown as any other call is. Pure.
"""

from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from aiops.core.events import Event, FieldError, Fields, hex_id, mapping, number, one_of, text, time, whole
from traces.types import Resource, Scope, Span

SCOPE = Scope(name="aiops.usage")
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00Z")
MICROSECOND = timedelta(microseconds=1)
DAY_MS = 24 * 3600 * 1000
FIELDS = Fields(
    {
        "event_id": text(),
        "timestamp": time,
        "source": text(),
        "workflow": text(),
        "run_id": text(),
        "trace_id": hex_id(16),
        "span_id": hex_id(8),
        "provider": text(100),
        "model": text(),
        "input_tokens": whole(),
        "output_tokens": whole(),
        "cache_read_tokens": whole(),
        "cache_write_tokens": whole(),
        "reasoning_tokens": whole(),
        "cost_usd": number(0, 1_000_000),
        "duration_ms": number(0, DAY_MS),
        "status": one_of("ok", "error", "unset"),
        "attempt": whole(1, 32_000),
        "user": text(),
        "session": text(),
        "attributes": mapping(),
    },
    required=("event_id", "timestamp", "workflow", "provider", "model"),
)
# Field of the event -> attribute of the span.
ATTRIBUTES = {
    "workflow": "aiops.workflow",
    "run_id": "aiops.run.id",
    "attempt": "aiops.attempt",
    "provider": "gen_ai.provider.name",
    "model": "gen_ai.request.model",
    "input_tokens": "gen_ai.usage.input_tokens",
    "output_tokens": "gen_ai.usage.output_tokens",
    "cache_read_tokens": "gen_ai.usage.cache_read.input_tokens",
    "cache_write_tokens": "gen_ai.usage.cache_write.input_tokens",
    "reasoning_tokens": "gen_ai.usage.reasoning.output_tokens",
    "user": "user.id",
    "session": "session.id",
    "event_id": "aiops.event.id",
}
PARTS = (
    ("input_tokens", "cache_read_tokens", "cache_write_tokens"),
    ("output_tokens", "reasoning_tokens"),
)


def as_span(event: Event, index: int, resource: Resource) -> Span:
    """The span of an event that FIELDS read. `resource` names its source. Raises FieldError.

    Its ids are those that the event gives, else they follow from source and event id: posted twice, it is one span.
    """
    check_usage(event)
    digest = blake2b(f"usage\0{resource.service}\0{event['event_id']}".encode(), digest_size=24).digest()
    start_ns = ns(event["timestamp"])
    attributes = {"gen_ai.operation.name": "chat", **event.get("attributes", {})}
    attributes |= {name: event[field] for field, name in ATTRIBUTES.items() if field in event}
    if "cost_usd" in event:
        attributes["gen_ai.usage.cost"] = float(event["cost_usd"])  # 15 digits: what it reads as is what was sent
    return Span(
        trace_id=bytes.fromhex(event["trace_id"]) if "trace_id" in event else digest[:16],
        span_id=bytes.fromhex(event["span_id"]) if "span_id" in event else digest[16:],
        parent_span_id=None,
        name=f"{attributes['gen_ai.operation.name']} {event['model']}",
        start_ns=start_ns,
        end_ns=start_ns + int(event.get("duration_ms", 0) * 1_000_000),
        otel_kind=3,
        status=event.get("status", "unset"),
        attributes=attributes,
        resource=resource,
        scope=SCOPE,
        index=index,
        source="event",
    )


def check_usage(event: Event) -> None:
    """Raises FieldError where there is nothing to bill by, or a part exceeds its whole."""
    if "input_tokens" not in event and "output_tokens" not in event and "cost_usd" not in event:
        raise FieldError("input_tokens", "is required, or output_tokens, or cost_usd")
    for whole_name, *parts in PARTS:
        if whole_name in event and sum(event.get(part, 0) for part in parts) > event[whole_name]:
            raise FieldError(whole_name, f"includes {' and '.join(parts)}, and is less than they are")
        for part in parts:
            if part in event and whole_name not in event:
                raise FieldError(whole_name, f"is required with {part}, which it includes")


def ns(at: datetime) -> int:
    """Nanoseconds since 1970."""
    return (at - EPOCH) // MICROSECOND * 1000


def resource_of(source: Any) -> Resource:
    return Resource({"service.name": source} if source else {})
