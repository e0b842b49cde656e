"""A metric against its target, and against what was before: a comparison group, else a number somebody knows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from aiops.core import formats
from aiops.core.stats.intervals import Interval, ratio, six, wilson
from workflows.analysis import words
from workflows.analysis.uplift import Arm, Uplift, before_after, randomised, reaches

PER_CENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a definition says a metric should be and was. A rate is in per cent."""

    name: str
    is_rate: bool
    unit: str
    more_is_better: bool
    target: Decimal | None = None
    baseline: Decimal | None = None
    baseline_low: Decimal | None = None
    baseline_high: Decimal | None = None
    baseline_source: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One line: what is compared, the figures, and the verdict in words."""

    title: str
    now: str
    other: str
    verdict: str
    kind: str  # ok, error or open: which sign it has


def against(goal: Goal, now: Interval | None, runs: int, arms: tuple[Arm, Arm] | None) -> list[Compared]:
    """`now` in the goal's unit; `arms`: the comparison group and the others, where there is one."""
    found = []
    if goal.target is not None and now is not None:
        found.append(_target(goal, now, goal.target))
    lift = randomised(*arms, more_is_better=goal.more_is_better) if arms else None
    if lift is not None:
        found.append(_lift(goal, lift))
    elif goal.baseline is not None and now is not None:
        ends = [None if end is None else float(end) for end in (goal.baseline_low, goal.baseline_high)]
        before = Interval(float(goal.baseline), *ends)
        found.append(_before(goal, before_after(now, before, runs, more_is_better=goal.more_is_better)))
    return found


def by_days(goal: Goal, days: Sequence[tuple[float, float]]) -> Interval | None:
    """What (sum, count) of each day come to, in the goal's unit; None without any.

    Days are the units, for the runs of one share its causes. A share is no surer than that many runs could tell if days
    were all alike: days that happen to agree prove nothing.
    """
    found = ratio(six(days), signed=not goal.is_rate)
    if found is None or not goal.is_rate:
        return found
    chance = wilson(sum(good for good, _ in days), sum(runs for _, runs in days))
    if found.low is None or found.high is None or chance is None or chance.low is None or chance.high is None:
        return Interval(found.value * 100)
    low, high = min(found.low, chance.low), min(max(found.high, chance.high), 1.0)
    return Interval(found.value * 100, low * 100, high * 100)


def _target(goal: Goal, now: Interval, target: Decimal) -> Compared:
    reached = reaches(now, target, more_is_better=goal.more_is_better)
    verdict = {True: "Reached", False: "Not reached", None: "Too close to tell"}[reached]
    return Compared(f"Target for {goal.name}", _written(goal, now), _plain(goal, target), verdict, _kind(reached))


def _lift(goal: Goal, found: Uplift) -> Compared:
    factor = 100.0 if goal.is_rate else 1.0
    now, before = found.now.value * factor, found.before.value * factor
    text = "No real difference" if found.better is None else "Better" if found.better else "Worse"
    if found.lift is None:
        text = "Cannot be told: there was none before"
    if found.lift is not None:
        low, high = (formats.percent(end or 0, 1) for end in (found.lift.low, found.lift.high))
        text += f": {formats.percent(found.lift.value, 1)}, between {low} and {high}"
    return Compared(
        f"{goal.name} against customers chosen at random and served as before ({found.runs[1]:,} runs)",
        _plain(goal, Decimal(now)), _plain(goal, Decimal(before)), text, _kind(found.better),
    )  # fmt: skip


def _before(goal: Goal, found: Uplift) -> Compared:
    text = {True: "Better", False: "Worse", None: "No difference that is sure"}[found.better]
    source = f", {goal.baseline_source}" if goal.baseline_source else ""
    return Compared(
        f"{goal.name} before{source}", _written(goal, found.now), _written(goal, found.before),
        f"{text}. Before and after, not causal", _kind(found.better),
    )  # fmt: skip


def _kind(good: bool | None) -> str:
    return "open" if good is None else "ok" if good else "error"


def _written(goal: Goal, found: Interval) -> str:
    text = _plain(goal, Decimal(found.value))
    if found.low is None or found.high is None:
        return text
    return f"{text} ({_number(Decimal(found.low))} to {_number(Decimal(found.high))})"


def _plain(goal: Goal, amount: Decimal) -> str:
    unit = "%" if goal.is_rate else goal.unit
    return f"{_number(amount)}{words.NBSP}{unit}".rstrip()


def _number(amount: Decimal) -> str:
    """Three figures."""
    places = 0 if abs(amount) >= 100 else 1 if abs(amount) >= 1 else 3
    text = f"{round(amount, places):,f}".replace("-", formats.MINUS)
    return text.rstrip("0").rstrip(".") if "." in text else text
