import pytest

from tests.traces.analysis.stored import stored
from traces.analysis.facts import facts
from traces.analysis.tree import build
from traces.types import StoredSpan


def test_only_calls_that_count_are_summed() -> None:
    agent = stored(1, input_tokens=300, output_tokens=30, cost_nanousd=900)
    calls = [
        stored(2, 1, 9, 1, input_tokens=100, output_tokens=10, cost_nanousd=300, usage_counted=True),
        stored(3, 10, 20, 1, input_tokens=200, output_tokens=20, cost_nanousd=600, usage_counted=True),
    ]
    found = facts(build([agent, *calls]))
    assert (found.input_tokens, found.output_tokens, found.cost_nanousd) == (300, 30, 900)


def test_calls_without_a_price_are_counted_and_their_models_named() -> None:
    found = facts(build([stored(1, model="new-model", input_tokens=5, usage_counted=True)]))
    assert (found.cost_nanousd, found.unpriced_calls, found.unpriced_models) == (None, 1, ("new-model",))


def test_a_span_that_was_sent_again_is_counted_once() -> None:
    found = facts(build([stored(1, 0, 10, status="error"), stored(1, 20, 30, status="error")]))
    assert (found.spans, found.superseded, found.errors) == (1, 1, 1)


def test_the_duration_reaches_over_all_spans() -> None:
    assert facts(build([stored(1, 10, 20), stored(2, 15, 90, 1)])).duration_ns == 80


WRAPPED = (stored(1, kind="llm"), stored(2, 1, 9, 1, kind="llm", input_tokens=5, usage_counted=True))


@pytest.mark.parametrize(
    ("spans", "calls", "silent", "unexplained"),
    [
        ((stored(1, kind="step"),), 0, 0, 0),
        ((stored(1, kind="llm"),), 1, 1, 1),
        ((stored(1, kind="embedding"),), 1, 1, 1),
        ((stored(1, kind="llm", output_tokens=3, usage_counted=True),), 1, 0, 0),
        ((stored(1, kind="llm", cost_nanousd=9, usage_counted=True),), 1, 1, 1),  # it tells its cost and no tokens
        ((stored(1, kind="llm", status="error"),), 1, 1, 0),
        ((stored(1, kind="llm", warnings=("bad_tokens:input_tokens",)),), 1, 1, 0),
        (WRAPPED, 1, 0, 0),
        ((stored(1, kind="llm"), stored(2, 1, 9, 1, kind="llm")), 1, 1, 1),
        ((stored(1, kind="llm"), stored(1, 5, 9, kind="llm")), 1, 1, 1),  # sent again
    ],
)
def test_a_call_without_tokens_is_a_call_all_the_same(
    spans: tuple[StoredSpan, ...], calls: int, silent: int, unexplained: int
) -> None:
    found = facts(build(spans))
    assert (found.calls, found.silent_calls, found.unexplained_calls) == (calls, silent, unexplained)
