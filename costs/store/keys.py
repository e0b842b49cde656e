"""What calls cost by the API key they came by. Keys of one name are one: a rotated key goes on under its name."""

from collections.abc import Sequence
from typing import Any

from aiops.core import sql
from aiops.core.models import ApiKey
from costs.store import days
from costs.store.days import Span

REMOVED = "a key that is no longer known"


def names(project_id: int) -> dict[int, str]:
    """By the row of the key; 0: calls that came by none, or before keys were kept."""
    return {0: "", **dict(ApiKey.objects.filter(project_id=project_id).values_list("pk", "name"))}


def known(project_id: int) -> list[str]:
    """Each name once, to choose from."""
    return sorted({name for name in names(project_id).values() if name})


def spend(project_id: int, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    """name, day, and sums: a row for each key, so that a name may come several times."""
    known = names(project_id)
    return [(known.get(key, REMOVED), *rest) for key, *rest in sql.tuples("costs", "spend_by_key", params)]


def by_day(project_id: int, name: str, spans: Sequence[Span]) -> tuple[list[int], list[int]]:
    """By day: what the keys of a name spent, and calls without a price."""
    costs, unpriced = [0] * len(spans), [0] * len(spans)
    for of, day, cost, _, without, *_ in spend(project_id, days.placed(project_id, spans) | {"workflow": ""}):
        if of == name:
            costs[day - 1] += cost
            unpriced[day - 1] += without
    return costs, unpriced
