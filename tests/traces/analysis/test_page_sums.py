"""The foot of a page of traces."""

from dataclasses import replace

from traces.analysis.page_sums import page_sums
from traces.types import TraceRow

ROW = TraceRow(
    trace_id=b"\x01" * 16, name="answer", workflow=None, workflow_reason=None, start_ns=0, duration_ns=2_000,
    status="ok", span_count=12, error_count=1, call_count=2, input_tokens=100, output_tokens=20,
    cost_nanousd=5, unpriced_calls=0, models=(), providers=(), service="shop", session=None, user=None, release=None,
    tags={}, settled=True, has_root=True,
)  # fmt: skip


def test_sums_add_up_and_bars_are_drawn_to_the_longest() -> None:
    sums = page_sums([ROW, replace(ROW, duration_ns=9_000, cost_nanousd=7)])
    assert (sums.traces, sums.spans, sums.errors, sums.input_tokens, sums.output_tokens) == (2, 24, 2, 200, 40)
    assert (sums.cost_nanousd, sums.longest_ns) == (12, 9_000)


def test_what_has_no_price_adds_nothing_and_a_page_without_any_price_has_no_sum() -> None:
    free = replace(ROW, cost_nanousd=None, unpriced_calls=2)
    assert page_sums([ROW, free]).cost_nanousd == 5
    assert page_sums([free]).cost_nanousd is None
    assert page_sums([]).cost_nanousd is None
