"""Arize Phoenix: spans as `client.spans.get_spans_dataframe()` gives them, saved as parquet, JSON or CSV. Pure.

Attributes are columns `attributes.NAME`; messages and documents are lists of maps in a column of their own.
Source: https://github.com/Arize-ai/phoenix src/phoenix/trace/dsl/query.py (_get_spans_dataframe) at 000b8344, 2026.
"""

from collections.abc import Mapping
from typing import Any

from traces.events.exports import cells
from traces.types import Event, Scope, Span, Status

PRODUCT, PREFIX = "phoenix", "attributes."
SCOPE = Scope("phoenix.export")
STATUSES: dict[str, Status] = {"OK": "ok", "ERROR": "error"}
TOKENS = "llm.token_count."
JSON_TEXTS = ("metadata", "llm.invocation_parameters", "input.value", "output.value", "tool.parameters")


def known(columns: frozenset[str]) -> bool:
    return {"context.trace_id", "context.span_id", "span_kind"} <= columns


def read(row: Mapping[str, Any], index: int) -> Span:
    """Raises FieldError."""
    trace_id, span_id = (str(cells.required(row, f"context.{name}")) for name in ("trace_id", "span_id"))
    cells.required(row, "start_time")
    start_ns = cells.moment(row, "start_time") or 0
    end_ns = cells.moment(row, "end_time")
    parent = cells.text(row, "parent_id")
    return Span(
        trace_id=cells.identifier(trace_id, 16, PRODUCT),
        span_id=cells.identifier(span_id, 8, PRODUCT),
        parent_span_id=cells.identifier(parent, 8, PRODUCT) if parent else None,
        name=cells.text(row, "name"),
        start_ns=start_ns,
        end_ns=end_ns or start_ns,
        warnings=cells.no_end(end_ns),
        status=STATUSES.get(cells.text(row, "status_code").upper(), "unset"),
        status_message=cells.text(row, "status_message"),
        attributes=attributes(row),
        events=events(row, start_ns),
        scope=SCOPE,
        index=index,
    )


def attributes(row: Mapping[str, Any]) -> dict[str, Any]:
    """Flat again, as OpenInference writes them on a span."""
    found: dict[str, Any] = {"openinference.span.kind": cells.text(row, "span_kind").upper() or "UNKNOWN"}
    for column, value in row.items():
        if column.startswith(PREFIX) and not cells.empty(value):
            name = column.removeprefix(PREFIX)
            if name.startswith(TOKENS):
                found[name] = _count(value)
            elif name in JSON_TEXTS:
                found[name] = cells.as_text(value)
            else:
                found |= cells.flat(cells.packed(value), name)
    return found


def _count(value: Any) -> Any:
    """A column with gaps is one of floats, and in CSV its cells are texts."""
    whole = str(value).removesuffix(".0")
    return int(whole) if whole.isdigit() else value


def events(row: Mapping[str, Any], start_ns: int) -> list[Event]:
    listed = cells.packed(row.get("events"))
    given = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return [
        Event(
            cells.text(each, "name"),
            cells.moment(each, "timestamp") or start_ns,
            {name: inner for name, inner in _map(each.get("attributes")).items() if not cells.empty(inner)},
        )
        for each in given
    ]


def _map(value: Any) -> dict[str, Any]:
    found = cells.packed(value)
    return found if isinstance(found, dict) else {}
