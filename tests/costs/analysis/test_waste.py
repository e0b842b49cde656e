from datetime import date, timedelta

import pytest

from costs.analysis.waste import Found, Group, Waste, waste
from costs.pricing.match import PriceRow
from costs.pricing.rates import from_json

USD = 1_000_000_000
DAYS = [date(2026, 11, 2) + timedelta(days=at) for at in range(28)]
STANDARD = PriceRow(1, "m", {"equals": "m"}, from_json({"input": "2", "cache_read": "0.5", "output": "8"}))
BATCH = PriceRow(2, "m", {"equals": "m"}, from_json({"input": "1", "cache_read": "0.25", "output": "4"}), tier="batch")


def group(kind: str, cost: int = USD, tokens: tuple[int, int, int] = (0, 0, 0), days: int = 28) -> Group:
    one = Group(kind, "support-answer", "openai", "m", 1)
    for day in range(days):
        one.add(day, [10, *tokens, cost], [f"{day:032x}"])
    return one


def of(*groups: Group, known: int = 28, mature: int = 28, batch: bool = True) -> list[Waste]:
    prices = {("openai", "m"): BATCH} if batch else {}
    return waste(Found(DAYS, range(known), range(mature), groups, {1: STANDARD}, prices))


def test_a_dollar_a_day_is_thirty_dollars_a_month() -> None:
    [found] = of(group("repeated"))
    assert (found.monthly, found.low, found.high, found.calls) == (30_400_000_000, 30_400_000_000, 30_400_000_000, 280)


def test_days_that_were_not_looked_through_are_left_out_and_not_counted_as_nothing() -> None:
    [found] = of(group("repeated"), known=7)
    assert (found.monthly, found.days, found.low) == (30_400_000_000, 7, None)


def test_days_that_differ_widen_the_interval() -> None:
    one = Group("repeated", "w", "openai", "m", 1)
    for day in range(28):
        one.add(day, [1, 0, 0, 0, USD * (1 + (day * 7 % 5))], [])
    [found] = of(one)
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.monthly < found.high


def test_a_batch_price_at_half_saves_half_of_background_calls() -> None:
    [found] = of(group("background", tokens=(1000, 100, 400)))
    assert found.monthly == 15_200_000_000


def test_without_a_batch_price_nothing_is_claimed() -> None:
    assert of(group("background", tokens=(1000, 100, 400)), batch=False) == []


def test_a_batch_price_that_is_dearer_saves_nothing() -> None:
    dear = PriceRow(3, "m", {"equals": "m"}, from_json({"input": "9", "output": "90"}), tier="batch")
    prices = {("openai", "m"): dear}
    found = waste(Found(DAYS, range(28), range(28), [group("background", tokens=(1, 1, 0))], {1: STANDARD}, prices))
    assert [each.monthly for each in found] in ([], [0])


def test_a_long_context_costs_the_tokens_beyond_at_their_own_rates() -> None:
    """600,000 fresh at $2 and 400,000 cached at $0.50 a million are $1.40 a day."""
    [found] = of(group("long_context", cost=5 * USD, tokens=(1_000_000, 0, 400_000)))
    assert (found.monthly, found.at_most) == (round(1.4 * 30.4 * USD), True)


def test_a_long_context_never_costs_more_than_its_calls() -> None:
    [found] = of(group("long_context", cost=USD, tokens=(1_000_000, 0, 0)))
    assert found.monthly == round(30.4 * USD)


def test_runs_without_an_outcome_are_told_from_days_that_are_old_enough() -> None:
    [found] = of(group("no_outcome"), mature=20)
    assert (found.days, found.calls) == (20, 200)


def test_the_dearest_kind_comes_first_and_kinds_are_kept_apart() -> None:
    found = of(group("repeated"), group("failed", cost=3 * USD))
    assert [each.kind for each in found] == ["failed", "repeated"]


def test_traces_are_few_and_each_stands_once() -> None:
    one = group("repeated")
    one.add(0, [1, 0, 0, 0, 1], [f"{0:032x}"])
    assert len(one.traces) == len(set(one.traces)) == 5


@pytest.mark.parametrize("known", [0, 28])
def test_nothing_is_nothing(known: int) -> None:
    assert of(known=known) == []
