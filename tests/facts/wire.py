"""Facts and outcomes as the doors take them: JSON as senders write it."""

from datetime import UTC, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from tests.facts.meters import Reading
from tests.facts.outcomes import Outcome
from tests.facts.rows import Fact

Json = dict[str, Any]
SECOND_NS = 10**9


def spans(facts: list[Fact]) -> Json:
    return {"resourceSpans": [{"resource": _resource("shop"), "scopeSpans": [{"spans": [*map(_span, facts)]}]}]}


def _span(fact: Fact) -> Json:
    made = {
        "traceId": fact.trace,
        "spanId": fact.span,
        "name": "chat" if fact.call else "work",
        "startTimeUnixNano": str(fact.start_ns),
        "endTimeUnixNano": str(fact.start_ns + SECOND_NS),
        "status": {"code": {"ok": 1, "error": 2, "unset": 0}[fact.status]},
        "attributes": attributes(_told(fact)),
    }
    return made | ({"parentSpanId": fact.parent} if fact.parent else {})


def _told(fact: Fact) -> Json:
    told: Json = {
        "aiops.workflow": fact.workflow,
        "aiops.run.id": fact.run,
        "session.id": fact.session,
        "aiops.business_key": fact.key,
        "user.id": fact.user,
        "customer.plan": fact.plan,
    }
    if fact.call or fact.bears:
        told |= {
            "gen_ai.operation.name": "chat" if fact.call else "invoke_agent",
            "gen_ai.provider.name": "acme",
            "gen_ai.request.model": fact.model,
            "gen_ai.response.id": fact.response,
        }
    if fact.tokens:
        told |= dict(zip(("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"), fact.tokens, strict=True))
    return told


def usage(facts: list[Fact], given: list[tuple[str, bool]]) -> Json:
    """`given`: each event's id, and whether it says its trace and span."""
    return {"events": [_event(fact, *each) for fact, each in zip(facts, given, strict=True)]}


def _event(fact: Fact, event_id: str, says_ids: bool) -> Json:
    event: Json = {
        "event_id": event_id,
        "source": "billing",
        "timestamp": _time(fact.start_ns),
        "workflow": fact.workflow,
        "provider": "acme",
        "model": fact.model,
        "status": fact.status,
        "run_id": fact.run,
        "session": fact.session,
        "user": fact.user,
        "duration_ms": 1000,
        "cost_usd": None if fact.reported_nanousd is None else _usd(fact.reported_nanousd),
        "attributes": {"gen_ai.response.id": fact.response} if fact.response else None,
    }
    if fact.tokens:
        event |= dict(zip(("input_tokens", "output_tokens"), fact.tokens, strict=True))
    if says_ids:
        event |= {"trace_id": fact.trace, "span_id": fact.span}
    return {name: value for name, value in event.items() if value is not None}


def ids_of_event(event_id: str) -> tuple[str, str]:
    """Trace and span of an event that says none: they follow from its source and id."""
    digest = blake2b(f"usage\0billing\0{event_id}".encode(), digest_size=24).hexdigest()
    return digest[:32], digest[32:]


def log(fact: Fact) -> Json:
    """What a coding agent writes of a call, or, as a supplement, what was said in one."""
    record: Json = {"timeUnixNano": str(fact.start_ns), "traceId": fact.trace}
    if fact.supplement:
        record |= {"eventName": "gen_ai.client.inference.operation.details", "spanId": fact.span}
        return _logs(record, {"gen_ai.operation.name": "chat", "n": fact.number})
    record["body"] = {"stringValue": "claude_code.api_request"}
    told = {"event.name": "api_request", "model": fact.model, "request_id": fact.response, "n": fact.number}
    if fact.parent:
        record["spanId"] = fact.parent
    if fact.tokens:
        told |= {"input_tokens": str(fact.tokens[0]), "output_tokens": str(fact.tokens[1])}
    if fact.reported_nanousd is not None:
        told["cost_usd"] = _usd(fact.reported_nanousd)
    return _logs(record, told, fact.workflow)


def _logs(record: Json, told: Json, service: str = "shop") -> Json:
    record["attributes"] = attributes(told)
    scope = {"name": "com.anthropic.claude_code.events"}
    return {"resourceLogs": [{"resource": _resource(service), "scopeLogs": [{"scope": scope, "logRecords": [record]}]}]}


def meter(reading: Reading) -> Json:
    """One point of a metric of tokens."""
    point = {
        "startTimeUnixNano": str(reading.start_ns),
        "timeUnixNano": str(reading.time_ns),
        "asInt": str(reading.value),
        "attributes": attributes({"type": "input", **reading.attributes}),
    }
    temporality = 2 if reading.cumulative else 1
    sums = {"dataPoints": [point], "aggregationTemporality": temporality, "isMonotonic": True}
    metrics = [{"name": "claude_code.token.usage", "sum": sums}]
    return {"resourceMetrics": [{"resource": _resource(reading.meter), "scopeMetrics": [{"metrics": metrics}]}]}


def outcomes(sent: list[Outcome]) -> Json:
    return {"events": [_outcome(each) for each in sent]}


def _outcome(each: Outcome) -> Json:
    event: Json = {
        "outcome_id": each.id,
        "source": "desk",
        "version": each.version,
        "workflow": each.workflow,
        each.kind: each.ref,
        "occurred_at": _time(each.at_ns),
        "status": each.status,
    }
    return event | ({} if each.value_nanousd is None else {"value_usd": _usd(each.value_nanousd)})


def attributes(told: Json) -> list[Json]:
    """Those that have a value."""
    return [{"key": name, "value": _value(value)} for name, value in told.items() if value is not None]


def _value(value: Any) -> Json:
    return {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}


def _resource(service: str) -> Json:
    return {"attributes": attributes({"service.name": service})}


def _usd(nanousd: int) -> str:
    return f"{Decimal(nanousd).scaleb(-9):f}"


def _time(ns: int) -> str:
    return datetime.fromtimestamp(ns / SECOND_NS, UTC).isoformat()
