from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costs.analysis.cells import CALLS, COST, FIGURES, INPUT, OUTPUT, READ, Cell, Key
from costs.analysis.whatif import Scenario, replay
from costs.pricing.match import PriceRow
from costs.pricing.rates import from_json

USD = 1_000_000_000
LARGE = PriceRow(1, "large", {"equals": "large"}, from_json({"input": "2", "cache_read": "0.5", "output": "8"}))
SMALL = from_json({"input": "0.5", "cache_read": "0.125", "output": "2"})
HALF = from_json({"input": "1", "cache_read": "0.25", "output": "4"})


def cell(sent: int = 1_000_000, read: int = 0, received: int = 0, source: str = "price", **key: Any) -> Cell:
    cost = ((sent - read) * 2_000 + read * 500 + received * 8_000) if source == "price" else USD
    figures = np.zeros((1, len(FIGURES)), dtype=np.int64)
    for place, value in ((CALLS, 10), (INPUT, sent), (READ, read), (OUTPUT, received), (COST, cost)):
        figures[0, place] = value
    names: dict[str, Any] = {
        "workflow": "w",
        "provider": "openai",
        "model": "large",
        "service_tier": "",
        "context_over": 0,
    } | key
    return Cell(Key(cost_source=source, price_id=1 if source == "price" else 0, **names), np.array([0]), figures)


def after(*cells: Cell, **scenario: Any) -> int:
    return sum(each.after for each in replay(cells, {1: LARGE}, Scenario(**scenario)))


def test_another_model_costs_what_its_rates_say() -> None:
    assert after(cell(received=100_000), instead=SMALL) == 700_000_000  # $2.80 at a quarter


def test_what_answers_nothing_is_no_call_of_another_model() -> None:
    assert after(cell(), instead=SMALL) == 2 * USD


def test_half_read_from_cache_at_a_quarter_of_the_price() -> None:
    """1 M at $2 becomes half at $2 and half at $0.50."""
    assert after(cell(), cache_share=0.5) == 1_250_000_000


def test_less_from_cache_costs_more() -> None:
    assert after(cell(read=1_000_000), cache_share=0.0) == 2 * USD


def test_half_of_the_calls_at_a_batch_price_of_half() -> None:
    assert after(cell(), batch_share=0.5, batch={("openai", "large"): HALF}) == 1_500_000_000


def test_calls_that_are_in_a_tier_already_stay_there() -> None:
    assert after(cell(service_tier="batch"), batch_share=1.0, batch={("openai", "large"): HALF}) == 2 * USD


def test_batched_calls_are_replayed_at_the_other_models_batch_price_or_not_at_all() -> None:
    """2 M at $2 and $8; the other model costs half as much, and a quarter in batch."""
    one = cell(service_tier="batch", received=1_000_000)
    assert after(one, instead=HALF, batch={("", ""): SMALL}) == 2_500_000_000
    [left] = replay([one], {1: LARGE}, Scenario(instead=HALF, batch={}))
    assert (left.after, left.left) == (left.before, 10)


def test_no_batch_price_no_saving() -> None:
    assert after(cell(), batch_share=1.0, batch={}) == 2 * USD


def test_only_what_was_chosen_is_replayed() -> None:
    cells = [cell(workflow="a"), cell(workflow="b"), cell(workflow="a", model="small")]
    found = replay(cells, {1: LARGE}, Scenario(workflow="a", model="large", instead=SMALL))
    assert [(each.workflow, each.model) for each in found] == [("a", "large")]


def test_reported_costs_stay_and_are_counted_and_unpriced_calls_are_in_no_sum() -> None:
    found = replay([cell(source="reported", received=1), cell(source="")], {1: LARGE}, Scenario(instead=SMALL))
    assert [(each.before, each.after, each.left) for each in found] == [(USD, USD, 10)]


def test_a_model_without_a_rate_for_answers_prices_nothing() -> None:
    [found] = replay([cell(received=5)], {1: LARGE}, Scenario(instead=from_json({"input": "1"})))
    assert (found.left, found.after) == (10, found.before)


@given(st.integers(1, 10**9), st.floats(0, 1), st.integers(0, 10**8))
def test_the_same_model_changes_nothing(sent: int, share: float, received: int) -> None:
    read = round(sent * share)
    one = cell(sent, read, received + 1)
    assert after(one, instead=LARGE.rates) == int(one.figures[0, COST])


@given(st.integers(1, 10**9), st.integers(0, 10**8), st.floats(0, 1), st.floats(0, 1))
def test_more_from_cache_never_costs_more(sent: int, received: int, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert after(cell(sent, 0, received), cache_share=more) <= after(cell(sent, 0, received), cache_share=less)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_no_tokens_no_cost(share: float) -> None:
    assert after(cell(0), cache_share=share) == 0
