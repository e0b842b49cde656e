"""Users that differ move no day against another: intervals over days alone are too narrow, those over both hold."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from workflows.analysis.clusters import with_users
from workflows.analysis.roi import Earned, Facts, MetricTerms, Seen, Terms, apply, earned

USD = 1_000_000_000
TODAY, FIRST = date(2026, 11, 29), date(2026, 10, 5)
TERMS = Terms((MetricTerms("solved", 2 * USD, silence="failure"),))
DAYS, USERS, GROUPS = 28, 80, 12
COST = USD // 20  # of a run


def facts(day: date, runs: int, good: int) -> Facts:
    seen = Seen("solved", good=good, successes=Decimal(good), units=Decimal(good))
    return Facts(day, runs, runs * COST, seen=(seen,))


def period(seed: int, spread: float) -> tuple[Earned, list[Facts]]:
    """80 users, of whom each has good runs in a share of his own: about 3 in 10, wider apart the smaller `spread`."""
    rng = np.random.default_rng(seed)
    share = rng.beta(0.3 * spread, 0.7 * spread, USERS)
    runs = rng.poisson(3, (DAYS, USERS))
    good = rng.binomial(runs, share)
    days = [facts(FIRST + timedelta(days=at), int(runs[at].sum()), int(good[at].sum())) for at in range(DAYS)]
    groups = [facts(FIRST, int(runs[:, at::GROUPS].sum()), int(good[:, at::GROUPS].sum())) for at in range(GROUPS)]
    return earned([apply(each, TERMS, TODAY) for each in days]), groups


def holds(found: Earned, name: str, truth: float) -> bool:
    figure = getattr(found, name)
    return float(figure.low) <= truth <= float(figure.high)


def test_where_users_differ_days_alone_hold_too_seldom_and_both_hold() -> None:
    truth = {"success_rate": 0.3, "cost_per_success": COST / 0.3, "roi": (0.6 * USD - COST) / COST}
    alone, both = dict.fromkeys(truth, 0), dict.fromkeys(truth, 0)
    for seed in range(120):
        found, groups = period(seed, 5.0)
        wide = with_users(found, groups, TERMS)
        for name, value in truth.items():
            alone[name] += holds(found, name, value)
            both[name] += holds(wide, name, value)
    assert all(each < 0.7 * 120 for each in alone.values()), alone
    assert all(0.9 * 120 <= each <= 119 for each in both.values()), both


def test_no_figure_moves_and_no_interval_shrinks() -> None:
    found, groups = period(1, 5.0)
    wide = with_users(found, groups, TERMS)
    for name in ("value", "net", "roi", "success_rate", "cost_per_success"):
        before, after = getattr(found, name), getattr(wide, name)
        assert after.value == before.value
        assert after.high - after.low >= before.high - before.low
    assert wide.user_groups == GROUPS


@pytest.mark.parametrize("known", [0.8, 0.0])
def test_where_most_users_are_not_known_days_are_all_there_is(known: float) -> None:
    found, groups = period(2, 5.0)
    told = [replace(each, runs=int(each.runs * known)) for each in groups]
    assert with_users(found, told, TERMS) == found


def test_nine_groups_of_users_say_nothing_of_users() -> None:
    found, groups = period(3, 5.0)
    few = [replace(groups[0], runs=sum(each.runs for each in groups[:4])), *groups[4:]]
    assert len(few) == 9
    assert with_users(found, few, TERMS) == found


def test_a_share_over_twelve_groups_reaches_as_far_as_students_interval() -> None:
    """Of many judged runs about one half, where Wilson's interval is nearly the plain one: t(11) = 2.201 errors."""
    day = facts(FIRST, 120_000, 60_000)
    groups = [facts(FIRST, 10_000, 5_000 + 100 * (-1) ** at) for at in range(GROUPS)]
    found = with_users(earned([apply(day, TERMS, TODAY)]), groups, TERMS).success_rate
    # 12 shares 1 % off one half: spread sqrt(12 * .0001 / 11), error that over sqrt(12) = .0030151, reach .0066362
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert float(found.high - found.low) / 2 == pytest.approx(0.0066362, rel=0.002)
