"""What each policy of a step was worth, in calls, money and outcomes. Pure.

Money that was avoided is an estimate: the calls that were not made, times the mean cost of those that were, with the
interval of that mean (Student's t; fewer than 5 priced calls give no interval, none gives no estimate).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt

from aiops.core.stats.intervals import FEWEST_CLUSTERS, Interval, scaled, t_of, wilson
from workflows.analysis.uplift import Arm, difference

PRIMARY = ("", "primary")
FEWEST_RUNS = 10  # with a known outcome, before a rung is compared with the primary one


@dataclass(frozen=True)
class Count:
    """Steps that ended alike. `cost_squared`: sum of the squares of the costs that are known."""

    name: str
    rung: str
    state: str
    at_once: bool
    number: int
    priced: int = 0
    cost: int = 0
    cost_squared: float = 0.0


@dataclass(frozen=True)
class Retried:
    name: str
    retried: int
    saved: int
    failed: int
    cost_nanousd: int
    unpriced: int

    @property
    def share(self) -> Interval | None:
        return wilson(self.saved, self.retried)


@dataclass(frozen=True)
class Blocked:
    guard: str
    number: int
    share: Interval | None  # of the step's executions


@dataclass(frozen=True)
class Rung:
    """One rung of a ladder: how often it answered, and how often what it answered was good."""

    name: str
    answered: int
    runs: int = 0  # with a known outcome
    good: int = 0
    against: Interval | None = None  # its rate less the primary's; None: too few to say, or the primary itself

    @property
    def rate(self) -> Interval | None:
        return wilson(self.good, self.runs)


@dataclass(frozen=True)
class Avoided:
    """Calls that were not made, and what they would have cost; `money` None: nothing to estimate it by."""

    calls: int
    share: Interval | None
    money: Interval | None


@dataclass
class Worth:
    """All that a step's policies did."""

    name: str
    ended: int = 0
    failed: int = 0
    cache: Avoided = field(default_factory=lambda: Avoided(0, None, None))
    stale: int = 0
    gate: Avoided = field(default_factory=lambda: Avoided(0, None, None))
    retries: Retried | None = None
    rungs: list[Rung] = field(default_factory=list)
    blocks: list[Blocked] = field(default_factory=list)


def mean_cost(counts: Iterable[Count]) -> Interval | None:
    """Of a step that a model answered on its primary rung.

    >>> mean_cost([Count("draft", "primary", "done", True, 4, 4, 8, 16.0)])
    Interval(value=2.0, low=None, high=None)
    """
    asked = [each for each in counts if each.rung in PRIMARY and each.state == "done" and each.priced]
    n, total = sum(each.priced for each in asked), sum(each.cost for each in asked)
    if not n:
        return None
    calls = Arm(n, total, sum(each.cost_squared for each in asked))
    if n < FEWEST_CLUSTERS:
        return Interval(calls.mean)
    half = t_of(n - 1) * sqrt(calls.variance / n)
    return Interval(calls.mean, max(0.0, calls.mean - half), calls.mean + half)


def of_step(
    name: str,
    counts: Sequence[Count],
    retried: Retried | None,
    blocks: Iterable[tuple[str, int]],
    outcomes: Iterable[tuple[str, int, int]],
) -> Worth:
    """`blocks`: guardrail, number. `outcomes`: rung, runs with a known outcome, good ones."""
    ended = sum(each.number for each in counts)
    failed = sum(each.number for each in counts if each.state == "failed")
    mean = mean_cost(counts)
    hits = sum(each.number for each in counts if each.rung == "cache" and each.at_once)
    gated = sum(each.number for each in counts if each.rung == "retrieval")
    return Worth(
        name,
        ended,
        failed,
        avoided(hits, ended, mean),
        sum(each.number for each in counts if each.rung == "cache" and not each.at_once),
        avoided(gated, ended, mean),
        retried,
        ladder(counts, outcomes),
        [Blocked(guard, number, wilson(min(number, ended), ended)) for guard, number in blocks],
    )


def avoided(calls: int, ended: int, mean: Interval | None) -> Avoided:
    return Avoided(calls, wilson(calls, ended), scaled(mean, calls) if calls else None)


def ladder(counts: Iterable[Count], outcomes: Iterable[tuple[str, int, int]]) -> list[Rung]:
    """The primary rung first, then those below it by how often they answered."""
    answered: dict[str, int] = {}
    for each in counts:
        if each.state == "done":
            rung = "primary" if each.rung in PRIMARY else each.rung
            answered[rung] = answered.get(rung, 0) + each.number
    seen = {rung: (runs, good) for rung, runs, good in outcomes}
    first = seen.get("primary", (0, 0))
    rungs = [
        Rung(name, number, *seen.get(name, (0, 0)), None if name == "primary" else against(seen.get(name), first))
        for name, number in answered.items()
    ]
    return sorted(rungs, key=lambda each: (each.name != "primary", -each.answered, each.name))


def against(rung: tuple[int, int] | None, primary: tuple[int, int]) -> Interval | None:
    """The difference of two rates, (runs, good) each, with Newcombe's hybrid score interval; None below 10 runs."""
    if rung is None or min(rung[0], primary[0]) < FEWEST_RUNS:
        return None
    one, other = wilson(rung[1], rung[0]), wilson(primary[1], primary[0])
    return difference(one, other) if one and other else None
