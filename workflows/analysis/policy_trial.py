"""What another version made of recorded runs: differences of pairs, each run beside its own replay. Pure.

The mean of the pairs' differences with Student's interval over the pairs: what a run takes by itself cancels out.
Source: Student, "The probable error of a mean", Biometrika 6 (1908) 1, on paired experiments.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aiops.core.stats.intervals import Interval, t_of

LEAST = 5  # pairs that a judgement needs


@dataclass(frozen=True, slots=True)
class Pair:
    """A recorded run and its replay: what each cost, whether each succeeded, and whether they answered the same.

    `comparable` False: the costs are of unlike things, as one of the two has spend of which nobody knows the end, or
    the recorded run was answered from a cache, which replays leave alone.
    """

    before_nanousd: int
    after_nanousd: int
    before_good: bool
    after_good: bool
    same: bool
    ended: bool
    comparable: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """Of the pairs whose replay ended. `cost`: nano-dollars a run, after less before; `good`: share that succeeds.

    Costs are of the `compared` pairs alone.
    """

    pairs: int
    ended: int
    compared: int
    before_nanousd: int
    after_nanousd: int
    cost: Interval | None
    good: Interval | None
    better: int
    worse: int
    same: int

    @property
    def done(self) -> bool:
        return self.ended == self.pairs

    @property
    def left_out(self) -> int:
        """Pairs that ended and whose costs cannot be compared."""
        return self.ended - self.compared

    @property
    def cost_verdict(self) -> str:
        """cheaper, dearer, same (no difference can be told) or early."""
        return _verdict(self.cost, self.compared, "cheaper", "dearer")

    @property
    def good_verdict(self) -> str:
        return _verdict(self.good, self.ended, "worse", "better")


def result(pairs: Sequence[Pair]) -> Result:
    ended = [pair for pair in pairs if pair.ended]
    like = [pair for pair in ended if pair.comparable]
    return Result(
        len(pairs),
        len(ended),
        len(like),
        sum(pair.before_nanousd for pair in like),
        sum(pair.after_nanousd for pair in like),
        mean([pair.after_nanousd - pair.before_nanousd for pair in like]),
        mean([pair.after_good - pair.before_good for pair in ended]),
        sum(pair.after_good and not pair.before_good for pair in ended),
        sum(pair.before_good and not pair.after_good for pair in ended),
        sum(pair.same for pair in ended),
    )


def mean(values: Sequence[float]) -> Interval | None:
    """With its interval; without one for a single value, None for none."""
    n = len(values)
    if not n:
        return None
    middle = sum(values) / n
    if n == 1:
        return Interval(middle)
    spread = sum((value - middle) ** 2 for value in values) / (n - 1)
    reach = t_of(n - 1) * (spread / n) ** 0.5
    return Interval(middle, middle - reach, middle + reach)


def _verdict(found: Interval | None, many: int, below: str, above: str) -> str:
    if found is None or found.low is None or found.high is None or many < LEAST:
        return "early"
    return below if found.high < 0 else above if found.low > 0 else "same"
