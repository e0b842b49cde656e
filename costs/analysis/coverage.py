"""How much of what was called has a price."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Priced(Protocol):
    """Anything with a number of calls, and how many of them have no price."""

    @property
    def calls(self) -> int: ...
    @property
    def unpriced_calls(self) -> int: ...
    @property
    def cost_nanousd(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Coverage:
    """Sums over all models. `cost_nanousd` is None where no call at all has a price."""

    models: int
    calls: int
    unpriced_calls: int
    unpriced_models: int
    cost_nanousd: int | None


def coverage(models: Sequence[Priced]) -> Coverage:
    """Adds up; an unpriced model's cost is left out, never taken for zero."""
    costs = [each.cost_nanousd for each in models if each.cost_nanousd is not None]
    return Coverage(
        len(models),
        sum(each.calls for each in models),
        sum(each.unpriced_calls for each in models),
        sum(each.unpriced_calls > 0 for each in models),
        sum(costs) if costs else None,
    )
