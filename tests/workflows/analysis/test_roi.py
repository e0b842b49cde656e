"""What a workflow earned: definitions applied to days, sums, and intervals that hold what they promise."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.analysis.expenses import Expense
from workflows.analysis.roi import (
    Day,
    Earned,
    Facts,
    Figure,
    MetricTerms,
    Seen,
    Terms,
    apply,
    days_of,
    earned,
    places,
    together,
)

USD = 10**9
TODAY = date(2026, 11, 30)
OLD = date(2026, 11, 2)
REPLICATIONS = int(os.environ.get("ROI_REPLICATIONS", "100"))


def of(figure: Figure | None) -> Decimal | None:
    return figure.value if figure else None


def seen(metric: str = "solved", **fields: object) -> Seen:
    return replace(Seen(metric), **fields)  # type: ignore[arg-type]


def day(terms: Terms, *of: Seen, runs: int = 10, cost: int = 5 * USD, on: date = OLD) -> Day:
    return apply(Facts(on, runs, cost, seen=of), terms, TODAY)


SOLVED = MetricTerms("solved", per_unit_nanousd=2 * USD, window_days=7)


@pytest.mark.parametrize(
    ("silence", "judged", "good", "value"),
    [("unknown", 6, 4, 8), ("failure", 10, 4, 8), ("success", 10, 8, 16)],
)
def test_what_silence_means(silence: str, judged: int, good: int, value: int) -> None:
    """10 runs, 4 good, 2 bad, 4 silent; $2 each."""
    terms = Terms((replace(SOLVED, silence=silence),))
    found = day(terms, seen(good=4, bad=2, successes=Decimal(4), units=Decimal(4)))
    assert (found.judged, found.good, found.value_nanousd) == (judged, good, value * USD)


def test_without_a_definition_every_outcome_counts_and_silence_is_unknown() -> None:
    found = day(Terms(), seen("a", good=2, told_nanousd=3 * USD), seen("b", bad=1))
    assert (found.judged, found.good, found.value_nanousd) == (3, 2, 3 * USD)


def test_another_metric_adds_value_and_decides_nothing() -> None:
    terms = Terms((SOLVED, MetricTerms("upsell", per_unit_nanousd=5 * USD)))
    found = day(terms, seen(good=4, units=Decimal(4)), seen("upsell", good=1, bad=3, units=Decimal(1)))
    assert (found.good, found.judged, found.value_nanousd) == (4, 4, 13 * USD)


def test_an_outcome_that_names_no_metric_is_of_the_main_one() -> None:
    terms = Terms((SOLVED, MetricTerms("upsell")))
    assert day(terms, seen("", good=4, units=Decimal(4))).value_nanousd == 8 * USD


def test_unknown_value_is_not_zero() -> None:
    found = earned([day(Terms((MetricTerms("solved"),)), seen(good=4, successes=Decimal(4), units=Decimal(4)))])
    assert (found.value, found.net, found.roi) == (None, None, None)
    assert found.cost_per_success is not None


def test_nothing_spent_has_no_return_but_a_value() -> None:
    found = earned([day(Terms((SOLVED,)), seen(good=4, units=Decimal(4)), cost=0)])
    assert found.roi is None
    assert of(found.value) == 8 * USD


def test_an_enormous_figure_is_no_error() -> None:
    """Ten million million dollars in nano-dollars have 23 figures before the point."""
    figure = of(earned([day(Terms((SOLVED,)), seen(told_nanousd=10**22 + 1))]).value)
    assert figure == 10**22 + 1
    assert places(Fraction(10**30) + Fraction(1, 3)) == Decimal("1000000000000000000000000000000.333333")


def test_no_success_yet_has_no_cost_of_one() -> None:
    found = earned([day(Terms((SOLVED,)), seen(bad=4))])
    assert found.cost_per_success is None
    assert (found.cost_nanousd, of(found.value)) == (5 * USD, Decimal(0))


def test_a_loss_is_a_negative_net_with_its_true_sign() -> None:
    found = earned([day(Terms((SOLVED,)), seen(good=1, units=Decimal(1)))])
    assert (of(found.net), of(found.roi)) == (Decimal(-3 * USD), Decimal("-0.6"))


def test_young_days_are_said_and_count_nowhere() -> None:
    terms = Terms((SOLVED,))
    young = day(terms, seen(good=1, units=Decimal(1)), on=TODAY - timedelta(days=3), cost=7 * USD)
    found = earned([day(terms, seen(good=4, units=Decimal(4))), young])
    assert (found.matured_runs, found.young_runs, found.cost_nanousd, found.young_nanousd) == (10, 10, 5 * USD, 7 * USD)
    assert found.value is not None
    assert found.value.value == 8 * USD
    assert found.expected_young_nanousd == 8 * USD


def test_all_runs_too_young_leave_every_figure_open() -> None:
    found = earned([day(Terms((SOLVED,)), seen(good=4, units=Decimal(4)), on=TODAY)])
    assert (found.young_share, found.value, found.roi, found.success_rate) == (1.0, None, None, None)


def test_minutes_that_were_not_said_follow_from_the_definition() -> None:
    """One outcome said 5; three more save 10 each less 6 spent all the same."""
    terms = Terms((replace(SOLVED, minutes_per_unit=Decimal(10)),))
    found = day(terms, seen(told_minutes=Decimal(5), plain_successes=Decimal(3), human_minutes=Decimal(6)))
    assert found.minutes_saved == Decimal(29)


@pytest.mark.parametrize(
    ("expense", "usd"),
    [
        (Expense(300 * USD, "month", date(2026, 10, 1)), 10),  # November has 30 days
        (Expense(2 * USD, "run", date(2026, 10, 1)), 20),
        (Expense(500 * USD, "once", OLD), 500),
        (Expense(500 * USD, "once", date(2026, 11, 1)), 0),
        (Expense(300 * USD, "month", date(2026, 10, 1), date(2026, 11, 1)), 0),
    ],
)
def test_costs_besides_models_fall_on_their_days(expense: Expense, usd: int) -> None:
    found = day(Terms((SOLVED,), (expense,)))
    assert (found.other_nanousd, found.cost_nanousd) == (usd * USD, (usd + 5) * USD)


def test_a_month_of_expenses_sums_to_the_month() -> None:
    terms = Terms((), (Expense(100 * USD, "month", date(2026, 10, 1)),))
    month = [Facts(date(2026, 10, 1) + timedelta(days=n), 1, 0) for n in range(31)]
    assert sum(each.other_nanousd for each in days_of(month, terms, TODAY)) == pytest.approx(100 * USD, abs=31)


days = st.builds(
    lambda n, runs, good, cost, value: Day(
        OLD - timedelta(days=n), True, runs, runs, min(good, runs), Decimal(min(good, runs)), cost, 0, value, None
    ),
    st.integers(0, 20), st.integers(1, 50), st.integers(0, 50), st.integers(0, 10**12),
    st.none() | st.integers(-(10**12), 10**12),
)  # fmt: skip


@given(st.lists(days, max_size=12), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_sums_hold(some: list[Day], random: Random) -> None:
    found, mixed = earned(some), list(some)
    random.shuffle(mixed)
    again = earned(mixed)
    assert (found.cost_nanousd, of(found.value)) == (
        again.cost_nanousd,
        of(again.value),
    )
    if found.value is not None and found.net is not None:
        assert found.net.value == found.value.value - found.cost_nanousd


@given(st.lists(st.lists(days, max_size=5), max_size=4))
def test_workflows_together_are_the_sum_of_each(workflows: list[list[Day]]) -> None:
    parts, whole = [earned(each) for each in workflows], together(workflows)
    assert whole.cost_nanousd == sum(each.cost_nanousd for each in parts)
    assert whole.successes == sum(each.successes for each in parts)
    assert (whole.value.value if whole.value else 0) == sum(each.value.value for each in parts if each.value)


RATE, COST, WORTH = 0.3, 0.05, 2.0


def period(random: Random, count: int = 28) -> Earned:
    """Days that differ more than their runs explain: volume, the day's rate and the day's price vary."""
    made = []
    for n in range(count):
        runs = int(random.lognormvariate(5, 0.4) * (0.5 if n % 7 > 4 else 1)) + 1
        rate = min(max(random.gauss(RATE, 0.04), 0.0), 1.0)
        good = min(max(round(random.gauss(runs * rate, (runs * rate * (1 - rate)) ** 0.5)), 0), runs)
        cost = int(random.gammavariate(runs, COST) * random.gauss(1, 0.05) * USD)
        facts = Facts(
            OLD - timedelta(days=n), runs, cost, seen=(seen(good=good, successes=Decimal(good), units=Decimal(good)),)
        )
        made.append(apply(facts, Terms((replace(SOLVED, silence="failure"),)), TODAY))
    return earned(made)


def held(found: Sequence[Earned], name: str, truth: float, by: str = "") -> float:
    """The share of periods whose interval holds the truth."""
    inside = 0
    for each in found:
        figure, scale = getattr(each, name), float(getattr(each, by)) if by else 1.0
        inside += float(figure.low) <= truth * scale <= float(figure.high)
    return inside / len(found)


def test_intervals_hold_the_truth_in_95_of_100_periods() -> None:
    """With ROI_REPLICATIONS=4000 each share must lie within 92 to 97 %; fewer allow for chance."""
    random = Random(6)
    found = [period(random) for _ in range(REPLICATIONS)]
    slack = 2.6 * (0.05 * 0.95 / REPLICATIONS) ** 0.5 if REPLICATIONS < 2000 else 0.0
    for name, truth, by in (
        ("cost_per_success", COST / RATE * USD, ""),
        ("value", RATE * WORTH * USD, "matured_runs"),
        ("net", (RATE * WORTH - COST) * USD, "matured_runs"),
        ("roi", (RATE * WORTH - COST) / COST, ""),
    ):
        share = held(found, name, truth, by)
        assert 0.92 - slack <= share <= 0.97 + slack, f"{name}: {share:.1%} of {REPLICATIONS}"
