"""Why runs take longer, or shorter, than before: the change of the mean as parts that add up to it exactly.

With s the share of a workflow among the runs, m a mean of the two periods and t_p the mean time of a part in runs of
its workflow, the mean run time is the sum over workflows of s times the sum over parts of t_p, so

    change = sum over workflows and parts of m(s) dt_p  +  sum over workflows of ds (m(t) - m(T))

the last sum being the mix of workflows, T the mean of all. A workflow of one period alone is all mix.

A part is called a real change when its interval (aiops.core.stats.jackknife: days are the unit) leaves out 0, it is at
least 5 % of the mean of its workflow, and it survives Benjamini-Hochberg over all parts. Fewer than 14 days in either
period tell nothing.

Source: Bennet, J. R. Stat. Soc. 83 (1920) 455, for the midpoint split.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from aiops.core.stats.jackknife import Window, intervals
from aiops.core.stats.multiplicity import kept
from traces.types.time_sums import Part, TimeDays

if TYPE_CHECKING:
    from numpy.typing import NDArray

Verdict = Literal["drift", "normal", "not_enough_history"]
ENOUGH_DAYS = 14
FLOOR = 0.05  # of the workflow's mean before: less is nobody's concern
LEAST_NS = 1_000_000
MIX = Part("", "", "workflow_mix")
MOST_TESTED = 200  # parts with an interval of their own; the smallest are added up


@dataclass(frozen=True, slots=True)
class Effect:
    """What one part adds to the change of the mean run time, in ns. `since`: the day on which it began, where known."""

    part: Part
    ns: float
    low: float | None
    high: float | None
    verdict: Verdict
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """`effects` add up to after - before, the largest first. `shift` is the whole change with its own interval."""

    before_ns: float
    after_ns: float
    shift: Effect
    effects: tuple[Effect, ...]

    @property
    def real(self) -> tuple[Effect, ...]:
        return tuple(each for each in self.effects if each.verdict == "drift")

    def by_kind(self) -> list[tuple[str, list[Effect]]]:
        found: dict[str, list[Effect]] = {}
        for each in self.effects:
            found.setdefault(each.part.kind, []).append(each)
        return list(found.items())


def parts_of(days: TimeDays) -> dict[Part, tuple[int, ...]]:
    """The paths of each step and kind added up, day by day."""
    sums: dict[Part, list[int]] = {}
    for path, values in days.paths.items():
        total = sums.setdefault(Part(path.workflow, path.step, path.kind), [0] * len(days.days))
        for place, ns in enumerate(values):
            total[place] += ns
    return {part: tuple(values) for part, values in sums.items()}


def exact(before: TimeDays, after: TimeDays) -> dict[Part, Fraction]:
    """The effects without their intervals, in whole numbers: what the law of adding up is proved on."""
    keys = _keys(before, after)
    return dict(zip([*keys.parts, MIX], _effects(keys, _totals(keys, before), _totals(keys, after)), strict=True))


def explain(before: TimeDays, after: TimeDays) -> Change | None:
    """None where one of the two periods has no run."""
    if not before.run_count() or not after.run_count():
        return None
    keys = _keys(before, after)
    shown = [*keys.parts, MIX]
    enough = min(_lived(before), _lived(after)) >= ENOUGH_DAYS
    if enough:
        found = intervals(keys.statistic, _window(keys, before), _window(keys, after))
        whole, *each = found
        survives = kept([interval.p if interval.p is not None else 1.0 for interval in each])
    ns = _effects(keys, _totals(keys, before), _totals(keys, after))
    before_ns, after_ns = _mean(before), _mean(after)
    floors = _floors(keys, before, after)
    effects = []
    for place, part in enumerate(shown):
        if not enough:
            effects.append(Effect(part, float(ns[place]), None, None, "not_enough_history"))
            continue
        interval = each[place]
        low, high = interval.low, interval.high
        real = (
            survives[place]
            and low is not None and high is not None and (low > 0 or high < 0)
            and abs(ns[place]) >= max(floors.get(part.workflow, 0.0), LEAST_NS)
            and part is not MIX
        )  # fmt: skip
        effects.append(Effect(part, float(ns[place]), low, high, "drift" if real else "normal"))
    shift = _shift(after_ns - before_ns, whole if enough else None, FLOOR * before_ns)
    effects.sort(key=lambda effect: -abs(effect.ns))
    return Change(before_ns, after_ns, shift, tuple(effect for effect in effects if effect.ns or effect.part != MIX))


def _shift(ns: float, interval: Any, floor: float) -> Effect:
    if interval is None:
        return Effect(MIX, ns, None, None, "not_enough_history")
    clear = interval.low is not None and (interval.low > 0 or interval.high < 0)
    return Effect(MIX, ns, interval.low, interval.high, "drift" if clear and abs(ns) >= floor else "normal")


def _lived(days: TimeDays) -> int:
    """Days on which anything ran."""
    return sum(any(runs[place] for runs in days.runs.values()) for place in range(len(days.days)))


def _mean(days: TimeDays) -> float:
    return float(Fraction(sum(map(sum, days.paths.values())), days.run_count()))


@dataclass(frozen=True)
class _Keys:
    """Which column of a day's row is what: runs by workflow, then ns by part."""

    workflows: tuple[str, ...]
    parts: tuple[Part, ...]
    of_workflow: tuple[int, ...]  # for each part the place of its workflow

    def statistic(self, before: "NDArray[Any]", after: "NDArray[Any]") -> list[float]:
        """The whole change, then each effect: the same sums as `_effects`, in floats."""
        import numpy as np

        n = len(self.workflows)
        runs0, runs1 = before[:n], after[:n]
        where = np.array(self.of_workflow, dtype=int)
        s0, s1 = runs0 / runs0.sum(), runs1 / runs1.sum()
        both = (runs0 > 0) & (runs1 > 0)
        t0 = np.divide(before[n:], runs0[where], out=np.zeros(len(where)), where=runs0[where] > 0)
        t1 = np.divide(after[n:], runs1[where], out=np.zeros(len(where)), where=runs1[where] > 0)
        effects = np.where(both[where], (s0[where] + s1[where]) / 2 * (t1 - t0), 0.0)
        total = (t1 * s1[where]).sum() - (t0 * s0[where]).sum()
        return [total, *effects, total - effects.sum()]


def _keys(before: TimeDays, after: TimeDays) -> _Keys:
    workflows = tuple(sorted({*before.runs, *after.runs}))
    sums: dict[Part, int] = {}
    for days in (before, after):
        for part, values in parts_of(days).items():
            sums[part] = sums.get(part, 0) + sum(values)
    parts = tuple(sorted(sums, key=lambda part: (-sums[part], part)))
    return _Keys(workflows, parts, tuple(workflows.index(part.workflow) for part in parts))


def _rows(keys: _Keys, days: TimeDays) -> list[list[int]]:
    none = (0,) * len(days.days)
    parts = parts_of(days)
    columns = [days.runs.get(each, none) for each in keys.workflows] + [parts.get(each, none) for each in keys.parts]
    return [[column[place] for column in columns] for place in range(len(days.days))]


def _totals(keys: _Keys, days: TimeDays) -> list[int]:
    return [sum(column) for column in zip(*_rows(keys, days), strict=True)]


def _window(keys: _Keys, days: TimeDays) -> Window:
    return Window(days.days, _rows(keys, days))


def _effects(keys: _Keys, before: Sequence[int], after: Sequence[int]) -> list[Fraction]:
    n = len(keys.workflows)
    all0, all1 = sum(before[:n]), sum(after[:n])
    found = []
    for place, where in enumerate(keys.of_workflow):
        runs0, runs1 = before[where], after[where]
        if not runs0 or not runs1:
            found.append(Fraction(0))
            continue
        share = (Fraction(runs0, all0) + Fraction(runs1, all1)) / 2
        found.append(share * (Fraction(after[n + place], runs1) - Fraction(before[n + place], runs0)))
    total = Fraction(sum(after[n:]), all1) - Fraction(sum(before[n:]), all0)
    return [*found, total - sum(found)]


def _floors(keys: _Keys, before: TimeDays, after: TimeDays) -> Mapping[str, float]:
    """By workflow: the least effect that is worth a word, 5 % of its mean before at its share of the runs."""
    found = {}
    all0, all1 = before.run_count(), after.run_count()
    for workflow in keys.workflows:
        runs0, runs1 = sum(before.runs.get(workflow, ())), sum(after.runs.get(workflow, ()))
        spent = sum(sum(values) for path, values in before.paths.items() if path.workflow == workflow)
        share = (runs0 / all0 + runs1 / all1) / 2
        found[workflow] = FLOOR * share * (spent / runs0 if runs0 else 0.0)
    return found
