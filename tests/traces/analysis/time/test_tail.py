"""The slow end: p95's change as parts, and the slowest runs against the rest."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.traces.analysis.time.lines import trees
from traces.analysis.time import slowest
from traces.analysis.time.change import explain
from traces.analysis.time.slices import between
from traces.analysis.time.tail import HIGH, LOW, exact, rises
from traces.types.time_kinds import TIME_KINDS
from traces.types.time_sums import BandDays

FIRST = date(2026, 10, 5)
SECOND = 10**9
WAIT, ANSWER = TIME_KINDS.index("queue_wait"), TIME_KINDS.index("generation")


def row(runs: int, wait: int = 0, answer: int = 0) -> tuple[int, ...]:
    kinds = [0] * len(TIME_KINDS)
    kinds[WAIT], kinds[ANSWER] = wait, answer
    return (runs, *kinds)


@st.composite
def some_days(draw: st.DrawFn) -> BandDays:
    cells = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99), st.integers(0, 99)), min_size=3, max_size=3)
    return BandDays(
        tuple(FIRST + timedelta(days=n) for n in range(3)),
        {
            name: {
                (band * 100, band * 100 + 100): tuple(row(runs, runs * a, runs * b) for runs, a, b in draw(cells))
                for band in range(1, draw(st.integers(2, 4)))
            }
            for name in ("a", "b")
        },
    )


@trees
@given(some_days(), some_days())
def test_the_kinds_add_up_to_the_change_of_p95_exactly(before: BandDays, after: BandDays) -> None:
    was, now = (sum(between(each.totals("a"), LOW, HIGH)[1].values()) for each in (before, after))
    assert sum(exact(before, after, "a").values()) == now - was
    assert {kind: -ns for kind, ns in exact(after, before, "a").items()} == exact(before, after, "a")


@trees
@given(some_days())
def test_the_slowest_and_the_rest_are_all_runs_and_all_their_time(days: BandDays) -> None:
    slow, rest = slowest.sides(days)
    runs = sum(band.runs for band in days.totals())
    both = slow.run_count() + rest.run_count()
    assert not runs or Fraction(slow.run_count(), both) == Fraction(1, 20)
    spent = sum(sum(band.critical_ns.values()) for band in days.totals())
    assert sum(sum(ns) for side in (slow, rest) for ns in side.paths.values()) * runs == spent * both


def weeks(slow_wait: int, first: date, from_day: int = 0) -> BandDays:
    """28 days of 90 quick runs and 10 slow ones, which wait for a part of their time; all wobble by 2 %."""
    days = range(28)
    wobble = [1 + 0.02 * ((n * 7919) % 5 - 2) for n in days]
    quick = tuple(row(90, 0, round(90 * SECOND * wobble[n])) for n in days)
    slow = tuple(row(10, 10 * slow_wait * (n >= from_day), round(50 * SECOND * wobble[n])) for n in days)
    bands = {(SECOND // 2, 2 * SECOND): quick, (4 * SECOND, 8 * SECOND): slow}
    return BandDays(tuple(first + timedelta(days=n) for n in days), {"support": bands})


def test_a_wait_of_the_slow_runs_alone_is_named_with_its_day() -> None:
    """Around p95 are slow runs alone: 5 s of answer, and from the 21st day on 2 s of wait, so 8 / 28 of it."""
    [tail] = rises(weeks(0, FIRST), weeks(2 * SECOND, FIRST + timedelta(days=28), from_day=8))
    [wait] = tail.real
    assert (wait.part.kind, wait.since) == ("queue_wait", FIRST + timedelta(days=36))
    assert wait.ns == pytest.approx(2 * SECOND * 20 / 28)
    assert tail.shift.ns == pytest.approx(sum(each.ns for each in tail.kinds))


def test_a_slow_end_that_only_wobbles_is_silent() -> None:
    [tail] = rises(weeks(0, FIRST), weeks(0, FIRST + timedelta(days=28)))
    assert (tail.real, tail.shift.verdict) == ((), "normal")


def test_a_few_runs_give_no_verdict() -> None:
    few = BandDays((FIRST,), {"support": {(1, 2): (row(199, 0, 300),)}})
    [tail] = rises(few, few)
    assert tail.shift.verdict == "not_enough_history"


def test_the_slowest_against_the_rest_by_kind() -> None:
    """Of 100 runs a day the slowest 5 are half of the slow band: 5 s of answer and 2 of wait, the rest 1 and more."""
    slow, rest = slowest.sides(weeks(2 * SECOND, FIRST))
    change = explain(rest, slow)
    assert change is not None
    assert {each.part.kind for each in change.real} == {"queue_wait", "generation"}
    assert change.after_ns == pytest.approx(7 * SECOND, rel=0.01)
    assert change.before_ns == pytest.approx((90 + 5 * 7) / 95 * SECOND, rel=0.01)
