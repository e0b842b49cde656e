from tests.traces.analysis.stored import stored
from traces.analysis.facts import facts
from traces.analysis.tree import build


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
