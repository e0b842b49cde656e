"""How the API says things: one function a thing, the shapes of the contract. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from traces.analysis.findings import Finding, rule
from traces.analysis.time.measures import TimeSplit
from traces.analysis.time.timeline import NONE
from traces.store.times import when
from traces.types import (
    TOKEN_FIELDS,
    Content,
    Document,
    Event,
    Message,
    Score,
    SpanBody,
    StoredSpan,
    ToolCall,
    TraceRow,
    Value,
)
from traces.types.time_kinds import TIME_KINDS

Json = dict[str, Any]
PLACE = (
    "service", "workflow", "run_id", "step", "attempt", "provider", "model", "service_tier", "finish_reason",
    "session", "user", "release", "convention", "superseded",
)  # fmt: skip
USAGE = (*TOKEN_FIELDS, "usage_counted")


def time_text(ns: int) -> str:
    """RFC 3339 in UTC, to the microsecond."""
    return when(ns).isoformat(timespec="microseconds").replace("+00:00", "Z")


def usd(nanousd: int | None) -> str | None:
    """A decimal string; None where no call had a price."""
    return None if nanousd is None else f"{Decimal(nanousd).scaleb(-9):f}"


def trace_summary(row: TraceRow) -> Json:
    return {
        "trace_id": row.trace_id.hex(),
        "name": row.name,
        "workflow": row.workflow,
        "start": time_text(row.start_ns),
        "duration_ms": row.duration_ns / 1e6,
        "status": row.status,
        "span_count": row.span_count,
        "error_count": row.error_count,
        "input_tokens": row.input_tokens,
        "output_tokens": row.output_tokens,
        "cost_usd": usd(row.cost_nanousd),
        "unpriced_calls": row.unpriced_calls,
        "models": list(row.models),
        "user": row.user,
        "session": row.session,
        "outcome": row.outcome,
        "settled": row.settled,
    }


def trace_detail(row: TraceRow, spans: list[Json], cut: bool) -> Json:
    """`cut`: `spans` are only the first of a larger trace."""
    return trace_summary(row) | {
        "workflow_reason": row.workflow_reason,
        "value_usd": usd(row.value_nanousd),
        "service": row.service,
        "release": row.release,
        "providers": list(row.providers),
        "tags": dict(row.tags),
        "call_count": row.call_count,
        "cut": cut,
        "spans": spans,
    }


def trace_time(split: TimeSplit) -> Json:
    """Where the time of a trace went. `critical_path` tiles the trace; a span_id of null is outside any span."""
    spans = split.line.spans
    kinds = [kind for kind in TIME_KINDS if kind in split.critical_ns or kind in split.self_ns]
    return {
        "critical_path": [
            {
                "span_id": None if each.position == NONE else spans[each.position].span_id.hex(),
                "start_ns": each.start_ns,
                "end_ns": each.end_ns,
                "kind": each.kind,
            }
            for each in split.spent
        ],
        "time_by_kind": [
            {"kind": kind, "critical_ns": split.critical_ns.get(kind, 0), "self_ns": split.self_ns.get(kind, 0)}
            for kind in kinds
        ],
        "savings": [
            {
                "span_id": spans[each.position].span_id.hex(),
                "kind": each.kind,
                "critical_ns": each.critical_ns,
                "drag_ns": each.drag_ns,
            }
            for each in split.savings
        ],
        "async_tail_ns": split.async_tail_ns,
        "clock_shifts": [
            {"span_id": spans[i].span_id.hex(), "shift_ns": shift} for i, shift in split.line.shifts.items()
        ],
    }


def span(stored: StoredSpan, body: SpanBody | None, content: Content) -> Json:
    return {
        "span_id": stored.span_id.hex(),
        "parent_span_id": stored.parent_span_id.hex() if stored.parent_span_id else None,
        "name": stored.name,
        "kind": stored.kind,
        "status": stored.status,
        "status_message": body.status_message if body else "",
        "error_type": stored.error_type,
        "start": time_text(stored.start_ns),
        "start_ns": stored.start_ns,
        "duration_ns": stored.duration_ns,
        "first_token_ns": stored.first_token_ns,
        **_place(stored),
        **_usage(stored),
        "warnings": list(stored.warnings),
        "tags": dict(stored.tags),
        "attributes": plain(body.attributes) if body else {},
        "events": [event(each) for each in body.events] if body else [],
        "messages": {
            "input": [message(each) for each in content.input],
            "output": [message(each) for each in content.output],
        },
        "input": content.input_text,
        "output": content.output_text,
        "tool": tool_call(content.tool) | {"result": content.tool_result} if content.tool else None,
        "documents": [document(each) for each in content.documents],
    }


def _place(stored: StoredSpan) -> Json:
    return {name: getattr(stored, name) for name in PLACE}


def _usage(stored: StoredSpan) -> Json:
    price = {"id": stored.price_id, "source": stored.cost_source} if stored.cost_source else None
    return {name: getattr(stored, name) for name in USAGE} | {
        "usage_counted_why": usage_counted_why(stored),
        "cost_usd": usd(stored.cost_nanousd),
        "price": price,
    }


def usage_counted_why(stored: StoredSpan) -> str:
    """Why this span's usage is, or is not, in the sums."""
    if stored.superseded:
        return "The same call is already stored under another record, and a call counts once."
    if stored.input_tokens is None and stored.output_tokens is None:
        return "It reports no usage."
    if stored.usage_counted:
        return "It reports usage, and no span below it reports the same again."
    return "Spans below it report the same usage, and a call counts once."


def finding(each: Finding) -> Json:
    """`span_id` is null for a finding of the whole trace."""
    return {
        "code": each.code,
        "title": rule(each.code).title,
        "group": rule(each.code).group,
        "span_id": each.span.hex() or None,
        "weight": each.weight,
        "state": each.state or "open",
        "consequence": each.consequence,
        "detail": each.detail.strip(" ,:|"),
        "at": time_text(each.at),
        "evidence": [{"span_id": item.span.hex(), "role": item.role} for item in each.evidence],
    }


def score(each: Score) -> Json:
    return {
        "score_id": each.score_id,
        "span_id": each.span_id.hex() if each.span_id else None,
        "name": each.name,
        "value": None if each.value is None else float(each.value),
        "label": each.label,
        "source": each.source,
        "comment": each.comment,
        "time": time_text(each.at_ns),
    }


def event(each: Event) -> Json:
    return {"name": each.name, "time": time_text(each.time_ns), "attributes": plain(each.attributes)}


def message(each: Message) -> Json:
    return {
        "role": each.role,
        "text": each.text,
        "tool_calls": [tool_call(call) for call in each.tool_calls],
        "tool_call_id": each.tool_call_id,
        "finish_reason": each.finish_reason,
        "reasoning": each.reasoning,
    }


def tool_call(call: ToolCall) -> Json:
    return {"id": call.id, "name": call.name, "arguments": call.arguments}


def document(each: Document) -> Json:
    return {"id": each.id, "text": each.text, "score": each.score, "metadata": plain(each.metadata)}


def plain(value: Value) -> Any:
    """Attribute values as JSON: bytes as hex, what is no number of JSON as text."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and value - value != 0:
        return str(value)
    return value
