"""What is absurdly large is cut, flagged and counted; the usual span is left as it is."""

from typing import Any

import pytest

from tests.factories import T0_NS, batch, span
from traces.ingest.limit import CUT, MAX_KEY_CHARACTERS, MAX_NAME_CHARACTERS, limit
from traces.otlp.decoded import MAX_ATTRIBUTES, MAX_EVENTS
from traces.types import Batch, Event, Resource, Span

VALUE, SPAN = 1000, 5000


@pytest.fixture(autouse=True)
def _small_limits(settings: Any) -> None:
    settings.MAX_VALUE_CHARACTERS, settings.MAX_SPAN_CHARACTERS = VALUE, SPAN


def limited(**fields: Any) -> tuple[Span, Batch]:
    made = batch([span(**fields)])
    limit(made)
    return made.spans[0], made


def test_a_usual_span_keeps_its_very_attributes() -> None:
    attributes = {"text": "x" * 500, "n": 1, "stop": ["a", "b"]}
    limited(attributes=attributes)
    kept, made = limited(attributes=attributes)
    assert (kept.attributes is attributes, kept.warnings, made.notes) == (True, [], {})


@pytest.mark.parametrize("size", [VALUE, VALUE + 1])
def test_a_value_is_cut_beyond_its_limit(size: int) -> None:
    kept, made = limited(attributes={"text": "x" * size})
    cut = size > VALUE
    assert kept.attributes == {"text": "x" * VALUE + CUT * cut}
    assert (kept.warnings, made.notes) == (["truncated"] * cut, {"truncated": 1} if cut else {})


def test_all_values_together_are_cut_beyond_the_limit_of_the_span() -> None:
    kept, made = limited(attributes={f"text{n}": "x" * VALUE for n in range(8)})
    assert sum(len(value.removesuffix(CUT)) for value in kept.attributes.values()) <= SPAN
    assert made.notes["truncated"] >= 3


@pytest.mark.parametrize(
    "nested",
    [
        ["x" * 300] * 9,
        {"a": {"b": ["x" * 300] * 9}},
        [[["x" * 3000]]],
        list(range(5000)),
        {str(n): n for n in range(5000)},
    ],
    ids=["list", "map", "deep", "numbers", "many"],
)
def test_a_nested_value_is_cut_as_one(nested: Any) -> None:
    kept, made = limited(attributes={"v": nested})
    assert len(repr(kept.attributes["v"])) < 3 * VALUE
    assert made.notes["truncated"] >= 1


def test_bytes_are_cut_too() -> None:
    kept, _ = limited(attributes={"raw": b"x" * 5000})
    assert kept.attributes == {"raw": b"x" * VALUE}


def test_too_many_attributes_are_dropped_and_counted() -> None:
    kept, made = limited(attributes={f"k{n}": 1 for n in range(MAX_ATTRIBUTES + 5)})
    assert (len(kept.attributes), made.notes) == (MAX_ATTRIBUTES, {"dropped_attributes": 5})


def test_too_many_events_are_dropped_and_counted() -> None:
    kept, made = limited(events=[Event("e", T0_NS, {}) for _ in range(MAX_EVENTS + 5)])
    assert (len(kept.events), made.notes) == (MAX_EVENTS, {"dropped_events": 5})


def test_a_key_is_cut() -> None:
    kept, _ = limited(attributes={"k" * 65536: 1})
    assert kept.attributes == {"k" * MAX_KEY_CHARACTERS + CUT: 1}


def test_a_name_is_cut() -> None:
    kept, _ = limited(name="n" * 100_000)
    assert kept.name == "n" * MAX_NAME_CHARACTERS + CUT


def test_a_resource_is_cut_once_and_stays_shared() -> None:
    resource = Resource({"text": "x" * 5000})
    made = batch([span(resource=resource), span(resource=resource)])
    limit(made)
    first, second = made.spans
    assert first.resource is second.resource
    assert (first.resource.attributes, made.notes) == ({"text": "x" * VALUE + CUT}, {"truncated": 1})


def test_events_share_the_budget_of_their_span() -> None:
    kept, made = limited(events=[Event("e", T0_NS, {"text": "x" * VALUE}) for _ in range(8)])
    assert sum(len(event.attributes["text"].removesuffix(CUT)) for event in kept.events) <= SPAN
    assert made.notes["truncated"] >= 3
