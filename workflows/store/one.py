"""All that the page of one workflow reads: its figures, parts, comparison group and what the young runs come to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from aiops.core.periods import Period, zone_of
from aiops.core.stats.intervals import Interval
from workflows.analysis import changes, parts
from workflows.analysis.against import Compared, Goal, against, by_days
from workflows.analysis.clusters import with_users
from workflows.analysis.maturity import Cohort, Nowcast, age_of, nowcast
from workflows.analysis.overview import Line
from workflows.analysis.parts import Dimension
from workflows.analysis.roi import RUNS, Day, Facts, Terms, apply
from workflows.analysis.uplift import Arm
from workflows.models import SuccessMetric, Workflow
from workflows.store import earned, terms, worth
from workflows.store.worth import Arms, ArmSums

LOOK_BACK = timedelta(days=56)  # for how long outcomes are in coming


@dataclass(frozen=True)
class One:
    names: Sequence[str]  # its own and those of what was merged into it
    line: Line
    dimensions: Sequence[Dimension]
    compared: Sequence[Compared]
    nowcast: Nowcast | None


def read(workflow: Workflow, period: Period, comparison: Period | None, now: datetime) -> One:
    known = terms.read(workflow.project_id)
    names = known.names(workflow.key)
    line = earned.one(workflow, known, period, comparison, now)
    [kept] = changes.kept([line.changes])
    line = Line(line.workflow, line.terms, line.now, line.before, kept, line.history)
    matured = matured_part(period, line)
    if matured:
        users = worth.by_users(workflow.project_id, matured, names)
        line = replace(line, now=with_users(line.now, users, line.terms))
    found = worth.by_part(workflow.project_id, matured, names) if matured else {}
    arms = worth.by_arm(workflow.project_id, matured, names) if matured else Arms()
    return One(
        names=names,
        line=line,
        dimensions=parts.dimensions(found, line.terms),
        compared=_compared(workflow, line, arms),
        nowcast=_nowcast(workflow.project_id, names, line, period, now),
    )


def matured_part(period: Period, line: Line) -> Period | None:
    """The stretch of the period that can be judged; None where nothing can."""
    days = [each.day for each in line.now.days if each.matured]
    if not days:
        return None
    end = datetime.combine(max(days) + timedelta(days=1), time(), period.start.tzinfo)
    return Period(period.start, min(end, period.end))


def midnight(day: date, workflow: Workflow) -> datetime:
    """When the day begins in the project's zone."""
    return datetime.combine(day, time(), zone_of(workflow.project))


def judged_days(facts: Iterable[Facts], other: Terms, line: Line) -> list[Day]:
    """The same days under another definition; those that are judged stay."""
    matured = {each.day for each in line.now.days if each.matured}
    return [replace(apply(each, other, each.day), matured=each.day in matured) for each in facts]


def _compared(workflow: Workflow, line: Line, arms: Arms) -> list[Compared]:
    found: list[Compared] = []
    for place, metric in enumerate(terms.ordered(workflow.metrics.all())):
        goal = goal_of(metric)
        pair = _arms(goal, metric, arms, main=place == 0)
        now = _now(goal, metric, arms, main=place == 0)
        found += against(goal, now, line.now.judged, pair)
    return found


def goal_of(row: SuccessMetric) -> Goal:
    return Goal(
        row.name, row.measures == SuccessMetric.Measures.RATE, row.unit, row.direction == SuccessMetric.Direction.UP,
        row.target, row.baseline, row.baseline_low, row.baseline_high, row.baseline_source,
    )  # fmt: skip


def _now(goal: Goal, metric: SuccessMetric, arms: Arms, *, main: bool) -> Interval | None:
    """The metric's figure in its own unit."""
    days = [_arm(goal, metric, of, main=main) for of in arms.days]
    return by_days(goal, [(each.total, each.n) for each in days if each])


def _arms(goal: Goal, metric: SuccessMetric, arms: Arms, *, main: bool) -> tuple[Arm, Arm] | None:
    """The comparison group first; None without one."""
    without, with_ai = (_arm(goal, metric, of, main=main) for of in (arms.held, arms.others))
    return (without, with_ai) if without and with_ai else None


def _arm(goal: Goal, metric: SuccessMetric, of: Mapping[str, ArmSums], *, main: bool) -> Arm | None:
    seen = [of[name] for name in (metric.name, *([""] if main else [])) if name in of]
    runs = of[RUNS].runs if RUNS in of else 0
    if not runs:
        return None
    if not goal.is_rate:
        n = int(sum(each.amounts for each in seen))
        sums = sum(each.amount for each in seen), sum(each.amount_squared for each in seen)
        return Arm(n, float(sums[0]), float(sums[1])) if n else None
    good, bad = sum(each.good for each in seen), sum(each.bad for each in seen)
    if metric.silence == SuccessMetric.Silence.SUCCESS:
        good = runs - bad
    judged = good + bad if metric.silence == SuccessMetric.Silence.UNKNOWN else runs
    return Arm(judged, good, good) if judged else None


def _nowcast(project_id: int, names: Sequence[str], line: Line, period: Period, now: datetime) -> Nowcast | None:
    """Of the days of the period that are not matured; for what silence as success means nothing is in coming."""
    main = line.terms.main
    if main.silence == "success" or not line.now.young_runs:
        return None
    today = now.astimezone(UTC).date()
    first = min(period.start, now - LOOK_BACK).astimezone(UTC)
    start = datetime.combine(first.date(), time(), UTC)
    runs = worth.by_day(project_id, Period(start, period.end.astimezone(UTC)), names)
    came = worth.delays(project_id, start, period.end, names)
    days = worth.added(each for of in runs.values() for each in of)
    cohorts = [(each.day, _cohort(each, came.get(each.day, {}), line, today)) for each in days]
    asked = [cohort for day, cohort in cohorts if day >= period.start.astimezone(UTC).date()]
    return nowcast([cohort for _, cohort in cohorts], main.window_days, asked)


def _cohort(facts: Facts, came: dict[str, list[int]], line: Line, today: date) -> Cohort:
    delays: list[int] = []
    for metric, counts in came.items():
        if line.terms.decides(metric) if line.terms.metrics else metric == RUNS:
            delays += [0] * (len(counts) - len(delays))
            delays = [a + (counts[place] if place < len(counts) else 0) for place, a in enumerate(delays)]
    window = line.terms.main.window_days
    if len(delays) > window + 1:
        delays = [*delays[:window], sum(delays[window:])]
    age = age_of(facts.day, today)
    return Cohort(age, facts.runs, delays[:age])
