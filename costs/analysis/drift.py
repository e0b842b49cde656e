"""Did the cost really change, or is it day-to-day variation? The bridge with an interval and a verdict on each part.

A part is a real change ("drift") when its interval leaves out zero, it is at least FLOOR of the cost before, and it
survives Benjamini-Hochberg over all parts. Below MIN_DAYS in either window nothing is judged. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from aiops.core.stats import multiplicity
from aiops.core.stats.jackknife import Interval, Window, intervals
from costs.analysis import rounding
from costs.analysis.bridge import GROUP_OF, GROUPS, NAMES, split, window
from costs.analysis.cells import Facts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Verdict = Literal["drift", "normal", "not_enough_history"]
MIN_DAYS = 14
FLOOR = 0.05  # of the cost before
FLOOR_NANOUSD = 1_000_000_000  # nobody is called for less


@dataclass(frozen=True, slots=True)
class Effect:
    """One part of the change, in nano-dollars. `low` and `high` None: too few days to tell."""

    name: str
    nanousd: int
    low: int | None
    high: int | None
    p: float | None
    verdict: Verdict

    @property
    def group(self) -> str:
        return GROUP_OF[self.name]


@dataclass(frozen=True)
class WorkflowChange:
    """A workflow's own bridge: its effects, in the order of NAMES, add up to its change."""

    workflow: str
    before: int
    after: int
    effects: tuple[Effect, ...]

    @property
    def change(self) -> int:
        return self.after - self.before

    def of_group(self, group: str) -> int:
        return sum(effect.nanousd for effect in self.effects if effect.name in GROUPS[group])

    def drifts(self, group: str) -> bool:
        return any(effect.verdict == "drift" for effect in self.effects if effect.group == group)


@dataclass(frozen=True)
class Change:
    """The whole answer, in nano-dollars. `unpriced`: calls and tokens without a price, before and after, beside it."""

    before: int
    after: int
    effects: tuple[Effect, ...]
    workflows: tuple[WorkflowChange, ...]
    unpriced: tuple[tuple[int, int], tuple[int, int]]
    history: tuple[int, int]  # days that tell something, in each window

    @property
    def change(self) -> int:
        return self.after - self.before

    @property
    def floor(self) -> int:
        return floor_of(self.before)

    @property
    def judged(self) -> bool:
        return min(self.history) >= MIN_DAYS

    @cached_property
    def by_name(self) -> dict[str, Effect]:
        return {effect.name: effect for effect in self.effects}

    def of_group(self, group: str) -> int:
        return sum(self.by_name[name].nanousd for name in GROUPS[group])


def floor_of(before: int) -> int:
    return max(FLOOR_NANOUSD, round(FLOOR * before))


def judge(facts: Facts, days: Sequence[date], first_of_after: int) -> Change:
    """The change from the days before place `first_of_after` to those from it on."""
    cost = facts.cost_by_workflow
    before, after = cost[:first_of_after].sum(axis=0), cost[first_of_after:].sum(axis=0)
    found = _intervals(facts, days, first_of_after)
    history = _history(facts, first_of_after)
    judged, floor = min(history) >= MIN_DAYS, floor_of(int(before.sum()))
    n, names = len(NAMES), facts.shape.workflows
    own = [found[n * (at + 1) : n * (at + 2)] for at in range(len(names))]
    exact = [rounding.parts([each.estimate for each in one], int(after[at] - before[at])) for at, one in enumerate(own)]
    sums = [sum(column) for column in zip(*exact, strict=True)] or [0] * n
    sums[:2] = rounding.parts([each.estimate for each in found[:2]], sums[0] + sums[1])
    lasting = _survivors([each for one in own for each in one])
    workflows = [
        WorkflowChange(
            workflow=name,
            before=int(before[at]),
            after=int(after[at]),
            effects=_effects(exact[at], own[at], lasting[n * at : n * (at + 1)], judged=judged, floor=floor),
        )
        for at, name in enumerate(names)
    ]
    return Change(
        before=int(before.sum()),
        after=int(after.sum()),
        effects=_effects(sums, found[:n], _survivors(found[:n]), judged=judged, floor=floor),
        workflows=tuple(sorted(workflows, key=lambda each: (-max(each.before, each.after), each.workflow))),
        unpriced=(_pair(facts.unpriced[:first_of_after]), _pair(facts.unpriced[first_of_after:])),
        history=history,
    )


def _pair(unpriced: "NDArray[np.int64]") -> tuple[int, int]:
    calls, tokens = unpriced.sum(axis=0)
    return int(calls), int(tokens)


def _intervals(facts: Facts, days: Sequence[date], first_of_after: int) -> list[Interval]:
    """Of the ten effects, then of each workflow's: within one, more runs are volume and nothing is mix of workflows."""
    import numpy as np

    def statistic(before: "NDArray[np.float64]", after: "NDArray[np.float64]") -> "NDArray[np.float64]":
        effects = split(facts.shape, window(facts.shape, before), window(facts.shape, after))
        totals = effects.sum(axis=1)
        effects[0], effects[1] = effects[0] + effects[1], 0.0
        return np.concatenate([totals, effects.T.ravel()])

    if not facts.shape.workflows:
        return [Interval(0.0)] * len(NAMES)
    return intervals(
        statistic,
        Window(days[:first_of_after], facts.figures[:first_of_after]),
        Window(days[first_of_after:], facts.figures[first_of_after:]),
        steps=True,
    )


def _history(facts: Facts, first_of_after: int) -> tuple[int, int]:
    """How many days of each window tell something: those before the first call or run ever are no history."""
    import numpy as np

    active = np.atleast_1d(facts.figures.any(axis=1) | facts.unpriced.any(axis=1))
    before, after = active[:first_of_after], active[first_of_after:]
    since = int(before.argmax()) if before.any() else len(before)
    return len(before) - since, len(after) if after.any() else 0


def _survivors(found: Sequence[Interval]) -> list[bool]:
    """Which survive Benjamini-Hochberg over all in which anything happened."""
    tested = [at for at, each in enumerate(found) if each.p is not None and (each.estimate or each.error)]
    kept = dict(zip(tested, multiplicity.kept([found[at].p or 0.0 for at in tested]), strict=True))
    return [kept.get(at, False) for at in range(len(found))]


def _effects(
    amounts: Sequence[int], found: Sequence[Interval], survive: Sequence[bool], *, judged: bool, floor: int
) -> tuple[Effect, ...]:
    return tuple(
        Effect(
            name=name,
            nanousd=amounts[at],
            low=None if each.low is None else round(each.low),
            high=None if each.high is None else round(each.high),
            p=each.p,
            verdict=_verdict(amounts[at], each, judged=judged, floor=floor, survives=survive[at]),
        )
        for at, (name, each) in enumerate(zip(NAMES, found, strict=True))
    )


def _verdict(amount: int, each: Interval, *, judged: bool, floor: int, survives: bool) -> Verdict:
    if not judged or each.low is None or each.high is None:
        return "not_enough_history"
    real = not each.low <= 0 <= each.high and abs(amount) >= floor and survives
    return "drift" if real else "normal"
