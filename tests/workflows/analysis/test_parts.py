"""By version, model and customer: real differences are told, tiny samples are not judged, chance stays silent."""

from datetime import date
from decimal import Decimal
from random import Random

from workflows.analysis.expenses import Expense
from workflows.analysis.parts import dimensions
from workflows.analysis.roi import Facts, MetricTerms, Seen, Terms

DAY = date(2026, 11, 2)
USD = 10**9
TERMS = Terms((MetricTerms("solved", per_unit_nanousd=USD, silence="failure"),))


def facts(runs: int, good: int, cost: int = 0) -> Facts:
    seen = Seen("solved", good=good, successes=Decimal(good), units=Decimal(good))
    return Facts(DAY, runs, cost, seen=(seen,))


def verdicts(**parts: Facts) -> dict[str, bool | None]:
    [found] = dimensions({"release": parts}, TERMS)
    return {row.name: row.better for row in found.rows}


def test_a_worse_version_is_named_and_the_better_one_too() -> None:
    assert verdicts(old=facts(400, 300), new=facts(400, 200)) == {"old": True, "new": False}


def test_a_tiny_sample_is_not_judged_however_bad() -> None:
    [found] = dimensions({"release": {"old": facts(400, 300), "new": facts(29, 0)}}, TERMS)
    assert [(row.name, row.enough, row.better) for row in found.rows] == [("old", True, None), ("new", False, None)]


def test_parts_that_are_the_same_are_seldom_called_different() -> None:
    """One in a hundred of such pairs may be; of 300 more than 9 only once in 1,000 suites."""
    random, alarms = Random(4), 0
    for _ in range(300):
        goods = [sum(random.random() < 0.6 for _ in range(120)) for _ in range(2)]
        alarms += any(verdicts(a=facts(120, goods[0]), b=facts(120, goods[1])).values())
    assert alarms <= 9


def test_one_value_is_no_dimension() -> None:
    assert dimensions({"release": {"only": facts(50, 20)}}, TERMS) == []


def test_repeated_calls_stand_in_their_order_and_say_when_they_do_not_pay() -> None:
    found = dimensions({"retries": {"3 or more": facts(60, 6, 30 * USD), "0": facts(90, 60, 9 * USD)}}, TERMS)
    assert [(row.name, row.loses) for row in found[0].rows] == [("0", False), ("3 or more", True)]


def test_what_a_month_costs_is_not_laid_on_each_part() -> None:
    terms = Terms(TERMS.metrics, (Expense(3000 * USD, "month", date(2026, 1, 1)),))
    [found] = dimensions({"release": {"a": facts(40, 20), "b": facts(40, 20)}}, terms)
    assert {row.earned.cost_nanousd for row in found.rows} == {0}


def test_the_eight_with_most_runs_are_shown() -> None:
    [found] = dimensions({"tag.tenant": {f"t{n}": facts(100 - n, 50) for n in range(12)}}, TERMS)
    assert (found.title, len(found.rows), found.more, found.rows[0].name) == ("Tenant", 8, 4, "t0")
