"""What a workflow earned: matured runs, what silence means, value, net, return and cost of a good outcome. Pure.

Rows come from roll-ups as they were seen; definitions are applied here, so a changed worth or meaning of silence shows
at once and the old one can stand beside it. Money is whole nano-dollars; only intervals are floats.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from aiops.core.stats.intervals import Interval, cost_per_success, ratio, scaled, six, wilson
from workflows.analysis.expenses import Expense
from workflows.analysis.maturity import is_matured

DEFAULT_WINDOW_DAYS = 7
RUNS = "*"  # where a metric stands: the runs themselves, whatever metric judged them
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class MetricTerms:
    """What a definition says of one success metric. None: not known, which is not zero."""

    name: str
    per_unit_nanousd: int | None = None
    minutes_per_unit: Decimal | None = None  # a person's, without AI
    window_days: int = DEFAULT_WINDOW_DAYS
    silence: str = "unknown"  # failure, unknown or success


@dataclass(frozen=True, slots=True)
class Terms:
    """Of one workflow. `metrics[0]` decides which run is good; without any, every outcome does."""

    metrics: tuple[MetricTerms, ...] = ()
    expenses: tuple[Expense, ...] = ()

    @property
    def main(self) -> MetricTerms:
        return self.metrics[0] if self.metrics else MetricTerms("")

    @property
    def window_days(self) -> int:
        """After which all of its outcomes are in."""
        return max((each.window_days for each in self.metrics), default=DEFAULT_WINDOW_DAYS)

    def metric(self, name: str) -> MetricTerms:
        """Of an outcome's metric; one without a name is of the main one. One that nobody defined has the defaults."""
        return next((each for each in self.metrics if each.name == (name or self.main.name)), MetricTerms(name))

    def decides(self, name: str) -> bool:
        return not self.metrics or not name or name == self.main.name


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one metric on the runs of one day."""

    metric: str
    good: int = 0  # runs with a success
    bad: int = 0  # runs with a failure and no success
    successes: Decimal = ZERO  # outcomes, in shares
    told_nanousd: int | None = None  # money that senders said
    units: Decimal = ZERO  # of successes whose money they did not say
    told_minutes: Decimal | None = None
    plain_successes: Decimal = ZERO  # whose minutes saved they did not say
    human_minutes: Decimal = ZERO  # spent on those all the same


@dataclass(frozen=True, slots=True)
class Facts:
    """One day of one workflow as roll-ups tell it."""

    day: date
    runs: int
    cost_nanousd: int
    unpriced_calls: int = 0
    seen: tuple[Seen, ...] = ()
    whole: Seen | None = None  # of the runs themselves, as several metrics may judge one run; None: nothing is known
    parts: tuple[tuple[str, int], ...] = ()  # how many of the runs are of what was merged, by its name

    def runs_of(self, name: str) -> int:
        return sum(runs for part, runs in self.parts if part == name) if name else self.runs


@dataclass(frozen=True, slots=True)
class Day:
    """The same with the definition applied. `judged`: runs of which is known, or agreed, how they turned out."""

    day: date
    matured: bool
    runs: int
    judged: int
    good: int
    successes: Decimal
    model_nanousd: int
    other_nanousd: int
    value_nanousd: int | None
    minutes_saved: Decimal | None
    unpriced_calls: int = 0

    @property
    def cost_nanousd(self) -> int:
        return self.model_nanousd + self.other_nanousd

    @property
    def net_nanousd(self) -> int | None:
        return None if self.value_nanousd is None else self.value_nanousd - self.cost_nanousd


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum or share with the two figures between which the true one lies; None where that cannot be said."""

    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Earned:
    """A workflow, or several, over a period. Figures are None where they are not known or have no meaning."""

    runs: int
    matured_runs: int
    young_runs: int
    judged: int
    good: int
    successes: Decimal
    cost_nanousd: int  # of matured runs
    other_nanousd: int  # of these, besides models
    young_nanousd: int
    unpriced_calls: int
    value: Figure | None
    net: Figure | None
    roi: Figure | None
    success_rate: Figure | None
    cost_per_success: Figure | None
    minutes_saved: Figure | None
    user_groups: int = 0  # over which intervals were made too
    days: tuple[Day, ...] = field(default=(), repr=False)

    @property
    def young_share(self) -> float:
        return self.young_runs / self.runs if self.runs else 0.0

    @property
    def expected_young_nanousd(self) -> int | None:
        """What the young runs add if they turn out like the older ones."""
        if self.value is None or not self.matured_runs:
            return None
        return int(self.value.value * self.young_runs / self.matured_runs)


def days_of(facts: Iterable[Facts], terms: Terms, today: date) -> list[Day]:
    """In order of time."""
    return [apply(each, terms, today) for each in sorted(facts, key=lambda each: each.day)]


def apply(facts: Facts, terms: Terms, today: date) -> Day:
    """What the definition makes of a day. A silent run is one without any outcome of the main metric."""
    deciding = _deciding(facts, terms)
    good = min(sum(each.good for each in deciding), facts.runs)
    bad = min(sum(each.bad for each in deciding), facts.runs - good)
    successes = sum((each.successes for each in deciding), ZERO)
    silent, silence = facts.runs - good - bad, terms.main.silence
    if silence == "success":
        good, successes = good + silent, successes + silent
    expenses = [each.on(facts.day, facts.runs_of(each.only)) for each in terms.expenses]
    return Day(
        day=facts.day,
        matured=is_matured(facts.day, today, terms.window_days),
        runs=facts.runs,
        judged=good + bad if silence == "unknown" else facts.runs,
        good=good,
        successes=successes,
        model_nanousd=facts.cost_nanousd,
        other_nanousd=round(sum(expenses, Fraction(0))),
        value_nanousd=_value(facts, terms, silent if silence == "success" else 0),
        minutes_saved=_minutes(facts, terms, silent if silence == "success" else 0),
        unpriced_calls=facts.unpriced_calls,
    )


def _deciding(facts: Facts, terms: Terms) -> list[Seen]:
    """Without a definition any metric makes a run good, and several of them make it good once."""
    if not terms.metrics and facts.whole is not None:
        return [facts.whole]
    return [each for each in facts.seen if terms.decides(each.metric)]


def _value(facts: Facts, terms: Terms, silent_good: int) -> int | None:
    """Money that was said, and units times what the definition says one is worth."""
    parts: list[int] = []
    for each in facts.seen:
        if each.told_nanousd is not None:
            parts.append(each.told_nanousd)
        per_unit = terms.metric(each.metric).per_unit_nanousd
        if per_unit is not None:
            parts.append(whole(each.units * per_unit))
    if terms.main.per_unit_nanousd is not None:
        parts.append(silent_good * terms.main.per_unit_nanousd)
    return sum(parts) if parts else None


def _minutes(facts: Facts, terms: Terms, silent_good: int) -> Decimal | None:
    """Minutes that were said, else those a person needs without AI less those spent all the same."""
    parts: list[Decimal] = []
    for each in facts.seen:
        if each.told_minutes is not None:
            parts.append(each.told_minutes)
        needed = terms.metric(each.metric).minutes_per_unit
        if needed is not None:
            parts.append(each.plain_successes * needed - each.human_minutes)
    if terms.main.minutes_per_unit is not None:
        parts.append(silent_good * terms.main.minutes_per_unit)
    return sum(parts, ZERO) if parts else None


def whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_EVEN))


def earned(days: Sequence[Day]) -> Earned:
    """Adds up: matured days alone count, the others are said beside them. Sums hold whatever the order of the days."""
    old, young = [each for each in days if each.matured], [each for each in days if not each.matured]
    runs, cost = sum(each.runs for each in old), sum(each.cost_nanousd for each in old)
    successes = sum((each.successes for each in old), ZERO)
    good, judged = sum(each.good for each in old), sum(each.judged for each in old)
    worked = [each for each in old if each.runs or each.cost_nanousd]
    ran = [each for each in old if each.runs]  # what never ran brought nothing, and nobody knows what it would have
    values, minutes = known([each.value_nanousd for each in ran]), known([each.minutes_saved for each in ran])
    rate = wilson(good, judged)
    return Earned(
        runs=runs + sum(each.runs for each in young),
        matured_runs=runs,
        young_runs=sum(each.runs for each in young),
        judged=judged,
        good=good,
        successes=successes,
        cost_nanousd=cost,
        other_nanousd=sum(each.other_nanousd for each in old),
        young_nanousd=sum(each.cost_nanousd for each in young),
        unpriced_calls=sum(each.unpriced_calls for each in days),
        value=values if values is None else total_of(values, worked, runs, value_of),
        net=None if values is None else total_of(values - cost, worked, runs, net_of, signed=True),
        roi=None if values is None or not cost else return_of(values - cost, cost, worked),
        success_rate=None if rate is None else _figure(rate, Fraction(good, judged)),
        cost_per_success=per_success_of(worked, cost, successes),
        minutes_saved=None if minutes is None else total_of(minutes, worked, runs, minutes_of, signed=True),
        days=tuple(days),
    )


def known(values: Sequence[int | None] | Sequence[Decimal | None]) -> Decimal | None:
    """The sum of what is known; None where nothing is."""
    found = [Decimal(each) for each in values if each is not None]
    return sum(found, ZERO) if found else None


def value_of(day: Day) -> float:
    return float(day.value_nanousd or 0)


def net_of(day: Day) -> float:
    return float((day.value_nanousd or 0) - day.cost_nanousd)


def minutes_of(day: Day) -> float:
    return float(day.minutes_saved or 0)


def total_of(
    total: Decimal, days: Sequence[Day], runs: int, of: Callable[[Day], float], *, signed: bool = False
) -> Figure:
    """A sum as its mean a run times the runs, which are counted; the days are what differs by chance."""
    found = scaled(ratio(six((of(day), day.runs) for day in days), signed=signed), runs)
    return Figure(total) if found is None else _figure(found, Fraction(total))


def return_of(net: Decimal, cost: int, days: Sequence[Day]) -> Figure:
    found = ratio(six((net_of(day), day.cost_nanousd) for day in days), signed=True)
    exact = Fraction(net) / cost
    return Figure(places(exact)) if found is None else _figure(found, exact)


def per_success_of(days: Sequence[Day], cost: int, successes: Decimal) -> Figure | None:
    found = cost_per_success(six((each.cost_nanousd, float(each.successes)) for each in days), float(successes))
    return None if found is None else _figure(found, Fraction(cost) / Fraction(successes))


def _figure(found: Interval, exact: Fraction) -> Figure:
    """The figure exactly, its ends as they are estimated."""
    low, high = (None if end is None else places(Fraction(end)) for end in (found.low, found.high))
    return Figure(places(exact), low, high)


def places(number: Fraction) -> Decimal:
    """To six places, however large it is: half to even."""
    return Decimal(f"{round(number * 10**6)}e-6")


def by_date(workflows: Iterable[Sequence[Day]]) -> list[Day]:
    """Several workflows' days, one a date and maturity: as clusters, for what happens on a day happens to all."""
    found: dict[tuple[date, bool], list[Day]] = defaultdict(list)
    for days in workflows:
        for each in days:
            found[each.day, each.matured].append(each)
    return [_added(found[key]) for key in sorted(found)]


def _added(days: Sequence[Day]) -> Day:
    value, minutes = known([each.value_nanousd for each in days]), known([each.minutes_saved for each in days])
    return replace(
        days[0],
        runs=sum(each.runs for each in days),
        judged=sum(each.judged for each in days),
        good=sum(each.good for each in days),
        successes=sum((each.successes for each in days), ZERO),
        model_nanousd=sum(each.model_nanousd for each in days),
        other_nanousd=sum(each.other_nanousd for each in days),
        value_nanousd=None if value is None else int(value),
        minutes_saved=minutes,
        unpriced_calls=sum(each.unpriced_calls for each in days),
    )


def together(workflows: Iterable[Sequence[Day]]) -> Earned:
    """Several workflows as one."""
    return earned(by_date(workflows))
