"""A call that a span, a log record and an event tell of counts once, also before its trace is settled."""

import random
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import SECOND_NS, T0_NS, batch, llm, span, span_id, trace_id
from tests.traces.store.test_writer import query
from traces import settle
from traces.ingest.write import write
from traces.store import reader
from traces.types import Source, Span

pytestmark = pytest.mark.django_db
SUMS = "span_count, error_count, call_count, unpriced_calls, input_tokens, output_tokens, cost_nanousd"
SILENT: dict[str, Any] = dict.fromkeys(("input_tokens", "output_tokens", "cost_nanousd", "price_id", "cost_source"))


def told(source: Source, **fields: Any) -> Span:
    """The same call, as this source tells of it."""
    return llm(**{"trace_id": trace_id(1), "span_id": span_id(1), "source": source} | fields)


def sums_of_trace() -> list[tuple[Any, ...]]:
    return query(f"SELECT {SUMS} FROM trace")


def after_settling() -> list[tuple[Any, ...]]:
    settle.settle_ready(1, T0_NS + 3600 * SECOND_NS)
    return sums_of_trace()


@pytest.mark.parametrize("order", [*permutations(("span", "log", "event"))], ids=" ".join)
@pytest.mark.parametrize("together", [True, False], ids=["one batch", "three"])
def test_a_call_told_three_times_counts_once_in_any_order(order: tuple[Source, ...], *, together: bool) -> None:
    rows = [told(source, input_tokens=100 + number) for number, source in enumerate(order)]
    for part in [rows] if together else [[row] for row in rows]:
        write(batch(part))
    best = 100 + order.index("span")
    assert sums_of_trace() == [(1, 0, 1, 0, best, 20, 10_000_000)]
    assert after_settling() == [(1, 0, 1, 0, best, 20, 10_000_000)]


def test_what_an_event_tells_of_a_silent_span_counts_beside_it() -> None:
    write(batch([told("span", **SILENT)]))
    write(batch([told("event")]))
    assert sums_of_trace() == [(2, 0, 1, 0, 100, 20, 10_000_000)]
    assert after_settling() == [(2, 0, 1, 0, 100, 20, 10_000_000)]


def test_the_api_says_so_before_settling_as_after_it() -> None:
    write(batch([told("event"), told("span")]))
    before = reader.trace(1, trace_id(1))
    settle.settle_ready(1, T0_NS + 3600 * SECOND_NS)
    after = reader.trace(1, trace_id(1))
    assert before is not None
    assert after is not None
    assert {(each.source, each.superseded, each.usage_counted) for each in before.spans} == {
        ("span", False, True),
        ("event", True, False),
    }
    assert before.spans == after.spans


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["span", "log", "event"]),
        st.integers(1, 3),  # the span id
        st.booleans(),  # whether it tells usage
        st.booleans(),  # whether that has a price
        st.sampled_from(["ok", "error"]),
    ),
    min_size=1,
    max_size=8,
)


@given(ROWS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_tells_of_whatever_in_whatever_batches_is_summed_as_settling_does(
    rows: list[tuple[Any, ...]], dice: random.Random
) -> None:
    query("WITH gone AS (DELETE FROM span), told AS (DELETE FROM trace) SELECT 1")
    for number, (source, of, tells, priced, status) in enumerate(rows):
        usage = {"input_tokens": number} | ({} if priced else {"cost_nanousd": None}) if tells else SILENT
        row = told(source, span_id=span_id(of), status=status, **usage)
        write(batch([row, span(trace_id=trace_id(1))] if dice.random() < 0.3 else [row]))
    assert sums_of_trace() == after_settling()
