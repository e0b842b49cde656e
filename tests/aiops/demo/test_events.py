"""What the simulated company sends beside traces is the same each time, late, corrected, and about runs that exist."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from aiops.demo import dialects, events, history, otlp
from aiops.demo.business import is_held_out
from aiops.demo.events import outcomes, scores, usage
from aiops.demo.runs import Run
from traces import otlp as door
from traces import semconv
from traces.types import Span

ANCHOR_NS = 1_795_370_000 * 10**9
DAY_NS = 86_400 * 10**9


def runs(count: int = 600) -> Iterator[Run]:
    return history.runs(3, ANCHOR_NS, count, 28)


def sent() -> dict[str, list[bytes]]:
    return {
        "spans": list(otlp.bodies(map(dialects.spoken, runs(60)), 100)),
        "usage": list(events.bodies(usage.events(runs()))),
        "scores": list(events.bodies(scores.events(runs(), ANCHOR_NS))),
        "outcomes": list(events.bodies(outcomes.events(runs(), ANCHOR_NS))),
    }


def test_the_same_seed_gives_the_same_bytes_for_every_door() -> None:
    assert sent() == sent()


def test_a_gateway_tells_again_of_calls_that_spans_tell_of() -> None:
    told = {event["span_id"]: event for event in usage.events(runs()) if event["source"] == "llm-gateway"}
    spans = {span.span_id.hex(): span for run in runs() for span in run.spans}
    assert len(told) > 20
    assert all(spans[each].attributes["gen_ai.usage.input_tokens"] == told[each]["input_tokens"] for each in told)


def test_some_outcomes_are_corrected_some_withdrawn_and_none_is_from_the_future() -> None:
    found = list(outcomes.events(runs(2000), ANCHOR_NS))
    versions = Counter((event["version"], event["status"]) for event in found)
    assert versions[1, "success"] > versions[1, "failure"] > 0
    assert versions[2, "withdrawn"] > 0
    assert versions[2, "success"] + versions[2, "failure"] > 0
    assert max(event["occurred_at"] for event in found) <= events.moment(ANCHOR_NS)
    names = Counter(name for event in found for name in ("run_id", "trace_id", "session", "key") if name in event)
    assert min(names.values()) > 0
    assert len(names) == 4


def test_outcomes_come_days_after_their_runs() -> None:
    ends = {run.trace_id.hex()[:16]: run.end_ns for run in runs()}
    late = [
        event["occurred_at"] > events.moment(ends[event["outcome_id"].rsplit("-")[-1]] + DAY_NS)
        for event in outcomes.events(runs(), ANCHOR_NS)
    ]
    assert 0.1 < sum(late) / len(late) < 0.7


def test_a_tenth_of_some_workflows_customers_is_held_out_and_always_the_same_ones() -> None:
    compared = [run for run in runs(2000) if "aiops.holdout" in run.spans[0].attributes]
    held = {run.customer for run in compared if run.spans[0].attributes["aiops.holdout"]}
    assert 0.04 < len(held) / len({run.customer for run in compared}) < 0.2
    assert held == {run.customer for run in compared if is_held_out(run)}


def read(said: list[Run]) -> list[Span]:
    """As the product's door reads what is sent."""
    found = []
    for body in otlp.bodies(said, 10_000):
        decoded = door.decode(body, "protobuf")
        assert decoded.rejected == []
        for span in decoded.spans:
            semconv.normalise(span)
            found.append(span)
    return found


def facts(span: Span) -> tuple[Any, ...]:
    tokens = (span.input_tokens, span.output_tokens, span.cache_read_tokens or None)
    model = span.model if span.has_usage else None  # rerankers have one too, which not every convention can say
    return span.span_id, model, tokens, span.status, span.business_key, span.session


@pytest.mark.parametrize(
    ("workflow", "convention"),
    [
        ("code-review", "genai"),
        ("product-search", "openinference"),
        ("ticket-triage", "vercel"),
        ("refund-agent", "langfuse"),
        ("support-answer", "genai"),
    ],
)
def test_whatever_a_team_speaks_the_product_reads_the_same_usage(workflow: str, convention: str) -> None:
    plain = [run for run in runs(300) if run.workflow.name == workflow]
    said = read([dialects.spoken(run) for run in plain])
    assert list(map(facts, said)) == list(map(facts, read(plain)))
    calls = [span for span in said if span.kind == "llm" and span.output_tokens is not None]
    assert len(calls) > 5
    assert {span.convention.partition("@")[0] for span in calls} == {convention}
