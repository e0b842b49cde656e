"""Spans and traces with sensible defaults, a fixed clock and counted ids: `span(kind="llm", model="gpt-4o")`."""

from itertools import count
from typing import Any

from traces.types import Batch, Resource, Scope, Span

T0_NS = 1_790_000_000_000_000_000  # 2026-09-21 14:13:20 UTC
SECOND_NS = 1_000_000_000
RESOURCE = Resource({"service.name": "shop"})
SCOPE = Scope("tests.factories", "1")

_ids = count(1)


def trace_id(number: int) -> bytes:
    return b"\xaa" * 8 + number.to_bytes(8, "big")


def span_id(number: int) -> bytes:
    return b"\xbb" * 4 + number.to_bytes(4, "big")


def span(**overrides: Any) -> Span:
    """One root span of a second at T0_NS with ids of its own; any field of Span can be overridden."""
    number = next(_ids)
    fields: dict[str, Any] = {
        "trace_id": trace_id(number),
        "span_id": span_id(number),
        "parent_span_id": None,
        "name": "answer",
        "start_ns": T0_NS,
        "end_ns": T0_NS + SECOND_NS,
        "status": "ok",
        "attributes": {"n": number},
        "resource": RESOURCE,
        "scope": SCOPE,
        "workflow": "shop answer",
    }
    return Span(**(fields | overrides))


def llm(**overrides: Any) -> Span:
    """A priced model call: 100 tokens in, 20 out, one cent."""
    fields = {
        "name": "chat gpt-4o",
        "kind": "llm",
        "provider": "openai",
        "model": "gpt-4o",
        "input_tokens": 100,
        "output_tokens": 20,
        "cost_nanousd": 10_000_000,
        "price_id": 1,
        "cost_source": "price",
    }
    return span(**(fields | overrides))


def trace(spans: int = 12, **overrides: Any) -> list[Span]:
    """A trace of a root and `spans - 1` children of it, every second one a model call; overrides go to every span."""
    root = span(kind="workflow", **overrides)
    shared = {"trace_id": root.trace_id, "parent_span_id": root.span_id, "start_ns": root.start_ns} | overrides
    children = [
        llm(**shared) if number % 2 else span(kind="step", name=f"step {number}", **shared)
        for number in range(1, spans)
    ]
    return [root, *children]


def batch(spans: list[Span], project_id: int = 1, received_ns: int = T0_NS + 2 * SECOND_NS, **overrides: Any) -> Batch:
    return Batch(project_id=project_id, received_ns=received_ns, spans=spans, **overrides)
