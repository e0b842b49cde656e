"""Langfuse: observations, traces and scores, as exported from its pages (CSV, JSON) or to blob storage (JSON, JSONL,
CSV). Pages write `parentObservationId`, blob storage writes `parent_observation_id`: both are read.

Source: https://github.com/langfuse/langfuse worker/src/features/database-read-stream (observation-stream.ts at 03b77af,
2026), https://langfuse.com/docs/api-and-data-platform/features/blob-storage-export-fields (version 4).
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from aiops.core.events import FieldError
from traces.events import langfuse as door
from traces.events import scores
from traces.events.exports import cells
from traces.types import Resource, Scope, Score, Span

PRODUCT = "langfuse"
SCOPE = Scope("langfuse-sdk", "export")
# Column -> attribute. What is a map or list in JSON is a text there, as the SDK writes it.
ATTRIBUTES = {
    "provided_model_name": "langfuse.observation.model.name",
    "model": "langfuse.observation.model.name",
    "model_parameters": "langfuse.observation.model.parameters",
    "usage_details": "langfuse.observation.usage_details",
    "cost_details": "langfuse.observation.cost_details",
    "input": "langfuse.observation.input",
    "output": "langfuse.observation.output",
    "level": "langfuse.observation.level",
    "status_message": "langfuse.observation.status_message",
    "prompt_name": "langfuse.observation.prompt.name",
    "prompt_version": "langfuse.observation.prompt.version",
    "user_id": "langfuse.user.id",
    "session_id": "langfuse.session.id",
    "trace_name": "langfuse.trace.name",
    "environment": "langfuse.environment",
    "release": "langfuse.release",
}
SCORE_COLUMNS = {"name", "value", "data_type", "source"}


def known(columns: frozenset[str]) -> bool:
    names = {snake(column) for column in columns}
    return (
        {"trace_id", "type", "start_time"} <= names  # an observation
        or names >= SCORE_COLUMNS
        or ({"id", "timestamp", "name"} <= names and bool({"session_id", "user_id", "bookmarked"} & names))  # a trace
    )


def read(row: Mapping[str, Any], index: int) -> Span | Score:
    """Raises FieldError."""
    said = {snake(column): value for column, value in row.items() if not cells.empty(value)}
    if set(said) >= SCORE_COLUMNS - {"value"} and ("value" in said or "string_value" in said):
        return score(said, index)
    return observation(said, index) if "start_time" in said or "trace_id" in said else trace(said, index)


def observation(row: Mapping[str, Any], index: int) -> Span:
    trace_id, own_id = (str(cells.required(row, name)) for name in ("trace_id", "id"))
    cells.required(row, "start_time")
    start_ns = cells.moment(row, "start_time") or 0
    end_ns = cells.moment(row, "end_time")
    parent = cells.text(row, "parent_observation_id")
    kind = cells.text(row, "type").lower() or "span"
    attributes = {"langfuse.observation.type": kind} | _attributes(row)
    if first_ns := cells.moment(row, "completion_start_time"):
        attributes["langfuse.observation.completion_start_time"] = _iso(first_ns)
    return Span(
        trace_id=cells.identifier(trace_id, 16, PRODUCT),
        span_id=cells.identifier(own_id, 8, PRODUCT),
        parent_span_id=cells.identifier(parent, 8, PRODUCT) if parent else None,
        name=cells.text(row, "name") or kind,
        start_ns=start_ns,
        end_ns=end_ns or start_ns,
        warnings=[] if kind == "event" else cells.no_end(end_ns),  # an event is a moment
        attributes=attributes,
        resource=Resource({}),
        scope=SCOPE,
        index=index,
    )


def trace(row: Mapping[str, Any], index: int) -> Span:
    """What is said of a trace as a whole, beside its observations: a span of its own, named as the trace."""
    own_id = str(cells.required(row, "id"))
    cells.required(row, "timestamp")
    start_ns = cells.moment(row, "timestamp") or 0
    lasted_s = cells.number(row, "latency")
    return Span(
        trace_id=cells.identifier(own_id, 16, PRODUCT),
        span_id=cells.identifier(f"trace {own_id}", 8, PRODUCT),
        parent_span_id=None,
        name=cells.text(row, "name") or "trace",
        start_ns=start_ns,
        end_ns=start_ns + int((lasted_s or 0) * 1e9),
        warnings=cells.no_end(lasted_s),
        attributes={"langfuse.observation.type": "span"} | _attributes(row),
        scope=SCOPE,
        index=index,
    )


def score(row: Mapping[str, Any], index: int) -> Score:
    value = row.get("string_value") if cells.empty(row.get("value")) else cells.number(row, "value")
    if row.get("data_type") == "CATEGORICAL" and row.get("string_value"):
        value = row["string_value"]
    given = {"id": row.get("id"), "name": row.get("name"), "value": value, "source": row.get("source")}
    given |= {"comment": row.get("comment"), "traceId": row.get("trace_id")}
    event = door.as_event(given)
    event["trace_id"] = cells.identifier(str(row["trace_id"]), 16, PRODUCT).hex()
    if row.get("observation_id"):
        event["span_id"] = cells.identifier(str(row["observation_id"]), 8, PRODUCT).hex()
    if at_ns := cells.moment(row, "timestamp"):
        event["timestamp"] = _iso(at_ns)
    try:
        return scores.as_score(scores.FIELDS.event(event), index, 0)
    except FieldError as error:
        raise FieldError(door.THEIRS.get(error.field, error.field), str(error)) from None


def _attributes(row: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: cells.as_text(row[column]) for column, name in ATTRIBUTES.items() if column in row}
    metadata = cells.packed(row.get("metadata"))
    for name, value in metadata.items() if isinstance(metadata, dict) else ():
        found[f"langfuse.observation.metadata.{name}"] = cells.as_text(value)
    return found


def snake(name: str) -> str:
    """parentObservationId and parent_observation_id are one column."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def _iso(at_ns: int) -> str:
    return (cells.EPOCH + timedelta(microseconds=at_ns // 1000)).isoformat()
