"""The change of the mean run time as parts: exact laws, and golden numbers."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.traces.analysis.time.lines import trees
from traces.analysis.time.change import MIX, Change, exact, explain
from traces.analysis.time.since import began
from traces.types.time_sums import CallPath, Part, TimeDays

FIRST = date(2026, 10, 5)


def path(workflow: str, step: str, kind: str = "generation") -> CallPath:
    return CallPath(workflow, (workflow, step), step, "llm", kind)


def period(runs: dict[str, list[int]], ns: dict[CallPath, list[int]], first: date = FIRST) -> TimeDays:
    count = len(next(iter(runs.values())))
    return TimeDays(
        tuple(first + timedelta(days=n) for n in range(count)),
        {name: tuple(values) for name, values in runs.items()},
        {key: tuple(values) for key, values in ns.items()},
        0,
    )


@st.composite
def periods(draw: st.DrawFn, days: int = 3) -> TimeDays:
    workflows = draw(st.lists(st.sampled_from(["a", "b", "c"]), unique=True, min_size=1))
    counts = st.lists(st.integers(0, 9), min_size=days, max_size=days)
    runs = {each: draw(counts.filter(any)) for each in workflows}
    ns = {
        path(workflow, step): [n * count for n, count in zip(draw(counts), runs[workflow], strict=True)]
        for workflow in workflows
        for step in draw(st.lists(st.sampled_from(["x", "y"]), unique=True, min_size=1))
    }
    return period(runs, ns)


def mean(days: TimeDays) -> Fraction:
    return Fraction(sum(map(sum, days.paths.values())), days.run_count())


@trees
@given(periods(), periods())
def test_the_effects_add_up_to_the_change_of_the_mean_exactly(before: TimeDays, after: TimeDays) -> None:
    assert sum(exact(before, after).values()) == mean(after) - mean(before)


@trees
@given(periods(), periods())
def test_looking_from_the_other_side_flips_every_sign(before: TimeDays, after: TimeDays) -> None:
    there, back = exact(before, after), exact(after, before)
    assert {part: -ns for part, ns in there.items()} == back


@trees
@given(periods(days=21), periods(days=21))
def test_the_explanation_shows_the_exact_effects(before: TimeDays, after: TimeDays) -> None:
    change = explain(before, after)
    assert change is not None
    assert {each.part: each.ns for each in change.effects} == {
        part: pytest.approx(float(ns)) for part, ns in exact(before, after).items() if ns or part != MIX
    }
    assert change.shift.ns == pytest.approx(float(mean(after) - mean(before)))


def test_a_faster_workflow_and_more_runs_of_a_slow_one_are_told_apart() -> None:
    """a: 10 of 20 runs at 100, then 5 of 20 at 80; b stays at 300. Midpoint: share of a 0.375 x -20 = -7.5;
    mix: 200 to 245 is +45, less -7.5 = 52.5."""
    before = period({"a": [10], "b": [10]}, {path("a", "x"): [1000], path("b", "y"): [3000]})
    after = period({"a": [5], "b": [15]}, {path("a", "x"): [400], path("b", "y"): [4500]})
    assert exact(before, after) == {
        Part("a", "x", "generation"): Fraction(-15, 2),
        Part("b", "y", "generation"): 0,
        MIX: Fraction(105, 2),
    }


def weeks(step_ns: int, first: date, from_day: int = 0) -> TimeDays:
    """28 days of 100 runs: one step wobbles by 2 % from day to day, the other takes a part more from a day on."""
    wobble = [100 * (1_000_000_000 + 20_000_000 * ((n * 7919) % 5 - 2)) for n in range(28)]
    other = [100 * (500_000_000 + 10_000_000 * ((n * 104729) % 3 - 1) + step_ns * (n >= from_day)) for n in range(28)]
    return period({"a": [100] * 28}, {path("a", "x"): wobble, path("a", "y", "queue_wait"): other}, first)


def changed(step_ns: int, from_day: int = 0) -> Change:
    before = weeks(0, FIRST)
    found = explain(before, weeks(step_ns, FIRST + timedelta(days=28), from_day))
    assert found is not None
    return found


def test_a_step_that_takes_longer_is_a_real_change_and_the_other_is_not() -> None:
    [effect] = changed(400_000_000).real
    assert (effect.part, round(effect.ns)) == (Part("a", "y", "queue_wait"), 400_000_000)


def test_day_to_day_variation_is_no_change() -> None:
    assert changed(0).real == ()
    assert changed(0).shift.verdict == "normal"


def test_two_weeks_are_needed_for_a_verdict() -> None:
    short = period({"a": [5] * 13}, {path("a", "x"): [50] * 13})
    change = explain(short, short)
    assert change is not None
    assert {each.verdict for each in change.effects} == {"not_enough_history"}


def test_without_runs_there_is_nothing_to_explain() -> None:
    assert explain(period({"a": [0]}, {}), period({"a": [1]}, {path("a", "x"): [1]})) is None


@pytest.mark.parametrize("from_day", [3, 10, 20])
def test_the_day_on_which_a_part_began_to_take_longer(from_day: int) -> None:
    days = [FIRST + timedelta(days=n) for n in range(56)]
    ns = [100 * (500 + ((n * 7919) % 11) + (300 if n >= 28 + from_day else 0)) for n in range(56)]
    assert began(days, ns, [100] * 56, up=True) == days[28 + from_day]


def test_a_part_that_only_wobbles_began_nowhere() -> None:
    days = [FIRST + timedelta(days=n) for n in range(56)]
    ns = [100 * (500 + (n * n * 31 + 17 * n) % 11) for n in range(56)]
    assert began(days, ns, [100] * 56, up=True) is None


def test_a_workflow_that_stands_among_the_paths_alone_is_part_of_the_mix() -> None:
    before = period({"a": [10]}, {path("a", "x"): [1000]})
    after = period({"a": [10]}, {path("a", "x"): [1000], path("rare", "y"): [500]})
    assert exact(before, after) == {
        Part("a", "x", "generation"): 0,
        Part("rare", "y", "generation"): 0,
        MIX: Fraction(50),
    }


def test_runs_that_take_no_time_at_all_are_told_of() -> None:
    nothing = period({"a": [10] * 28}, {path("a", "x"): [0] * 28})
    assert explain(nothing, nothing) is not None
