"""Differences of pairs, with the arithmetic beside them."""

import pytest

from workflows.analysis.policy_trial import Pair, mean, result


def pair(before: int, after: int, *, good: tuple[bool, bool] = (True, True), ended: bool = True) -> Pair:
    return Pair(before, after, *good, same=before == after, ended=ended)


def test_the_mean_of_differences_has_students_interval() -> None:
    found = mean([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found is not None
    # spread 2.5, error sqrt(2.5 / 5) = .70711, t(4) = 2.77645: reach 1.96325
    assert (found.value, found.low, found.high) == pytest.approx((3.0, 1.03675, 4.96325), abs=1e-4)
    assert mean([]) is None


def test_what_a_run_costs_by_itself_cancels_out() -> None:
    found = result([pair(cost, cost - 10 - number % 2) for number, cost in enumerate((50, 900, 20, 3_000, 410, 7))])
    assert found.cost is not None
    assert (found.cost.value, found.cost_verdict, found.good_verdict) == (-10.5, "cheaper", "same")


def test_replays_under_way_do_not_count_and_few_are_no_verdict() -> None:
    found = result([pair(5, 1), pair(5, 1), pair(5, 0, ended=False)])
    assert (found.ended, found.pairs, found.done, found.cost_verdict) == (2, 3, False, "early")


def test_runs_that_succeed_only_by_one_version_are_counted() -> None:
    found = result([pair(5, 5, good=(False, True))] * 5 + [pair(5, 5, good=(True, False))])
    assert (found.better, found.worse, found.same) == (5, 1, 6)


def test_costs_of_unlike_things_are_left_out_and_counted() -> None:
    """Their success and answers still count."""
    unlike = Pair(0, 900, before_good=True, after_good=False, same=False, ended=True, comparable=False)
    found = result([pair(5, 4)] * 4 + [unlike])
    assert found.cost is not None
    assert (found.before_nanousd, found.after_nanousd, found.cost.value) == (20, 16, -1.0)
    assert (found.ended, found.left_out, found.worse) == (5, 1, 1)
    assert (found.cost_verdict, found.good_verdict) == ("early", "same")
