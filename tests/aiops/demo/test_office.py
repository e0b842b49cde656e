"""The demo company is the same each time, is written as OTLP means it, and has the stories that its seed draws."""

from datetime import date, timedelta
from itertools import islice
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from aiops.demo.office import wire
from aiops.demo.office.life import Company
from aiops.demo.office.making import run
from aiops.demo.office.stories import ALL_ALONG, COSTS, stories
from aiops.demo.office.whole import Whole
from aiops.demo.runs import Run

ANCHOR_NS = 1_795_370_000 * 10**9
SMALL = Company(3, ANCHOR_NS, runs_a_day=1.0, days=8)
LAST = date(2026, 11, 22)


def sent() -> tuple[list[bytes], int]:
    whole = Whole(SMALL)
    return [body for body, _ in whole.bodies()], hash(str((whole.outcomes, whole.scores, whole.usage)))


def test_the_same_seed_gives_the_same_bytes_for_every_door() -> None:
    assert sent() == sent()


def runs(many: int) -> list[Run]:
    return [run(case) for case in islice(SMALL.cases(), many)]


def value(any_value: Any) -> Any:
    kind = any_value.WhichOneof("value")
    found = getattr(any_value, kind)
    return [value(each) for each in found.values] if kind == "array_value" else found


def test_what_is_written_by_hand_is_what_protobuf_reads() -> None:
    made = runs(40)
    [(body, count)] = list(wire.bodies(made, 10_000))
    read = ExportTraceServiceRequest.FromString(body).resource_spans
    assert count == sum(len(each.spans) for each in made)
    for of, told in zip(made, read, strict=True):
        assert {each.key: value(each.value) for each in told.resource.attributes} == of.resource
        for span, found in zip(of.spans, told.scope_spans[0].spans, strict=True):
            assert {each.key: value(each.value) for each in found.attributes} == span.attributes
            assert (found.trace_id, found.span_id, found.parent_span_id) == (
                of.trace_id, span.span_id, span.parent_id or b"",
            )  # fmt: skip
            assert (found.start_time_unix_nano, found.end_time_unix_nano) == (span.start_ns, span.end_ns)
            assert (found.name, found.kind, found.status.code) == (span.name, span.otel_kind, 2 if span.error else 1)
            assert [event.name for event in found.events] == (["exception"] if span.error else [])


@pytest.mark.parametrize("seed", range(20))
def test_every_seed_plants_every_story_in_the_last_four_weeks(seed: int) -> None:
    found = stories(seed, LAST)
    assert len({each.kind for each in found}) == 11
    assert len({each.workflow for each in found if each.kind in COSTS}) == len(COSTS)
    days = [each.day for each in found if each.day]
    assert LAST - timedelta(days=26) < min(days) <= max(days) < LAST - timedelta(days=14)
    assert {each.kind for each in stories(seed, LAST, quiet=True)} == set(ALL_ALONG)
