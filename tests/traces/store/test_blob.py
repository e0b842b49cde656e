import math
from typing import Any

import orjson
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import T0_NS, span
from traces.store import blob
from traces.types import Event, Link, Resource, Scope

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.binary(max_size=20)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
)
keys = st.sampled_from(["$", "v", "a.b", "__proto__"]) | st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3))
attributes = st.dictionaries(keys, values, max_size=5)


def same(left: Any, right: Any) -> bool:
    """Equality that tells 1 from True and 1.0, and holds for NaN."""
    return repr(left) == repr(right)


@given(attributes, attributes, attributes, attributes)
def test_every_value_comes_back_exactly(own: Any, events: Any, links: Any, resource: Any) -> None:
    sent = span(
        attributes=own,
        events=[Event("e", T0_NS, events)],
        links=[Link(b"\x01" * 16, b"\x02" * 8, links)],
        resource=Resource(resource, "https://schema"),
        scope=Scope("s", "1", resource, ""),
        status_message="gone",
        otel_kind=3,
        trace_state="a=1",
    )
    body = blob.decode(blob.encode([span(), sent]))[1]
    assert same(body.attributes, sent.attributes)
    assert same((list(body.events), list(body.links)), (sent.events, sent.links))
    assert same((body.resource, body.scope), (sent.resource, sent.scope))
    assert (body.status_message, body.otel_kind, body.trace_state) == ("gone", 3, "a=1")


def test_spans_of_one_resource_share_it_again_when_read() -> None:
    bodies = blob.decode(blob.encode([span(), span(), span(resource=Resource({"service.name": "other"}))]))
    assert bodies[0].resource is bodies[1].resource
    assert [body.resource.service for body in bodies] == ["shop", "shop", "other"]


def test_a_span_that_was_not_stored_keeps_its_place() -> None:
    first, last = span(attributes={"n": 1}), span(attributes={"n": 3})
    bodies = blob.decode(blob.pack([(first, blob.body_json(first)), None, (last, blob.body_json(last))]))
    assert [body.attributes for body in bodies] == [{"n": 1}, {}, {"n": 3}]


def test_one_body_is_the_one_of_that_place() -> None:
    first, last = span(attributes={"n": b"1"}), span(attributes={"n": b"3"})
    data = blob.pack([(first, blob.body_json(first)), None, (last, blob.body_json(last))])
    assert [blob.decode_one(data, place) for place in range(3)] == blob.decode(data)


def test_a_blob_without_lengths_is_read_as_well() -> None:
    """As they were written before there were any."""
    spans = [span(attributes={"n": number}) for number in range(3)]
    content = orjson.loads(zstandard.decompress(blob.encode(spans)))
    del content["n"]
    data = zstandard.compress(orjson.dumps(content))
    assert [blob.decode_one(data, place).attributes for place in range(3)] == [{"n": 0}, {"n": 1}, {"n": 2}]


def test_a_place_that_the_blob_has_not_is_an_error() -> None:
    with pytest.raises(IndexError):
        blob.decode_one(blob.encode([span(), span()]), 2)


def test_the_same_span_has_the_same_bytes_in_any_batch() -> None:
    one = span(attributes={"x": math.nan, "y": b"\xff"})
    assert blob.body_json(one) == blob.body_json(one)


def test_a_lone_surrogate_is_replaced_rather_than_refused() -> None:
    body = blob.decode(blob.encode([span(attributes={"text": "a\ud800b"})]))[0]
    assert body.attributes == {"text": "a?b"}
