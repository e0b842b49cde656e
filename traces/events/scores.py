"""Scores: what somebody thought of a trace or a span, out of our own door's events and of GenAI log records. Pure."""

import math
from decimal import Decimal
from hashlib import blake2b

from aiops.core.events import Event, FieldError, Fields, hex_id, number, one_of, text, time
from traces.events.usage import ns
from traces.types import JUDGES, LogRecord, Score, Value

MAX_VALUE = 1e15
MAX_COMMENT, MAX_LABEL = 10_000, 500
value_of = number(-MAX_VALUE, MAX_VALUE)
FIELDS = Fields(
    {
        "score_id": text(),
        "trace_id": hex_id(16),
        "span_id": hex_id(8),
        "name": text(),
        "value": value_of,
        "label": text(MAX_LABEL),
        "source": one_of(*JUDGES),
        "comment": text(MAX_COMMENT),
        "timestamp": time,
    },
    required=("score_id", "trace_id", "name", "source"),
)


def as_score(event: Event, index: int, received_ns: int) -> Score:
    """The score of an event that FIELDS read. Raises FieldError."""
    if "value" not in event and "label" not in event:
        raise FieldError("value", "is required, or label")
    return Score(
        trace_id=bytes.fromhex(event["trace_id"]),
        score_id=event["score_id"],
        span_id=bytes.fromhex(event["span_id"]) if "span_id" in event else None,
        name=event["name"],
        value=event.get("value"),
        label=event.get("label"),
        source=event["source"],
        comment=event.get("comment", ""),
        at_ns=ns(event["timestamp"]) if "timestamp" in event else received_ns,
        index=index,
    )


def of_log(record: LogRecord) -> Score | None:
    """The score of a record `gen_ai.evaluation.result`; None where it says of nothing, or nothing.

    Its id follows from what it says, so sent again it is the same score.
    """
    given = record.attributes
    name = words(given.get("gen_ai.evaluation.name"), MAX_LABEL)
    value = finite(given.get("gen_ai.evaluation.score.value"))
    label = words(given.get("gen_ai.evaluation.score.label"), MAX_LABEL)
    if record.trace_id is None or not name or (value is None and not label):
        return None
    told = f"{record.span_id!r}\0{record.time_ns}\0{name}\0{value}\0{label}"
    return Score(
        trace_id=record.trace_id,
        score_id=blake2b(told.encode(), digest_size=16, person=b"aiops.score").hexdigest(),
        span_id=record.span_id,
        name=name,
        value=value,
        label=label or None,
        source="model",
        comment=words(given.get("gen_ai.evaluation.explanation"), MAX_COMMENT),
        at_ns=record.time_ns,
        index=record.index,
    )


def finite(value: Value) -> Decimal | None:
    if value.__class__ not in {int, float} or not math.isfinite(value) or abs(value) > MAX_VALUE:
        return None
    return Decimal(str(value))


def words(value: Value, most: int) -> str:
    return value[:most] if isinstance(value, str) else ""
