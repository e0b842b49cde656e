"""Items: "attribute = value" over many runs, as bits; counting is an AND and a count of bits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.int32]
UNKNOWN = -1
MOST_BINS = 8
MOST_DISTINCT = 0.5  # of the runs: beyond, a column is an id


class Value(NamedTuple):
    dimension: str
    value: str


@dataclass(frozen=True)
class Dimension:
    """One attribute of many runs. `codes` are places in `values`, UNKNOWN where a run has none.

    Where runs may have several values (the tools they used), `rows` says which run each code belongs to.
    """

    name: str
    codes: Codes
    values: tuple[str, ...]
    rows: npt.NDArray[np.int64] | None = None
    rank: int = 0  # of two values that tell the same the one of the lower rank is shown

    def counts(self, of: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """For each value how many of the marked runs have it."""
        marked = self.codes[of if self.rows is None else of[self.rows]]
        return np.bincount(marked[marked >= 0], minlength=len(self.values))

    def members(self, code: int, runs: int) -> npt.NDArray[np.bool_]:
        has = self.codes == code
        if self.rows is None:
            return np.asarray(has)
        found = np.zeros(runs, dtype=bool)
        found[self.rows[has]] = True
        return found

    @property
    def is_an_id(self) -> bool:
        known = int(np.count_nonzero(self.codes >= 0))
        return self.rows is None and known > 0 and len(self.values) > MOST_DISTINCT * known


def dimension(name: str, told: Sequence[Any]) -> Dimension:
    """One value a run; None, "" and NaN are unknown."""
    import pandas as pd

    column = pd.Series(list(told), dtype="object")
    known = column.where(column.notna() & (column != ""))
    codes, values = pd.factorize(known, sort=False)
    return Dimension(name, codes.astype(np.int32), tuple(str(value) for value in values))


def presence(name: str, told: Sequence[Sequence[str]]) -> Dimension:
    """Any number of values a run, each counted once."""
    import pandas as pd

    codes, values = pd.factorize(np.array([*chain.from_iterable(told)], dtype=object))
    rows = np.repeat(np.arange(len(told)), np.fromiter(map(len, told), dtype=np.int64, count=len(told)))
    _, first = np.unique(rows * len(values) + codes, return_index=True)
    first.sort()
    return Dimension(name, codes[first].astype(np.int32), tuple(values), rows[first])


def parted(told: Dimension, by: str) -> dict[str, Dimension]:
    """A dimension of values such as `tool:search` as one dimension for each word before the mark `by`, in its order."""
    parts: dict[str, list[int]] = {}
    for place, value in enumerate(told.values):
        parts.setdefault(value.partition(by)[0], []).append(place)
    found = {}
    for name, places in sorted(parts.items()):
        code_of = np.full(len(told.values), UNKNOWN, dtype=np.int32)
        code_of[places] = np.arange(len(places))
        its = code_of[told.codes] if len(told.codes) else told.codes
        values = tuple(told.values[place].partition(by)[2] for place in places)
        found[name] = replace(told, name=name, codes=its[its >= 0], values=values, rows=_rows(told)[its >= 0])
    return found


def _rows(told: Dimension) -> npt.NDArray[np.int64]:
    return np.arange(len(told.codes)) if told.rows is None else told.rows


def binned(name: str, told: Sequence[float | None], unit: str = "") -> Dimension:
    """A number a run, in at most MOST_BINS quantile bins of all runs; None, NaN and infinite are unknown."""
    numbers = np.array([np.nan if value is None else float(value) for value in told], dtype=float)
    known = np.isfinite(numbers)
    codes = np.full(len(numbers), UNKNOWN, dtype=np.int32)
    if not known.any():
        return Dimension(name, codes, ())
    inner = np.quantile(numbers[known], np.linspace(0, 1, MOST_BINS + 1)[1:-1], method="inverted_cdf")
    edges = np.unique(inner)
    edges = edges[edges < numbers[known].max()]  # a bin above the largest would be empty
    codes[known] = np.searchsorted(edges, numbers[known], side="left")
    return Dimension(name, codes, _labels(edges, unit))


def _labels(edges: npt.NDArray[np.float64], unit: str) -> tuple[str, ...]:
    """`up to 5`, `5 to 9`, `over 9`; a bin holds its upper edge."""
    unit = f" {unit}" if unit else ""
    words = [_figure(edge) for edge in edges]
    if not words:
        return (f"any{unit}",)
    middle = [f"{low} to {high}{unit}" for low, high in pairwise(words)]
    return (f"up to {words[0]}{unit}", *middle, f"over {words[-1]}{unit}")


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def ones(bits: Bits) -> int:
    return int(np.bitwise_count(bits.view(np.uint64) if len(bits) % 8 == 0 else bits).sum(dtype=np.int64))


def padded(members: npt.NDArray[np.bool_]) -> Bits:
    """Packed to whole words of 64 bits: counting them takes an eighth of the time."""
    bits = np.packbits(members)
    return np.pad(bits, (0, -len(bits) % 8))
