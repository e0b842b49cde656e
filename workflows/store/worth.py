"""What runs cost and brought, from roll-ups, as the analysis takes it. Comparison groups are kept apart."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from aiops.core import sql
from aiops.core.periods import Period
from workflows.analysis.roi import RUNS, Facts, Seen

DAY = timedelta(days=1)
Row = tuple[Any, ...]


def by_day(project_id: int, period: Period, names: Sequence[str] | None = None) -> dict[str, list[Facts]]:
    """Each workflow's days, by its name in traces; `names`: only those."""
    params = _by_days(project_id, period, names)
    found: dict[str, dict[date, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for workflow, day, *row in sql.tuples("workflows", "worth_by_day", params):
        found[workflow][day].append(tuple(row))
    return {name: [_facts(day, rows) for day, rows in days.items()] for name, days in found.items()}


def _by_days(project_id: int, period: Period, names: Sequence[str] | None) -> dict[str, Any]:
    days = _days(period)
    return {
        "project_id": project_id,
        "days": [first.date() for first, _ in days],
        "firsts": [first for first, _ in days],
        "lasts": [last for _, last in days],
        "names": None if names is None else list(names),
    }


def _days(period: Period) -> list[tuple[datetime, datetime]]:
    """The days of the period's zone as instants: looked up one by one, for naming the day of each row takes longer."""
    zone, found, first = period.start.tzinfo or UTC, [], period.start
    while first < period.end:
        following = datetime.combine(first.date() + DAY, time(), zone)
        found.append((first, min(following, period.end)))
        first = following
    return found


def merged(found: Mapping[str, list[Facts]], target: Mapping[str, str]) -> dict[str, list[Facts]]:
    """The same with what was merged added to what it is part of."""
    together: dict[str, list[Facts]] = defaultdict(list)
    for name, days in found.items():
        to = target.get(name, name)
        together[to] += days if to == name else [replace(each, parts=((name, each.runs),)) for each in days]
    return {name: added(days) for name, days in together.items()}


def together(project_id: int, period: Period, names: Sequence[str], key: str) -> list[Facts]:
    """The days of one workflow and what was merged into it."""
    return merged(by_day(project_id, period, names), dict.fromkeys(names, key)).get(key, [])


def added(days: Iterable[Facts]) -> list[Facts]:
    """One a day."""
    by_date: dict[date, list[Facts]] = defaultdict(list)
    for each in days:
        by_date[each.day].append(each)
    return [
        rows[0]
        if len(rows) == 1
        else Facts(
            day,
            sum(each.runs for each in rows),
            sum(each.cost_nanousd for each in rows),
            sum(each.unpriced_calls for each in rows),
            tuple(seen for each in rows for seen in each.seen),
            _whole([each.whole for each in rows if each.whole]),
            tuple(part for each in rows for part in each.parts),
        )
        for day, rows in by_date.items()
    ]


def _whole(rows: Sequence[Seen]) -> Seen | None:
    """How the runs of several turned out."""
    if not rows:
        return None
    return Seen(
        RUNS,
        sum(each.good for each in rows),
        sum(each.bad for each in rows),
        sum((each.successes for each in rows), Decimal(0)),
    )


def by_part(project_id: int, period: Period, names: Sequence[str]) -> dict[str, dict[str, Facts]]:
    """By dimension (release, prompt, model, retries, tag.NAME) and its values, as of one day: the period's first."""
    params = _params(project_id, period) | {"names": list(names)}
    found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for dimension, name, *row in sql.tuples("workflows", "worth_by_part", params):
        found[dimension][name].append(tuple(row))
    day = period.start.date()
    return {
        dimension: {name: _facts(day, rows) for name, rows in of.items()} for dimension, of in sorted(found.items())
    }


def by_users(project_id: int, period: Period, names: Sequence[str]) -> list[Facts]:
    """Of each group of users, as of one day: the period's first. Runs whose user is not known are in none."""
    params = _params(project_id, period) | {"names": list(names)}
    found: dict[str, list[Row]] = defaultdict(list)
    for group, *row in sql.tuples("workflows", "worth_by_users", params):
        found[group].append(tuple(row))
    return [_facts(period.start.date(), found[group]) for group in sorted(found)]


@dataclass(frozen=True, slots=True)
class ArmSums:
    """One group of runs: those of the comparison group, or the others."""

    runs: int = 0
    good: int = 0
    bad: int = 0
    amounts: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    amount_squared: Decimal = Decimal(0)

    def __add__(self, other: "ArmSums") -> "ArmSums":
        return ArmSums(
            self.runs + other.runs, self.good + other.good, self.bad + other.bad, self.amounts + other.amounts,
            self.amount + other.amount, self.amount_squared + other.amount_squared,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arms:
    """Each by metric; metric "*" has the runs. `days`: those of the others, a day each."""

    held: Mapping[str, ArmSums] = field(default_factory=dict)
    others: Mapping[str, ArmSums] = field(default_factory=dict)
    days: Sequence[Mapping[str, ArmSums]] = ()


def by_arm(project_id: int, period: Period, names: Sequence[str]) -> Arms:
    """The comparison group and the others."""
    groups: dict[bool, dict[str, ArmSums]] = {False: {}, True: {}}
    days: dict[date, dict[str, ArmSums]] = defaultdict(dict)
    for held, day, metric, runs, good, bad, *amounts in sql.tuples(
        "workflows", "worth_by_arm", _by_days(project_id, period, names)
    ):
        each = ArmSums(int(runs), int(good), int(bad), *amounts)
        groups[held][metric] = groups[held].get(metric, ArmSums()) + each
        if not held:
            days[day][metric] = each
    return Arms(groups[True], groups[False], list(days.values()))


def delays(project_id: int, first: datetime, last: datetime, names: Sequence[str]) -> dict[date, dict[str, list[int]]]:
    """For each day of UTC and metric: at [j] how many runs had their first success j days later."""
    params = {"project_id": project_id, "first": first, "last": last, "names": list(names)}
    found: dict[date, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for day, metric, delay, runs in sql.tuples("workflows", "delays", params):
        counts = found[day][metric]
        counts.extend([0] * (delay + 1 - len(counts)))
        counts[delay] = int(runs)
    return found


def _params(project_id: int, period: Period) -> dict[str, Any]:
    return {"project_id": project_id, "first": period.start, "last": period.end}


def _facts(day: date, rows: Sequence[Row]) -> Facts:
    runs, unpriced, cost, whole = 0, 0, 0, None
    seen = []
    for metric, each_runs, each_unpriced, each_cost, good, bad, successes, told, units, minutes, plain, human in rows:
        if metric == RUNS:
            runs, unpriced, cost = int(each_runs), int(each_unpriced), int(each_cost)
            whole = Seen(RUNS, int(good), int(bad), successes) if good or bad else None
            continue
        money = None if told is None else int(told)
        seen.append(Seen(metric, int(good), int(bad), successes, money, units, minutes, plain, human))
    return Facts(day, runs, cost, unpriced, tuple(seen), whole)
