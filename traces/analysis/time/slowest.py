"""The slowest 5 % of the runs as one side and the rest as the other, from sums by band. Pure.

The band that the cut goes through gives each side its share. Both sides are scaled by the denominator of that share, so
that they stay whole numbers: means and what is made of them do not change by that.
"""

from fractions import Fraction

from traces.types.time_kinds import TIME_KINDS
from traces.types.time_sums import BandDays, CallPath, TimeDays

SHARE = Fraction(5, 100)


def sides(days: BandDays) -> tuple[TimeDays, TimeDays]:
    """(the slowest, the rest), by workflow and time kind; their paths have no names."""
    above = SHARE * sum(band.runs for band in days.totals())
    slow: dict[tuple[int, int], Fraction] = {}
    for band in reversed(days.totals()):
        slow[band.low_ns, band.high_ns] = min(above / band.runs, Fraction(1))
        above -= slow[band.low_ns, band.high_ns] * band.runs
    cut = max((share.denominator for share in slow.values()), default=1)
    return (
        _side(days, {ends: int(share * cut) for ends, share in slow.items()}),
        _side(days, {ends: int((1 - share) * cut) for ends, share in slow.items()}),
    )


def _side(days: BandDays, weights: dict[tuple[int, int], int]) -> TimeDays:
    runs: dict[str, list[int]] = {}
    paths: dict[CallPath, list[int]] = {}
    for workflow, bands in days.bands.items():
        for ends, by_day in bands.items():
            weight = weights.get(ends, 0)
            for place, (count, *kinds) in enumerate(by_day):
                if not weight or not count:
                    continue
                runs.setdefault(workflow, [0] * len(days.days))[place] += weight * count
                for kind, ns in zip(TIME_KINDS, kinds, strict=True):
                    path = CallPath(workflow, (), "", "other", kind)
                    paths.setdefault(path, [0] * len(days.days))[place] += weight * ns
    made = {name: tuple(each) for name, each in runs.items()}, {path: tuple(each) for path, each in paths.items()}
    return TimeDays(days.days, *made, 0)
