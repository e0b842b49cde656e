"""What a run tells of itself: OTLP's JSON form of its spans, with ids that come out the same however often one is made.

The trace has the run's own id. The run's span is the root, each step hangs below it, and below a step that was tried
more than once, or by a model, its attempts. Pure.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from workflows.engine.codec import clean, cleaned
from workflows.policies.calls import AttemptDone, Performed

SERVICE = "aiops.workflows"
SCOPE = "aiops.engine"
OK, ERROR = 1, 2
MOST_TEXT = 4_000
Json = dict[str, Any]


@dataclass(frozen=True)
class Moment:
    """What a span is about: a step under one lease, from when until when."""

    key: str
    name: str
    fence: int
    start_ns: int
    end_ns: int


@dataclass(frozen=True)
class Told:
    """What every span of one run has in common."""

    run_id: UUID
    workflow: str
    drive: int = 0
    dry_run: bool = False

    @property
    def trace_id(self) -> str:
        return self.run_id.hex

    @property
    def root_id(self) -> str:
        return span_id(self.run_id, "run", self.drive)

    @property
    def attributes(self) -> Json:
        said: Json = {"aiops.workflow": self.workflow, "aiops.run.id": str(self.run_id)}
        return said | ({"aiops.dry_run": True} if self.dry_run else {})


def span_id(run_id: UUID, *parts: object) -> str:
    """Derived, so that a span that is told twice is the same one."""
    text = "\0".join([run_id.hex, *(str(part) for part in parts)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def run_span(told: Told, state: str, start_ns: int, end_ns: int, error: Mapping[str, Any] | None) -> Json:
    failed = f"{error.get('code')}: {error.get('message')}" if error else ""
    kind = {"gen_ai.operation.name": "invoke_workflow", "gen_ai.workflow.name": told.workflow}
    attributes = told.attributes | kind | {"aiops.run.state": state}
    if error:
        attributes["error.type"] = str(error.get("code"))
    return _span(told, told.root_id, None, (told.workflow, start_ns, end_ns), failed, attributes)


def step_spans(told: Told, moment: Moment, done: Performed, shown: Mapping[str, Any]) -> Iterator[Json]:
    """The step's span, and those of its attempts. One that its own function settled at once is its own only attempt."""
    step_id = span_id(told.run_id, "step", moment.key, moment.fence)
    failed = ": ".join(done.error) if done.error else ""
    alone = len(done.attempts) == 1 and not done.attempts[0].attributes
    attributes = told.attributes | {"aiops.step": moment.name} | dict(shown) | dict(done.attributes)
    if done.rung not in {"", "primary"}:
        attributes.setdefault("aiops.fallback.rung", done.rung)
    if done.error:
        attributes["error.type"] = done.error[0]
    yield _span(told, step_id, told.root_id, (moment.key, moment.start_ns, moment.end_ns), failed, attributes)
    if not alone:
        for number, attempt in enumerate(done.attempts, 1):
            yield _attempt(told, moment, number, attempt)


def _attempt(told: Told, moment: Moment, number: int, attempt: AttemptDone) -> Json:
    attributes = told.attributes | {"aiops.attempt": number, "aiops.attempt.outcome": attempt.outcome}
    attributes |= dict(attempt.attributes)
    if attempt.rung not in {"", "primary"}:
        attributes.setdefault("aiops.fallback.rung", attempt.rung)
    failed = "" if attempt.outcome == "ok" else attempt.error or attempt.outcome
    if failed:
        attributes.setdefault("error.type", attempt.error_type or attempt.outcome)
    words = ("gen_ai.operation.name", "gen_ai.request.model")
    name = " ".join(str(attributes[word]) for word in words if word in attributes)
    own = span_id(told.run_id, "attempt", moment.key, moment.fence, number)
    parent = span_id(told.run_id, "step", moment.key, moment.fence)
    named = (name or f"{moment.key} ({attempt.rung})", attempt.start_ns, attempt.end_ns)
    return _span(told, own, parent, named, failed, attributes)


def _span(  # noqa: PLR0913, PLR0917
    told: Told, own_id: str, parent: str | None, named: tuple[str, int, int], failed: str, attributes: Json
) -> Json:
    name, start_ns, end_ns = named
    span = {
        "traceId": told.trace_id,
        "spanId": own_id,
        "name": clean(name[:500]),
        "kind": 1,
        "startTimeUnixNano": str(start_ns),
        "endTimeUnixNano": str(max(start_ns, end_ns)),
        "attributes": [
            {"key": key, "value": _value(value)} for key, value in cleaned(attributes).items() if value is not None
        ],
        "status": {"code": ERROR, "message": clean(failed[:MOST_TEXT])} if failed else {"code": OK},
    }
    return span | ({"parentSpanId": parent} if parent else {})


def _value(value: Any) -> Json:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return {"arrayValue": {"values": [{"stringValue": each} for each in value]}}
    return {"stringValue": value if isinstance(value, str) else orjson.dumps(value, default=str).decode()}


def request(spans: list[Json]) -> bytes:
    """The body that any OTLP/HTTP exporter would send."""
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": SERVICE}}]}
    scoped = [{"scope": {"name": SCOPE}, "spans": spans}]
    return orjson.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": scoped}]})
