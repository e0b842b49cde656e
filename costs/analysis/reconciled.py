"""Our cost against the bill, per day and model, and what the difference is made of. Pure.

With tokens on the bill (B of them at a rate b), and of ours P with a price (at p on average) and U without one:

    bill - ours = U b  (unpriced)  +  (B - P - U) b  (missing, or counted twice where negative)  +  P (b - p)  (price)

which adds up exactly. Without tokens on the bill only what is plain is said: a model that one side does not know at
all, or calls of ours without a price; the rest is "price or missing calls".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from costs.analysis.bills import family
from costs.analysis.cells import CALLS, COST, INPUT, OUTPUT, Cell

CAUSES = {
    "unpriced": "our calls have no price",
    "missing": "calls we did not see",
    "duplicated": "calls the bill does not have",
    "price": "another price",
    "unknown": "price or missing calls",
}
ROUNDING = 10_000_000  # a cent a day and model is rounding


@dataclass(frozen=True, slots=True)
class Billed:
    """By the bill, in nano-dollars. Tokens None: it does not say."""

    nanousd: int
    tokens: int | None = None


@dataclass(slots=True)
class Ours:
    nanousd: int = 0
    tokens: int = 0
    calls: int = 0
    unpriced_tokens: int = 0
    unpriced_calls: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One day or all, of one model or all. `causes` in nano-dollars add up to the difference."""

    day: date | None
    model: str
    billed: int
    ours: int
    calls: int
    unpriced: int
    causes: Mapping[str, int]

    @property
    def difference(self) -> int:
        return self.billed - self.ours

    @property
    def cause(self) -> str:
        """The key of the one that explains most of it; "" where there is none."""
        return max(self.causes, key=lambda name: abs(self.causes[name]), default="")

    @property
    def main(self) -> str:
        """The same in words; "" where it is but rounding."""
        return CAUSES[self.cause] if self.cause and abs(self.difference) >= ROUNDING else ""


def ours_of(cells: Iterable[Cell], days: list[date]) -> dict[tuple[date, str], Ours]:
    """What we counted, by day and the model's family name."""
    found: dict[tuple[date, str], Ours] = {}
    for cell in cells:
        if not cell.key.model:
            continue
        name, priced = family(cell.key.model), bool(cell.key.cost_source)
        for at, figures in zip(cell.days.tolist(), cell.figures.tolist(), strict=True):
            one = found.setdefault((days[at], name), Ours())
            tokens = figures[INPUT] + figures[OUTPUT]
            one.nanousd += figures[COST]
            one.calls += figures[CALLS]
            one.tokens += tokens if priced else 0
            one.unpriced_tokens += 0 if priced else tokens
            one.unpriced_calls += 0 if priced else figures[CALLS]
    return found


def compare(bill: Mapping[tuple[date, str], Billed], ours: Mapping[tuple[date, str], Ours]) -> list[Line]:
    """By day and model, in order."""
    keys = sorted({*bill, *ours})
    return [_line(*key, bill.get(key, Billed(0)), ours.get(key, Ours()), key in bill) for key in keys]


def _line(day: date, model: str, billed: Billed, ours: Ours, on_bill: bool) -> Line:
    causes = {name: amount for name, amount in _causes(billed, ours, on_bill).items() if amount}
    return Line(day, model, billed.nanousd, ours.nanousd, ours.calls, ours.unpriced_calls, causes)


def _causes(billed: Billed, ours: Ours, on_bill: bool) -> dict[str, int]:
    difference = billed.nanousd - ours.nanousd
    if not ours.calls:
        return {"missing": difference}
    if not on_bill:
        return {"duplicated": difference}
    if billed.tokens:
        unpriced = billed.nanousd * ours.unpriced_tokens // billed.tokens
        count = billed.nanousd * (billed.tokens - ours.tokens - ours.unpriced_tokens) // billed.tokens
        return {
            "unpriced": unpriced,
            "missing": max(count, 0),
            "duplicated": min(count, 0),
            "price": difference - unpriced - count,
        }
    if ours.unpriced_calls == ours.calls:
        return {"unpriced": difference}
    return {"unknown": difference}


def together(lines: Iterable[Line]) -> Line:
    """All of them as one."""
    causes: dict[str, int] = {}
    billed = ours = calls = unpriced = 0
    for line in lines:
        billed, ours, calls = billed + line.billed, ours + line.ours, calls + line.calls
        unpriced += line.unpriced
        for name, amount in line.causes.items():
            causes[name] = causes.get(name, 0) + amount
    return Line(None, "", billed, ours, calls, unpriced, causes)


def by_model(lines: Iterable[Line]) -> list[Line]:
    """The largest difference first."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.model, []).append(line)
    found = [replace(together(some), model=model) for model, some in groups.items()]
    return sorted(found, key=lambda line: (-abs(line.difference), line.model))
