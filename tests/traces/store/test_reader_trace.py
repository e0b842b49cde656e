import time

import pytest
from django.test import override_settings

from tests.factories import SECOND_NS, T0_NS, batch, llm, span, trace
from traces.ingest.write import write
from traces.store import partitions, reader, reader_trace
from traces.types import Event, Link, Resource, Scope, Span

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_partitions() -> None:
    partitions.forget()


def store(*spans: Span, project_id: int = 1) -> None:
    write(batch(list(spans), project_id=project_id))


def test_a_trace_comes_with_all_its_spans_by_start() -> None:
    root = span(name="root")
    late = span(name="late", trace_id=root.trace_id, parent_span_id=root.span_id, start_ns=T0_NS + 5)
    early = span(name="early", trace_id=root.trace_id, parent_span_id=root.span_id, start_ns=T0_NS + 2)
    store(late, early, root)
    found = reader.trace(1, root.trace_id)
    assert found is not None
    assert found.row.span_count == 3
    assert [each.name for each in found.spans] == ["root", "early", "late"]
    assert found.spans[1].parent_span_id == root.span_id


def test_every_promoted_field_is_read_back_as_it_was_written() -> None:
    sent = llm(
        first_token_ns=5, error_type="timeout", run_id="r1", step="draft", attempt=2, cache_read_tokens=7,
        cache_write_tokens=3, cache_write_1h_tokens=1, reasoning_tokens=4, input_audio_tokens=8, output_audio_tokens=9,
        service_tier="batch", finish_reason="stop", session="s", user="u", release="v1", convention="genai@1.37",
        tags={"region": "eu"}, warnings=["clock_skew"], status="error",
        signs=["http:429"], prompt_hash="ab",
    )  # fmt: skip
    store(sent)
    found = reader.trace(1, sent.trace_id)
    assert found is not None
    [stored] = found.spans
    shared = set(stored.__slots__) & set(sent.__slots__) - {"warnings", "signs"}
    assert {name: getattr(stored, name) for name in shared} == {name: getattr(sent, name) for name in shared}
    assert (stored.warnings, stored.service, stored.duration_ns) == (("clock_skew",), "shop", SECOND_NS)
    assert (stored.usage_counted, stored.superseded) == (True, False)


def test_spans_of_several_days_and_batches_belong_to_one_trace() -> None:
    root = span(name="root", end_ns=T0_NS + 3 * 86_400 * SECOND_NS)
    write(batch([root], received_ns=root.end_ns))
    after = T0_NS + 2 * 86_400 * SECOND_NS
    write(batch([span(name="later", trace_id=root.trace_id, start_ns=after, end_ns=after + 1)], received_ns=after))
    found = reader.trace(1, root.trace_id)
    assert found is not None
    assert [each.name for each in found.spans] == ["root", "later"]
    assert len(reader.bodies(1, root.trace_id)) == 2


def test_a_span_that_ends_before_it_starts_is_read_all_the_same() -> None:
    sent = span(end_ns=T0_NS - SECOND_NS)
    store(sent)
    found = reader.trace(1, sent.trace_id)
    assert found is not None
    assert [each.duration_ns for each in found.spans] == [0]


def test_a_body_is_what_was_sent() -> None:
    sent = span(
        attributes={"a": 1, "b": b"\x00", "c": [1.5, {"d": None}]},
        events=[Event("exception", T0_NS, {"exception.type": "X"})],
        links=[Link(b"\x01" * 16, b"\x02" * 8, {"why": "retry"})],
        resource=Resource({"service.name": "shop"}, "https://example.org/schema"),
        scope=Scope("lib", "2", {"x": True}),
        status_message="broke", otel_kind=3, trace_state="a=b",
    )  # fmt: skip
    store(span(trace_id=sent.trace_id), sent)
    body = reader.body(1, sent.trace_id, sent.span_id)
    assert body is not None
    assert (body.attributes, body.events, body.links) == (sent.attributes, tuple(sent.events), tuple(sent.links))
    assert (body.resource, body.scope) == (sent.resource, sent.scope)
    assert (body.status_message, body.otel_kind, body.trace_state) == ("broke", 3, "a=b")
    assert reader.bodies(1, sent.trace_id)[sent.span_id] == body


def test_another_project_reads_neither_trace_nor_body() -> None:
    sent = span()
    store(sent, project_id=2)
    assert reader.trace(1, sent.trace_id) is None
    assert reader.summary(1, sent.trace_id) is None
    assert reader.body(1, sent.trace_id, sent.span_id) is None
    assert reader.bodies(1, sent.trace_id) == {}


def test_two_projects_with_the_same_ids_each_read_their_own() -> None:
    for project_id in (1, 2):
        store(span(trace_id=b"\x07" * 16, span_id=b"\x08" * 8, name=f"of {project_id}", attributes={"of": project_id}),
              project_id=project_id)  # fmt: skip
    found = reader.trace(2, b"\x07" * 16)
    assert found is not None
    assert [each.name for each in found.spans] == ["of 2"]
    body = reader.body(2, b"\x07" * 16, b"\x08" * 8)
    assert body is not None
    assert body.attributes == {"of": 2}


def test_an_unknown_span_has_no_body() -> None:
    sent = span()
    store(sent)
    assert reader.body(1, sent.trace_id, b"\x09" * 8) is None


def test_thirty_thousand_spans_take_less_than_a_second_of_our_time() -> None:
    """Processor time, so that a busy machine fails nothing; the database takes about as long again."""
    spans = trace(30_000)
    for start in range(0, len(spans), 5_000):
        store(*spans[start : start + 5_000])
    began = time.process_time()
    found = reader.trace(1, spans[0].trace_id)
    assert found is not None
    assert len(found.spans) == 30_000
    assert time.process_time() - began < 1


@override_settings(MAX_TRACE_SPANS=5)
def test_of_a_trace_too_large_the_first_spans_and_their_bodies_are_read() -> None:
    spans = [span(trace_id=b"\x07" * 16, start_ns=T0_NS + at) for at in range(6)]
    store(*spans[:3])
    store(*spans[3:])
    found = reader.trace(1, b"\x07" * 16)
    assert found is not None
    first = [each.span_id for each in spans[:5]]
    assert (found.cut, [each.span_id for each in found.spans]) == (True, first)
    assert sorted(reader.bodies(1, b"\x07" * 16)) == sorted(first)


@override_settings(MAX_TRACE_SPANS=5)
def test_a_trace_of_just_so_many_spans_is_whole() -> None:
    spans = trace(5)
    store(*spans)
    found = reader.trace(1, spans[0].trace_id)
    assert found is not None
    assert (found.cut, len(found.spans), len(reader.bodies(1, spans[0].trace_id))) == (False, 5, 5)


def test_bodies_are_read_until_they_are_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    spans = [span(trace_id=b"\x07" * 16, start_ns=T0_NS + at, attributes={"x": "y" * 10_000})
             for at in range(0, 4_000, 1_000)]  # fmt: skip
    for each in spans:
        store(each)
    monkeypatch.setattr(reader_trace, "MAX_BODIES_BYTES", 25_000)
    assert sorted(reader.bodies(1, b"\x07" * 16)) == [each.span_id for each in spans[:2]]
