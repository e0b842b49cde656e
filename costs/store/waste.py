"""Days of waste: made from the spans once a day is over, read by the page."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from aiops.core import sql
from costs.analysis.waste import Found, Group
from costs.pricing.match import PriceRow
from costs.store import book, days
from costs.store.days import HOUR, KEPT_AFTER, Span
from traces.store import locks

KINDS = ("repeated", "retrieval", "background", "long_context", "no_outcome")
OUTCOMES_AFTER = timedelta(days=8)  # until then a run without an outcome is only young


def find(project_id: int, spans: Sequence[Span], now: datetime, oldest: datetime) -> int:
    """Looks through those of these days that are over, whose spans are kept, and that do not stand yet."""
    over = [span for span in spans if span[1] + KEPT_AFTER <= now and span[0] >= oldest]
    todo = sorted(set(over) - days.named_by("waste_days_done", project_id, over))
    for start, end in todo:
        _find(project_id, start, end)
    return len(todo)


@transaction.atomic
def _find(project_id: int, start: datetime, end: datetime) -> None:
    locks.wait(_lock(project_id))
    params = {"project_id": project_id, "from_time": start, "to_time": end}
    if days.named_by("waste_days_done", project_id, [(start, end)]):
        return
    sql.execute("costs", "waste_days_forget", {"project_id": project_id, "since": start, "until": end})
    for kind in KINDS:
        sql.execute("costs", f"waste_{kind}", params)
    sql.execute("costs", "waste_days_note", params)


def forget(project_id: int, hours: Sequence[datetime]) -> None:
    """Days of these hours are looked through anew, where their spans are kept; until then what was found stands."""
    sql.execute("costs", "cost_days_lock", {"name": _lock(project_id)})
    times = {"since": min(hours), "until": max(hours) + HOUR}
    sql.execute("costs", "waste_days_undo", {"project_id": project_id, **times})


def expire(project_id: int, before: datetime) -> None:
    times = {"since": datetime.min.replace(tzinfo=UTC), "until": before}
    sql.execute("costs", "waste_days_forget", {"project_id": project_id, **times})


def _lock(project_id: int) -> str:
    return f"waste {project_id}"


def read(project_id: int, spans: Sequence[Span], now: datetime, workflow: str = "") -> Found:
    """What these days say: groups of calls that are alike, by day, and what would price them otherwise."""
    done = days.named_by("waste_days_known", project_id, spans)
    known = [span for span in spans if span in done]
    place = {start.astimezone(UTC): at for at, (start, _) in enumerate(spans)}
    groups: dict[tuple[str, ...], Group] = {}
    for kind, *of, price_id, start, calls, sent, received, read_tokens, cost, ids in sql.tuples(
        "costs", "waste_days", days.exact(project_id, known)
    ):
        workflow_of, provider, model = of
        group = groups.setdefault((kind, *of, str(price_id)), Group(kind, workflow_of, provider, model, price_id))
        figures = (calls, sent, received, read_tokens, cost)
        group.add(place[start.astimezone(UTC)], figures, [UUID(str(each)).hex for each in ids])
    for group in _failed(project_id, spans):
        groups[group.kind, group.workflow, group.provider, group.model, ""] = group
    judged = _judged(project_id, spans)
    found = [
        each
        for each in groups.values()
        if workflow in {"", each.workflow} and (each.kind != "no_outcome" or each.workflow in judged)
    ]
    mature = [at for at, (_, end) in enumerate(spans) if end + OUTCOMES_AFTER <= now]
    return Found(
        days=[start.date() for start, _ in spans],
        known=[at for at, span in enumerate(spans) if span in done],
        mature=[at for at in mature if spans[at] in done],
        groups=found,
        prices=book.price_rows(each.price_id for each in found),
        batch=_batch(project_id, found, spans[-1][0]),
    )


def _failed(project_id: int, spans: Sequence[Span]) -> list[Group]:
    groups: dict[tuple[str, str, str], Group] = {}
    rows = sql.tuples("costs", "waste_failed", days.placed(project_id, spans))
    for workflow, provider, model, day, calls, cost in rows:
        group = groups.setdefault((workflow, provider, model), Group("failed", workflow, provider, model, 0))
        group.add(day - 1, [calls, 0, 0, 0, cost], [])
    return list(groups.values())


def _judged(project_id: int, spans: Sequence[Span]) -> set[str]:
    """Workflows whose runs have outcomes at all."""
    return {workflow for (workflow,) in sql.tuples("costs", "waste_outcomes", days.placed(project_id, spans))}


def _batch(project_id: int, groups: Sequence[Group], at: datetime) -> dict[tuple[str, str], PriceRow]:
    """The batch price of each model that runs in the background, where it has one."""
    wanted = {(each.provider, each.model) for each in groups if each.kind == "background"}
    found = {}
    for provider, model in wanted:
        row = batch_row(project_id, provider, model, at)
        if row:
            found[provider, model] = row
    return found


def batch_row(project_id: int, provider: str, model: str, at: datetime) -> PriceRow | None:
    rows = book.for_project(project_id).rows(provider or None, model)
    fitting = [row for row in rows if row.tier == "batch" and row.in_force(at)]
    return next((row for row in fitting if row.own), next(iter(fitting), None))
