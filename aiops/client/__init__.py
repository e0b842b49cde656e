"""Usage, outcomes and scores from a Python service: buffered, retried, and never the reason that it fails.

    from aiops.client import usage, outcome, score

    usage(workflow="support-answer", provider="openai", model="gpt-4o", input_tokens=812, output_tokens=96)
    outcome(workflow="support-answer", key="ticket-17", status="success", minutes_saved=6)
    score(trace_id=trace_id, name="helpful", value=1, source="human")

Where to and with which key: AIOPS_URL and AIOPS_KEY, else what OTEL_EXPORTER_OTLP_ENDPOINT and
OTEL_EXPORTER_OTLP_HEADERS say, else `configure`. A call takes microseconds: it puts the event into a bounded buffer
that a thread empties every second. Each event has its id from the start, so sending again counts once. What cannot be
sent, or is refused, is logged under "aiops.client" and dropped; nothing is ever raised. Only the standard library is
needed.

`run` calls a managed workflow and always answers in time: see aiops.client.runs.
"""

import sys
import uuid
from datetime import UTC, datetime
from typing import Any

from aiops.client.runs import Answer, run
from aiops.client.sender import Target, shared

__all__ = ["Answer", "configure", "flush", "outcome", "run", "score", "usage"]

_sender = shared


def configure(url: str, key: str) -> None:
    """Sends there from now on; the environment is not asked any more."""
    _sender.target = Target(url.rstrip("/"), key)


def flush(seconds: float = 5.0) -> bool:
    """Waits until everything so far is sent or dropped; False when that takes longer."""
    return _sender.flush(seconds)


def usage(  # noqa: PLR0913  as the event has it
    *,
    workflow: str,
    provider: str,
    model: str,
    input_tokens: int | None = None,
    output_tokens: int | None = None,
    event_id: str | None = None,
    timestamp: datetime | None = None,
    **fields: Any,
) -> str:
    """One model call; answers its event id. `fields` are those of POST /api/v1/usage, cost_usd and attributes too.

    Within a span of OpenTelemetry the event joins its trace, unless it names a trace_id itself.
    """
    event = {
        "event_id": event_id or uuid.uuid4().hex,
        "timestamp": _text(timestamp),
        "workflow": workflow,
        "provider": provider,
        "model": model,
        "input_tokens": input_tokens,
        "output_tokens": output_tokens,
    }
    return _put("usage", "event_id", _in_trace(event | fields))


def outcome(
    *,
    workflow: str,
    status: str,
    outcome_id: str | None = None,
    occurred_at: datetime | None = None,
    **fields: Any,
) -> str:
    """What the business saw afterwards; answers its outcome id. Name the run by run_id, trace_id, session or key.

    `status`: success, failure or withdrawn. A correction has the same outcome_id and a higher version.
    """
    event = {
        "outcome_id": outcome_id or uuid.uuid4().hex,
        "workflow": workflow,
        "status": status,
        "occurred_at": _text(occurred_at),
    }
    return _put("outcomes", "outcome_id", event | fields)


def score(*, name: str, score_id: str | None = None, **fields: Any) -> str:
    """A verdict on a trace or span; answers its score id. `fields`: value or label, source (human, model, rule)."""
    return _put("scores", "score_id", _in_trace({"score_id": score_id or uuid.uuid4().hex, "name": name} | fields))


def _put(door: str, id_field: str, event: dict[str, Any]) -> str:
    _sender.put(door, {name: value for name, value in event.items() if value is not None})
    return str(event[id_field])


def _text(at: datetime | None) -> str:
    return (at or datetime.now(UTC)).astimezone(UTC).isoformat()


def _in_trace(event: dict[str, Any]) -> dict[str, Any]:
    tracing = sys.modules.get("opentelemetry.trace")
    if tracing is None or event.get("trace_id"):
        return event
    context = tracing.get_current_span().get_span_context()
    return event | {"trace_id": f"{context.trace_id:032x}"} if context.is_valid else event
