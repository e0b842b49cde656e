"""What is compared: a period with another one, a release, prompt version or model with another one of the same time,
or the slowest runs with the rest; read from sums where they hold it, else from the newest runs, and then it says so."""

from dataclasses import dataclass, replace

from aiops.core import formats
from aiops.core.periods import Period
from traces.analysis.time import slowest
from traces.store import reader_time
from traces.store.time_cohort import MOST_RUNS, Cohort
from traces.types.time_sums import SLOWEST, Against, BandDays, TimeDays

SHARE = float(1 - slowest.SHARE)
NAMES = {"release": "release", "prompt": "prompt version", "model": "model"}
WITHIN = {"release": "in", "prompt": "with", "model": "on"}


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides, and how the page speaks of them. `told` is what the sentence is about where the steps are those of
    a part of the runs; `bands` are those of all runs."""

    now: TimeDays
    before: TimeDays | None
    bands: BandDays
    bands_before: BandDays | None
    whose: str  # begins the sentence
    there: str  # "in the 28 days before"
    titles: tuple[str, str]  # of the lines: now, before
    columns: tuple[str, str] = ("Now", "Before")
    same_time: bool = False
    described: bool = False  # sides that differ by how they were chosen
    told: tuple[TimeDays, TimeDays] | None = None
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> tuple[int, int | None]:
        """Runs of both sides."""
        if self.told:
            every = sum(band.runs for band in self.bands.totals())
            return round(slowest.SHARE * every), every - round(slowest.SHARE * every)
        return self.now.run_count(), self.before.run_count() if self.before else None


def read(cohort: Cohort, compared: Period | None, label: str, against: Against | None) -> Sides:
    if against is None:
        return _times(cohort, compared, label)
    return _slowest(cohort) if against.what == SLOWEST else _versions(cohort, against)


def _whose(cohort: Cohort) -> str:
    return f"Runs of {cohort.workflow}" if cohort.workflow else "Runs"


def _times(cohort: Cohort, compared: Period | None, label: str) -> Sides:
    other = replace(cohort, period=compared) if compared else None
    now, before = reader_time.time_days(cohort), reader_time.time_days(other) if other else None
    return Sides(
        now, before, reader_time.band_days(cohort), reader_time.band_days(other) if other else None,
        _whose(cohort), label, ("All runs", f"All, {label}"),
        notes=(*_capped(cohort, now), *(_capped(other, before) if other and before else ())),
    )  # fmt: skip


def _versions(cohort: Cohort, against: Against) -> Sides:
    what, name = against.what, NAMES[against.what]
    chosen, mine, other = _chosen(cohort, against)
    one = f"{name} {_short(chosen)}" if chosen is not None else f"other {name}s"
    there = f"{name} {_short(against.value)}"
    now, before = reader_time.time_days(mine), reader_time.time_days(other)
    titles = one[0].upper() + one[1:], there[0].upper() + there[1:]
    return Sides(
        now, before, reader_time.band_days(mine), reader_time.band_days(other),
        f"{_whose(cohort)} {WITHIN[what]} {one}", f"{WITHIN[what]} {there}", titles, titles, same_time=True,
        notes=(*_capped(mine, now), *_capped(other, before)),
    )  # fmt: skip


def _chosen(cohort: Cohort, against: Against) -> tuple[str | None, Cohort, Cohort]:
    """What is chosen (None: all others than the one that it is compared with), its runs, and those of the other."""
    value = against.value
    if against.what == "release":
        mine, other = cohort.release, replace(cohort, release=value)
        return mine, cohort if mine is not None else replace(cohort, but_release=value), other
    if against.what == "prompt":
        mine, other = cohort.prompt, replace(cohort, prompt=value)
        return mine, cohort if mine is not None else replace(cohort, but_prompt=value), other
    mine, other = cohort.model, replace(cohort, model=value)
    return mine, cohort if mine is not None else replace(cohort, but_model=value), other


def _slowest(cohort: Cohort) -> Sides:
    bands = reader_time.band_days(cohort)
    rest, slow = reader_time.days_of_runs(cohort, SHARE)
    runs = sum(band.runs for band in bands.totals())
    told = slowest.sides(bands) if runs > MOST_RUNS else None
    whose = _whose(cohort)
    titles = "The slowest 5 %", "The other 95 %"
    notes = _capped(cohort, rest, slow)
    if told:
        notes = (f"Steps and call paths are those of the newest {formats.count(MOST_RUNS)} runs.",)
    return Sides(
        slow, rest, bands, None, f"The slowest 5 % of {whose[0].lower()}{whose[1:]}", "in the other 95 %", titles,
        titles, same_time=True, described=True, told=told, notes=notes,
    )  # fmt: skip


def _capped(cohort: Cohort, *sides: TimeDays) -> tuple[str, ...]:
    """Says so where more runs may be there than were read."""
    full = cohort.of_runs and sum(each.run_count() + each.unsplit for each in sides) >= MOST_RUNS
    return (f"Of the newest {formats.count(MOST_RUNS)} runs of {cohort.period.label()} alone.",) if full else ()


def _short(value: str) -> str:
    return (value if len(value) <= 24 else f"{value[:23]}…") or "(none)"
