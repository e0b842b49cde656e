"""Which runs are old enough to be judged, and what the younger ones will turn out to be. Pure.

"Not yet" is never failure: a run counts once its window is over. Days are counted in whole days: a cohort of age `a`
has `a` days behind it, its own among them, so an outcome `j` days after its run was seen if j < a. With a window of W
days a cohort is matured once a > W.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aiops.core.stats.intervals import Interval, wilson


def age_of(day: date, today: date) -> int:
    """Whole days from the beginning of `day` to the beginning of `today`; 0 for today itself."""
    return max((today - day).days, 0)


def is_matured(day: date, today: date, window_days: int) -> bool:
    """Whether every run of that day has its window behind it."""
    return age_of(day, today) > window_days


@dataclass(frozen=True, slots=True)
class Cohort:
    """The runs of one day: `delays[j]` of them had their first good outcome j days later."""

    age: int
    runs: int
    delays: Sequence[int] = ()

    @property
    def seen(self) -> int:
        return sum(self.delays[: self.age])


@dataclass(frozen=True, slots=True)
class Nowcast:
    """`rate` of good runs among the young ones once all is known, `naive` as if not yet were never."""

    runs: int
    seen: int
    rate: Interval
    naive: float
    good: Interval


def arrived(cohorts: Sequence[Cohort], window_days: int) -> list[float]:
    """F[j]: which share of the outcomes that ever come has come within j days, j = 0 .. W; F[W] = 1.

    Reverse-time product limit: F(j-1) = F(j) (1 - e_j / r_j), e_j outcomes with delay j and r_j with a delay of at most
    j, both among cohorts old enough to show delay j. Where none is, nothing is taken off.
    Source: Lagakos, Barraj, De Gruttola, Biometrika 75 (1988) 515; Kalbfleisch, Lawless, J. Am. Stat. Assoc. 84 (1989).
    """
    found = [1.0] * (window_days + 1)
    for j in range(window_days, 0, -1):
        old = [each.delays for each in cohorts if each.age > j]
        came = sum(delays[j] for delays in old if len(delays) > j)
        within = sum(sum(delays[: j + 1]) for delays in old)
        found[j - 1] = found[j] * (1 - came / within) if within else found[j]
    return found


def nowcast(cohorts: Sequence[Cohort], window_days: int, asked: Sequence[Cohort] | None = None) -> Nowcast | None:
    """What the cohorts that are not matured come to. None without a run among them, or where none shows anything yet.

    With `asked` only of these; all tell how outcomes come in.

    rate = seen / sum of runs x F(age); its interval is Wilson's on as many runs as have effectively been seen.
    """
    share = arrived(cohorts, window_days)
    young = [each for each in (cohorts if asked is None else asked) if each.age <= window_days and each.runs]
    runs, seen = sum(each.runs for each in young), sum(each.seen for each in young)
    effective = sum(each.runs * share[each.age - 1] for each in young if each.age)
    if not runs or effective <= 0:
        return None
    rate = wilson(min(seen, effective), effective)
    if rate is None:
        return None
    good = Interval(*(None if end is None else end * runs for end in (rate.value, rate.low, rate.high)))  # type: ignore[arg-type]
    return Nowcast(runs, seen, rate, seen / runs, good)
