"""Spans and bodies made of nothing but attributes, as the tests of this folder need them."""

from typing import Any

from hypothesis import HealthCheck, settings

from traces import semconv
from traces.types import Content, Event, Resource, Scope, Span, SpanBody, Status

T0_NS = 1_790_000_000_000_000_000
SECOND_NS = 1_000_000_000
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no failure


def read(
    attributes: dict[str, Any],
    *,
    scope: str = "",
    resource: dict[str, Any] | None = None,
    events: list[Event] | None = None,
    status: Status = "unset",
    otel_kind: int = 1,
    name: str = "span",
) -> Span:
    """A span of ten seconds with these attributes, normalised."""
    span = Span(
        b"\xaa" * 16,
        b"\xbb" * 8,
        None,
        name,
        T0_NS,
        T0_NS + 10 * SECOND_NS,
        otel_kind=otel_kind,
        status=status,
        attributes=attributes,
        events=events or [],
        resource=Resource(resource or {}),
        scope=Scope(scope),
    )
    semconv.normalise(span)
    return span


def show(attributes: dict[str, Any], *events: Event) -> Content:
    """The content of a span's body with these attributes and events."""
    return semconv.content(SpanBody(attributes, events, (), Resource({}), Scope(), "", 1))


def event(name: str, after_s: float = 0, attributes: dict[str, Any] | None = None) -> Event:
    return Event(name, T0_NS + int(after_s * SECOND_NS), attributes or {})
