"""The simulated company is the same company each time, and has the faults that it was given."""

from collections import Counter

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from aiops.demo import history, otlp
from aiops.demo.runs import SPANS_PER_RUN

ANCHOR_NS = 1_795_370_000 * 10**9
DAY_NS = 86_400 * 10**9


def spans(bodies: list[bytes]) -> list[bytes]:
    requests = [ExportTraceServiceRequest.FromString(body) for body in bodies]
    return [
        span.trace_id + span.span_id
        for request in requests
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]


def test_the_same_seed_gives_the_same_bytes() -> None:
    first = list(otlp.bodies(history.runs(3, ANCHOR_NS, 20, 28), 50))
    again = list(otlp.bodies(history.runs(3, ANCHOR_NS, 20, 28), 50))
    assert first == again


def test_another_seed_is_another_company() -> None:
    one, other = (next(history.runs(seed, ANCHOR_NS, 1, 28)) for seed in (1, 2))
    assert one.trace_id != other.trace_id


def test_a_slice_holds_the_same_runs_as_the_whole() -> None:
    whole = list(history.runs(3, ANCHOR_NS, 20, 28))
    assert [run.trace_id for run in history.runs(3, ANCHOR_NS, 5, 28, first=10)] == [r.trace_id for r in whole[10:15]]


def test_bodies_have_the_wanted_number_of_spans_and_lose_none() -> None:
    runs = list(history.runs(3, ANCHOR_NS, 20, 28))
    bodies = list(otlp.bodies(runs, 50))
    assert [len(spans([body])) for body in bodies] == [50, 50, 50, 50, 40]
    assert len(set(spans(bodies))) == 20 * SPANS_PER_RUN


def test_runs_lie_within_their_days_and_weekends_are_quieter() -> None:
    starts = [history.start_of(3, number, ANCHOR_NS, 28) for number in range(2000)]
    assert min(starts) >= ANCHOR_NS - 28 * DAY_NS
    assert max(starts) < ANCHOR_NS
    weekend = sum((start // DAY_NS + 3) % 7 >= 5 for start in starts)
    assert 0.10 < weekend / 2000 < 0.24  # 8 of 28 days at half the pace: 4 / 24 = 0.167


def test_about_one_run_in_twenty_fails_and_says_why() -> None:
    failures = Counter(run.failure for run in history.runs(3, ANCHOR_NS, 2000, 28))
    assert 60 < 2000 - failures[""] < 140
    assert set(failures) == {"", "tool_error", "rate_limited", "empty_retrieval", "truncated_output"}
