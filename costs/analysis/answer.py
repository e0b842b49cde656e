"""Why did the cost change: the bridge, its verdicts, since when and with what, and one true sentence. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from costs.analysis import changes, drift
from costs.analysis.cells import CALLS, Cell, Facts, Price, arrange, model_of
from costs.analysis.changes import ChangePoint, Event

MOST_POINTS = 12  # of the largest: each takes some milliseconds


@dataclass(frozen=True)
class Answer:
    facts: Facts
    days: Sequence[date]
    first_of_after: int
    change: drift.Change
    points: tuple[ChangePoint, ...]
    events: tuple[Event, ...]

    @property
    def cost_per_run(self) -> tuple[int | None, ...]:
        """In nano-dollars, by day; None on a day without runs."""
        runs = self.facts.figures[:, : len(self.facts.shape.workflows)].sum(axis=1)
        return tuple(round(int(cost) / float(n)) if n else None for cost, n in zip(self.facts.cost, runs, strict=True))

    def most_of(self, effect: str) -> str:
        """The workflow in which most of this part happened; "" without any."""
        amounts = {
            one.workflow: abs(part.nanousd)
            for one in self.change.workflows
            for part in one.effects
            if part.name == effect
        }
        return max(amounts, key=lambda name: amounts[name], default="")


def answer(
    cells: Sequence[Cell],
    days: Sequence[date],
    first_of_after: int,
    prices: Mapping[int, Price],
    versions: Sequence[Event] = (),
) -> Answer:
    """Of these days: those before place `first_of_after` against those from it on. `versions` is what else is known."""
    facts = arrange(cells, len(days), prices)
    change = drift.judge(facts, days, first_of_after)
    events = (*versions, *price_changes(cells, days))
    return Answer(facts, days, first_of_after, change, _points(facts, days, first_of_after, change, events), events)


def _points(
    facts: Facts, days: Sequence[date], first_of_after: int, change: drift.Change, events: Sequence[Event]
) -> tuple[ChangePoint, ...]:
    """The day on which each real change of a workflow began, where it has one; the largest, in order of time."""
    if any(day >= following for day, following in pairwise(days)):  # windows that overlap: no day parts them
        return ()
    real = [(one.workflow, part) for one in change.workflows for part in one.effects if part.verdict == "drift"]
    found = []
    for workflow, part in sorted(real, key=lambda each: -abs(each[1].nanousd))[:MOST_POINTS]:
        day = changes.begun(facts, days, first_of_after, workflow, part.name)
        if day is not None:
            near = changes.near(events, day, workflow)
            found.append(ChangePoint(day, workflow, part.name, part.nanousd, near))
    return tuple(sorted(found, key=lambda each: (each.day, -abs(each.nanousd))))


def price_changes(cells: Sequence[Cell], days: Sequence[date]) -> list[Event]:
    """Days from which calls of a model and tier were billed by another price row."""
    first: dict[tuple[str, str, int], dict[int, int]] = {}
    for cell in cells:
        if cell.key.price_id and len(cell.days):
            used = cell.days[cell.figures[:, CALLS] > 0]
            rows = first.setdefault((model_of(cell.key), cell.key.service_tier, cell.key.context_over), {})
            if len(used):
                rows[cell.key.price_id] = min(rows.get(cell.key.price_id, len(days)), int(used.min()))
    found = {}
    for (model, _, _), rows in first.items():
        start = min(rows.values(), default=0)
        for place in sorted(rows.values()):
            if place > start:
                found[model, place] = Event("price", model.partition("/")[2], days[place])
    return list(found.values())
