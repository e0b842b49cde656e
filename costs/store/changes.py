"""What a change of cost is told from: two windows of days, the price rows they name, what else arrived meanwhile."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from itertools import pairwise

from aiops.core import formats, sql
from aiops.core.periods import Period
from costs.analysis.answer import Answer, answer
from costs.analysis.cells import Cell, Facts, arrange
from costs.analysis.changes import Event
from costs.analysis.explained import Billed, billed
from costs.models import Price
from costs.store import book, days, spend
from traces.store import versions


def change(project_id: int, before: Period, after: Period, zone: tzinfo, workflow: str = "") -> Answer:
    """The whole project's, or that of one workflow alone."""
    windows = [days.spans_of(before), days.spans_of(after)]
    with sql.one_moment():
        if before.end <= after.start:
            cells = days.read(project_id, [*windows[0], *windows[1]])
        else:
            later = (_later(cell, len(windows[0])) for cell in days.read(project_id, windows[1]))
            cells = [*days.read(project_id, windows[0]), *later]
    chosen = [cell for cell in cells if workflow in {"", cell.key.workflow}]
    prices = book.price_rows(cell.key.price_id for cell in chosen)
    dates = [start.date() for window in windows for start, _ in window]
    known = events(project_id, min(before.start, after.start), max(before.end, after.end), zone)
    return answer(chosen, dates, len(windows[0]), prices, known)


def facts(project_id: int, period: Period, workflow: str = "") -> Facts:
    """What each class of token cost, day by day."""
    spans = days.spans_of(period)
    cells = spend.cells(project_id, spans, workflow)
    return arrange(cells, len(spans), book.price_rows(cell.key.price_id for cell in cells))


def made_of(cells: Sequence[Cell], count: int) -> list[tuple[Billed, Price | None]]:
    """What the cost of so many days is made of, with the price rows."""
    found = billed(cells, 0, count)
    prices = book.rows_by_id(each.price_id for each in found)
    return [(each, prices.get(each.price_id)) for each in found]


def bills(found: Answer) -> tuple[list[tuple[Billed, Price | None]], ...]:
    """Before and after: what each sum of money is made of, with the price rows."""
    ends = (0, found.first_of_after, len(found.days))
    halves = [billed(found.facts.cells, first, last) for first, last in pairwise(ends)]
    prices = book.rows_by_id(each.price_id for half in halves for each in half)
    return tuple([(each, prices.get(each.price_id)) for each in half] for half in halves)


def _later(cell: Cell, places: int) -> Cell:
    return Cell(cell.key, cell.days + places, cell.figures)


def events(project_id: int, since: datetime, until: datetime, zone: tzinfo) -> list[Event]:
    """Versions that took the place of others: "v7" of a prompt without a name, else what people call it."""
    return [
        Event(
            kind=each.version.kind,
            label=each.version.label or f"v{each.version.number}",
            day=formats.moment(each.version.first_ns, zone).date(),
            workflow=each.workflow,
            before=each.before or f"v{each.version.number - 1}",
        )
        for each in versions.arrived(project_id, since, until)
    ]
