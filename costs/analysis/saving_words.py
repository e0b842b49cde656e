"""What the pages of waste and what-if say. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiops.core import formats
from costs.analysis.waste import DAYS_A_MONTH, Waste
from costs.analysis.whatif import Outcome

MOST_NAMED = 3
NAMES = {
    "repeated": "asking identical prompts again",
    "retrieval": "answers that the first document had decided",
    "failed": "calls that failed",
    "background": "background calls at the full price",
    "long_context": "contexts far beyond the usual",
    "no_outcome": "runs without any outcome",
}


def of_waste(kinds: Sequence[Waste]) -> list[tuple[str, bool]]:
    """The sentence, as pieces of text; True: an amount, to stand out."""
    named = [each for each in kinds if each.monthly][:MOST_NAMED]
    if not named:
        return []
    found: list[tuple[str, bool]] = [("Each month go about ", False)]
    for at, each in enumerate(named):
        if at:
            found.append((" and " if at == len(named) - 1 else ", ", False))
        found += [(formats.dollars(each.monthly), True), (f" into {NAMES[each.kind]}", False)]
    return [*found, (".", False)]


@dataclass(frozen=True)
class Told:
    """The answer to a what-if. `lines`: each with its saving as people read it."""

    before: int
    after: int
    left: int
    monthly: int
    share: str
    what: str
    lines: Sequence[tuple[Outcome, str]]

    @property
    def dearer(self) -> bool:
        return self.after > self.before

    @property
    def difference(self) -> int:
        return abs(self.after - self.before)


def of_replay(lines: Sequence[Outcome], days: int, asked: Mapping[str, Any]) -> Told:
    before, after = sum(each.before for each in lines), sum(each.after for each in lines)
    return Told(
        before=before,
        after=after,
        left=sum(each.left for each in lines),
        monthly=round(abs(after - before) * DAYS_A_MONTH / max(days, 1)),
        share=formats.change(after, before),
        what=_what(asked),
        lines=[(each, formats.change(each.after, each.before)) for each in lines],
    )


def _what(asked: Mapping[str, Any]) -> str:
    """ "with gpt-4.1-mini instead, half of it read from cache"."""
    parts = []
    if asked.get("instead"):
        parts.append(f"on {asked['instead']}")
    if asked.get("cache") is not None:
        parts.append(f"with {asked['cache']}{formats.NBSP}% of the input read from cache")
    if asked.get("batch") is not None:
        parts.append(f"with {asked['batch']}{formats.NBSP}% of the calls at a batch price")
    return ", ".join(parts)
