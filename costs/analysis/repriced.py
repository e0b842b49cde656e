"""What pricing anew changes, by model: sums that are added up over slices. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields


@dataclass(slots=True)
class Total:
    """Over the calls of one model whose usage is counted; None of the money is of calls without a price."""

    provider: str
    model: str
    calls: int = 0
    changed: int = 0
    old_nanousd: int = 0
    new_nanousd: int = 0
    old_unpriced: int = 0
    new_unpriced: int = 0

    @property
    def change_nanousd(self) -> int:
        return self.new_nanousd - self.old_nanousd

    def count(self, old: int | None, new: int | None, *, changed: bool) -> None:
        """One call more."""
        self.calls += 1
        self.changed += changed
        self.old_nanousd += old or 0
        self.new_nanousd += new or 0
        self.old_unpriced += old is None
        self.new_unpriced += new is None

    def add(self, other: "Total") -> None:
        for name in SUMMED:
            setattr(self, name, getattr(self, name) + getattr(other, name))


SUMMED = tuple(field.name for field in fields(Total))[2:]


def added_up(totals: Iterable[Total]) -> list[Total]:
    """One for each model, the largest change first."""
    sums: dict[tuple[str, str], Total] = {}
    for each in totals:
        sums.setdefault((each.provider, each.model), Total(each.provider, each.model)).add(each)
    return sorted(sums.values(), key=lambda each: (-abs(each.change_nanousd), each.provider, each.model))


def overall(totals: Iterable[Total]) -> Total:
    whole = Total("", "")
    for each in totals:
        whole.add(each)
    return whole


def as_lists(totals: Iterable[Total]) -> list[list[str | int]]:
    return [list(astuple(each)) for each in totals]


def from_lists(stored: Iterable[Sequence[str | int]]) -> list[Total]:
    return [Total(*each) for each in stored]  # type: ignore[arg-type]  # as as_lists wrote them
