"""Cost by one dimension: values by day, the largest first, the rest of them as one. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiops.core import formats
from costs.analysis.cells import CALLS, COST, INPUT, OUTPUT, READ, RUNS, Cell

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

# Columns of a slice's figures.
MEASURES = ("cost", "calls", "unpriced", "input", "output", "cache_read", "runs")
OF_CALLS = {"workflow": "workflow", "model": "model", "provider": "provider", "tier": "service_tier"}
SHOWN = 6  # values that have a colour of their own


@dataclass(frozen=True)
class Slice:
    """One value of the dimension, or `others` of them added up; `figures` by day (rows) and MEASURES (columns)."""

    value: str
    figures: "Whole"
    others: int = 0

    def total(self, measure: str) -> int:
        return int(self.figures[:, MEASURES.index(measure)].sum())

    def by_day(self, measure: str) -> tuple[int, ...]:
        return tuple(self.figures[:, MEASURES.index(measure)].tolist())

    @property
    def tokens(self) -> int:
        return self.total("input") + self.total("output")


def of_cells(cells: Iterable[Cell], days: int, dimension: str) -> list[Slice]:
    """By what calls themselves say: workflow, model, provider or tier. Runs belong to workflows alone."""
    import numpy as np

    found: dict[str, Whole] = {}
    for cell in cells:
        runs = cell.figures[:, RUNS]
        if dimension != "workflow" and not cell.figures[:, CALLS].any():
            continue
        figures = found.setdefault(
            getattr(cell.key, OF_CALLS[dimension]), np.zeros((days, len(MEASURES)), dtype=np.int64)
        )
        calls = cell.figures[:, CALLS]
        columns = (cell.figures[:, COST], calls, 0 * calls if cell.key.cost_source else calls)
        tokens = (cell.figures[:, INPUT], cell.figures[:, OUTPUT], cell.figures[:, READ])
        figures[cell.days] += np.stack([*columns, *tokens, runs], axis=1)
    return [Slice(value, figures) for value, figures in found.items()]


def largest(slices: Sequence[Slice], measure: str, most: int) -> list[Slice]:
    """The largest of them; what is left as one slice, which is last."""
    ranked = sorted(slices, key=lambda each: (-size(each, measure), each.value))
    rest = ranked[most:]
    if len(rest) < 2:
        return ranked
    return [*ranked[:most], Slice("", sum((each.figures for each in rest[1:]), rest[0].figures), len(rest))]


def size(each: Slice, measure: str) -> int:
    return each.tokens if measure == "tokens" else each.total(measure)


@dataclass(frozen=True, slots=True)
class Line:
    """One value in the table, with the window before. `per_unit`: cost of a run; of a call where runs are not known."""

    value: str
    others: int
    cost: int | None
    before: int | None
    share: str
    change: str
    calls: int
    unpriced: int
    input: int
    output: int
    cached: str
    runs: int
    per_unit: int | None


def lines(all_of: Sequence[Slice], before: Sequence[Slice], measure: str, most: int) -> list[Line]:
    """The largest, the rest as one; values that were there before and are gone come last."""
    slices, then = largest(all_of, measure, most), {each.value: each for each in before}
    names = {each.value for each in all_of}
    whole = sum(each.total("cost") for each in slices)
    gone = [each for each in before if each.value not in names and each.total("cost")]
    found = [_line(each, None if each.others else then.get(each.value), whole) for each in slices]
    return found + [_line(Slice(each.value, 0 * each.figures), each, whole) for each in gone]


def _is_known(each: Slice) -> bool:
    """Whether what it cost is known: not where no call had a price."""
    return bool(each.total("cost")) or each.total("calls") > each.total("unpriced") or not each.total("calls")


def _line(each: Slice, before: Slice | None, whole: int) -> Line:
    cost, calls, unpriced, runs = (each.total(name) for name in ("cost", "calls", "unpriced", "runs"))
    read, sent = each.total("cache_read"), each.total("input")
    known, then = _is_known(each), before.total("cost") if before and _is_known(before) else None
    units = runs or calls - unpriced
    return Line(
        value=each.value,
        others=each.others,
        cost=cost if known else None,
        before=then,
        share=formats.percent(cost, whole),
        change=formats.change(cost, then),
        calls=calls,
        unpriced=unpriced,
        input=sent,
        output=each.total("output"),
        cached=formats.percent(read, sent) if read else "",
        runs=runs,
        per_unit=cost // units if known and units > 0 else None,
    )
