"""Why runs take longer, or shorter, than before: the change of the mean as parts that add up to it exactly.

With s the share of a workflow among the runs, m a mean of the two periods and t_p the mean time of a part in runs of
its workflow, the mean run time is the sum over workflows of s times the sum over parts of t_p, so

    change = sum over workflows and parts of m(s) dt_p  +  sum over workflows of ds (m(t) - m(T))

the last sum being the mix of workflows, T the mean of all. A workflow of one period alone is all mix.

A part is called a real change when its interval (aiops.core.stats.jackknife: days are the unit) leaves out 0, it is at
least 5 % of the mean of its workflow, and it survives Benjamini-Hochberg over all parts. Fewer than 14 days in either
period tell nothing. Where a part came to a new level on one day, the error is that of the days around their levels.

Two sides of the same days, as two releases or the slow runs and the rest, are compared day by day: what makes a whole
day slow makes both of them slow, and is no difference.

Source: Bennet, J. R. Stat. Soc. 83 (1920) 455, for the midpoint split.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from aiops.core.stats.jackknife import Interval, Window, intervals
from aiops.core.stats.multiplicity import kept
from traces.analysis.time.since import began
from traces.types.time_sums import Part, TimeDays

if TYPE_CHECKING:
    from numpy.typing import NDArray

Verdict = Literal["drift", "normal", "not_enough_history"]
ENOUGH_DAYS = 14
FLOOR = 0.05  # of the workflow's mean before: less is nobody's concern
LEAST_NS = 1_000_000
MIX = Part("", "", "workflow_mix")


@dataclass(frozen=True, slots=True)
class Effect:
    """What one part adds to the change of the mean run time, in ns, with its interval.

    `since`: the day on which a real change began, where known.
    """

    part: Part
    ns: float
    low: float | None
    high: float | None
    verdict: Verdict
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """`effects` add up to after - before, the largest first; so do `kinds`, the same by time kind alone. `shift` is the
    whole change with its own interval."""

    before_ns: float
    after_ns: float
    shift: Effect
    effects: tuple[Effect, ...]
    kinds: tuple[Effect, ...]

    @property
    def real(self) -> tuple[Effect, ...]:
        return tuple(each for each in self.effects if each.verdict == "drift")


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
    return dict(zip(keys.shown, _effects(keys, _totals(keys, before), _totals(keys, after)), strict=True))


def explain(before: TimeDays, after: TimeDays) -> Change | None:
    """None where one of the two periods has no run."""
    if not before.run_count() or not after.run_count():
        return None
    keys = _keys(before, after)
    ns = [float(each) for each in _effects(keys, _totals(keys, before), _totals(keys, after))]
    of_kinds = [sum(n for n, part in zip(ns, keys.shown, strict=True) if part.kind == kind) for kind in keys.kinds]
    before_ns, after_ns = _mean(before), _mean(after)
    least = _floors(keys, before, after) | {"": FLOOR * before_ns}
    found: list[Interval | None] = [None] * (1 + len(ns) + len(of_kinds))
    since: dict[Part, date] = {}
    if min(_lived(before), _lived(after)) >= ENOUGH_DAYS:
        worth = [part for part, n in zip(keys.parts, ns, strict=False) if abs(n) >= least[part.workflow]]
        since = _breaks(keys, before, after, {part: n > 0 for part, n in zip(keys.shown, ns, strict=True)}, worth)
        found = interval_of(keys.statistic, *_levelled(keys, before, after, since))
    parts = judged(keys.shown, ns, found[1 : 1 + len(ns)], least, since)
    kinds = judged([Part("", "", kind) for kind in keys.kinds], of_kinds, found[1 + len(ns) :], least, {})
    [shift] = judged([Part("", "", "")], [after_ns - before_ns], found[:1], least, {})
    return Change(before_ns, after_ns, shift, largest_first(parts), largest_first(kinds))


def interval_of(
    statistic: Callable[..., Any], before: Window, after: Window, *, steps: bool = False
) -> list[Interval | None]:
    """The intervals of `statistic(total before, total after)`; sides of the same days lose a day together."""
    if before.days != after.days:
        return list(intervals(statistic, before, after, steps=steps))
    import numpy as np

    rows = np.stack([np.asarray(before.rows, dtype=float), np.asarray(after.rows, dtype=float)], axis=1)
    return list(intervals(lambda both: statistic(both[0], both[1]), Window(before.days, rows), steps=steps))


def _breaks(
    keys: "_Keys", before: TimeDays, after: TimeDays, up: Mapping[Part, bool], worth: Sequence[Part]
) -> dict[Part, date]:
    """The day on which each of these parts came to a new level; only where the periods follow each other."""
    if before.days[-1] >= after.days[0]:
        return {}
    days = (*before.days, *after.days)
    rows = [*_rows(keys, before), *_rows(keys, after)]
    found = {}
    for part in worth:
        column = len(keys.workflows) + keys.parts.index(part)
        runs = [row[keys.of_workflow[keys.parts.index(part)]] for row in rows]
        day = began(days, [row[column] for row in rows], runs, up=up[part])
        if day is not None:
            found[part] = day
    return found


def _levelled(keys: "_Keys", before: TimeDays, after: TimeDays, since: Mapping[Part, date]) -> tuple[Window, Window]:
    """The days with every new level put back to the old one: what is left is how much a day differs from the next.

    Without this a change in the middle of a period would itself look like variation, and hide behind its own size.
    """
    windows = [(days.days, [list(map(float, row)) for row in _rows(keys, days)]) for days in (before, after)]
    for part, day in since.items():
        number = keys.parts.index(part)
        workflow, column = keys.of_workflow[number], len(keys.workflows) + number
        old, new = ([0.0, 0.0], [0.0, 0.0])
        for days_, rows in windows:
            for each, row in zip(days_, rows, strict=True):
                level = new if each >= day else old
                level[0] += row[column]
                level[1] += row[workflow]
        rise = new[0] / new[1] - old[0] / old[1] if new[1] and old[1] else 0.0
        for days_, rows in windows:
            for each, row in zip(days_, rows, strict=True):
                if each >= day:
                    row[column] -= rise * row[workflow]
    one, other = (Window(days_, rows) for days_, rows in windows)
    return one, other


def judged(
    parts: Sequence[Part],
    ns: Sequence[float],
    found: Sequence[Interval | None],
    least: Mapping[str, float],
    since: Mapping[Part, date],
) -> list[Effect]:
    """Each figure with its verdict, its interval around itself; those that are tested together are judged together."""
    known = [each for each in found if each is not None]
    if len(known) < len(parts):
        return [Effect(part, n, None, None, "not_enough_history") for part, n in zip(parts, ns, strict=True)]
    ends = [_ends(n, each) for n, each in zip(ns, known, strict=True)]
    survives = kept([p for _, _, p in ends])
    effects = []
    for part, n, (low, high, _), survived in zip(parts, ns, ends, survives, strict=True):
        clear = low is not None and high is not None and (low > 0 or high < 0)
        real = survived and clear and abs(n) >= max(least[part.workflow], LEAST_NS) and part.kind != MIX.kind
        effects.append(Effect(part, n, low, high, "drift" if real else "normal", since.get(part) if real else None))
    return effects


def _ends(n: float, of: Interval) -> tuple[float | None, float | None, float]:
    """Low, high and the p-value of "it is zero" for a figure whose error is that of `of`."""
    if of.error is None or of.degrees is None or of.low is None or of.high is None:
        return None, None, 1.0
    if of.error == 0:
        return n, n, float(n == 0)
    from scipy.special import stdtr

    reach = (of.high - of.low) / 2
    return n - reach, n + reach, 2 * float(stdtr(of.degrees, -abs(n) / of.error))


def largest_first(effects: Sequence[Effect]) -> tuple[Effect, ...]:
    shown = (each for each in effects if each.ns or each.part.kind != MIX.kind)
    return tuple(sorted(shown, key=lambda each: (-abs(each.ns), each.part)))


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
        """The whole change, each effect as `_effects` has it, in floats, then their sums by kind."""
        import numpy as np

        n = len(self.workflows)
        runs0, runs1 = before[:n], after[:n]
        where = np.array(self.of_workflow, dtype=int)
        s0, s1 = runs0 / runs0.sum(), runs1 / runs1.sum()
        both = (runs0 > 0) & (runs1 > 0)
        t0 = np.divide(before[n:], runs0[where], out=np.zeros(len(where)), where=runs0[where] > 0)
        t1 = np.divide(after[n:], runs1[where], out=np.zeros(len(where)), where=runs1[where] > 0)
        effects = np.where(both[where], (s0[where] + s1[where]) / 2 * (t1 - t0), 0.0)
        total = after[n:].sum() / runs1.sum() - before[n:].sum() / runs0.sum()
        each = [*effects, total - effects.sum()]
        kinds = np.array([self.kinds.index(part.kind) for part in self.shown])
        return [total, *each, *np.bincount(kinds, weights=each, minlength=len(self.kinds))]

    @property
    def shown(self) -> tuple[Part, ...]:
        """In the order of the effects."""
        return (*self.parts, MIX)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        return tuple(sorted({part.kind for part in self.shown}))


def _keys(before: TimeDays, after: TimeDays) -> _Keys:
    sums: dict[Part, int] = {}
    for days in (before, after):
        for part, values in parts_of(days).items():
            sums[part] = sums.get(part, 0) + sum(values)
    parts = tuple(sorted(sums, key=lambda part: (-sums[part], part)))
    # A rare workflow may stand among the call paths and not among the runs: its time is in the mix then.
    workflows = tuple(sorted({*before.runs, *after.runs, *(part.workflow for part in parts)}))
    return _Keys(workflows, parts, tuple(workflows.index(part.workflow) for part in parts))


def _rows(keys: _Keys, days: TimeDays) -> list[list[int]]:
    none = (0,) * len(days.days)
    parts = parts_of(days)
    columns = [days.runs.get(each, none) for each in keys.workflows] + [parts.get(each, none) for each in keys.parts]
    return [[column[place] for column in columns] for place in range(len(days.days))]


def _totals(keys: _Keys, days: TimeDays) -> list[int]:
    return [sum(column) for column in zip(*_rows(keys, days), strict=True)]


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


def _floors(keys: _Keys, before: TimeDays, after: TimeDays) -> dict[str, float]:
    """By workflow: the least effect that is worth a word, 5 % of its mean before at its share of the runs."""
    found = {}
    all0, all1 = before.run_count(), after.run_count()
    for workflow in keys.workflows:
        runs0, runs1 = sum(before.runs.get(workflow, ())), sum(after.runs.get(workflow, ()))
        spent = sum(sum(values) for path, values in before.paths.items() if path.workflow == workflow)
        share = (runs0 / all0 + runs1 / all1) / 2
        found[workflow] = FLOOR * share * (spent / runs0 if runs0 else 0.0)
    return found
