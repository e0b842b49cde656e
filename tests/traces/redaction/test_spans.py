"""Redaction reaches every part of a span, and the parts that spans share only once."""

from collections import Counter

import pytest

from tests.factories import T0_NS, span
from tests.traces.redaction.secrets import SECRETS
from traces.redaction import Redactor, SpanRedactor
from traces.redaction.spans import GROUP_CHARACTERS
from traces.types import Attributes, Event, Link, Resource, Scope, Span

REDACTOR = Redactor(b"test key")
SECRET = SECRETS["openai_key"]
HIDING: Attributes = {"text": f"use {SECRET}"}

SPANS = {
    "name": span(name=f"call {SECRET}"),
    "status message": span(status_message=f"401 for {SECRET}"),
    "trace state": span(trace_state=f"k={SECRET}"),
    "attribute": span(attributes=HIDING),
    "attribute's key": span(attributes={SECRET: 1}),
    "list": span(attributes={"texts": ["a", SECRET]}),
    "mixed list": span(attributes={"texts": [1, SECRET]}),
    "map": span(attributes={"map": {"deep": SECRET}}),
    "bytes": span(attributes={"raw": SECRET.encode()}),
    "event": span(events=[Event("exception", T0_NS, HIDING)]),
    "event's name": span(events=[Event(SECRET, T0_NS, {})]),
    "link": span(links=[Link(b"a" * 16, b"b" * 8, HIDING)]),
    "resource": span(resource=Resource(HIDING)),
    "scope": span(scope=Scope("lib", "1", HIDING)),
    "scope's name": span(scope=Scope(SECRET)),
}


def redact(*spans: Span) -> Counter[str]:
    redactor = SpanRedactor(REDACTOR)
    redactor.spans(spans)
    return redactor.counts


@pytest.mark.parametrize("place", SPANS)
def test_a_secret_is_found_in_every_place(place: str) -> None:
    hiding = SPANS[place]
    assert redact(hiding) == {"redacted.openai_key": 1}
    assert SECRET not in repr(hiding)


def test_a_shared_resource_is_looked_at_once_and_stays_shared() -> None:
    resource = Resource(HIDING)
    first, second = span(resource=resource), span(resource=resource)
    assert redact(first, second) == {"redacted.openai_key": 1}
    assert first.resource is second.resource


def test_a_clean_span_keeps_its_very_attributes() -> None:
    attributes = {"model": "gpt-4o", "n": 1, "stop": ["a"]}
    clean = span(attributes=attributes)
    assert redact(clean) == {}
    assert clean.attributes is attributes


def test_a_key_seen_as_harmless_does_not_hide_a_later_secret() -> None:
    redact(span(attributes={"text": "nothing"}))
    assert redact(span(attributes=dict(HIDING))) == {"redacted.openai_key": 1}


def test_a_secret_split_over_two_attributes_is_not_recognised_when_its_halves_are_too_short() -> None:
    """Each value is judged by itself: halves that look like nothing stay. Documented, not promised."""
    assert redact(span(attributes={"a": SECRET[:12], "b": SECRET[12:]})) == {}


def test_half_a_secret_is_recognised_when_it_is_long_enough() -> None:
    assert redact(span(attributes={"a": SECRETS["anthropic_key"][:30], "b": "rest"})) == {"redacted.anthropic_key": 1}


@pytest.mark.parametrize("guilty", [0, 1, 17, 39])
def test_among_many_spans_only_the_one_with_the_secret_changes(guilty: int) -> None:
    filler = "x" * (GROUP_CHARACTERS // 16)
    spans = [span(attributes={"text": filler, "said": SECRET if n == guilty else "hello"}) for n in range(40)]
    before = [each.attributes for each in spans]
    assert redact(*spans) == {"redacted.openai_key": 1}
    assert [n for n, each in enumerate(spans) if each.attributes is not before[n]] == [guilty]
