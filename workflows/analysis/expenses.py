"""What a workflow costs besides models, and which part of it falls on a day. Pure."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Expense:
    """A cost besides models: so much a month, a run, or once on its first day."""

    nanousd: int
    per: str  # month, run or once
    first: date
    last: date | None = None
    only: str = ""  # of a run: those of this name, as what was merged pays for its own; empty: all

    def on(self, day: date, runs: int) -> Fraction:
        """Its part of one day; a month is shared equally by its days."""
        if day < self.first or (self.last is not None and day > self.last):
            return Fraction(0)
        if self.per == "run":
            return Fraction(self.nanousd * runs)
        if self.per == "once":
            return Fraction(self.nanousd) if day == self.first else Fraction(0)
        return Fraction(self.nanousd, days_of_month(day))


def days_of_month(day: date) -> int:
    following = day.replace(day=28).toordinal() + 4
    return (date.fromordinal(following).replace(day=1) - day.replace(day=1)).days
