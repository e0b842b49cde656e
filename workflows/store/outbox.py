"""What was noted to be done after a commit: spans to be delivered, effects to be done outside."""

from collections.abc import Sequence
from typing import Any

from aiops.core import sql
from workflows.store.runs import Row, parsed


def spans(most: int) -> list[Row]:
    """Of all projects, the oldest first."""
    return parsed(sql.rows("workflows", "spans_waiting", {"most": most}), "spans")


def spans_delivered(project_id: int, ids: Sequence[int]) -> None:
    sql.execute("workflows", "spans_delivered", {"project_id": project_id, "ids": list(ids)})


def add_spans(project_id: int, told: Sequence[Row]) -> None:
    sql.execute("workflows", "spans_add", {"project_id": project_id, "spans": sql.as_json(told)})


def claim_effects(names: Sequence[str], again_s: float, most: int) -> list[Row]:
    """Effects of all projects that are due; who does not come back within `again_s` counts as dead."""
    params = {"names": list(names), "again_s": again_s, "most": most}
    return parsed(sql.rows("workflows", "effects_claim", params), "payload")


def effect_ended(effect: Row, state: str, answer: Any = None, error: str = "", wait_s: float = 0) -> None:
    params = {
        "id": effect["id"],
        "project_id": effect["project_id"],
        "tries": effect["tries"],
        "state": state,
        "answer": sql.as_json([answer])[1:-1],
        "error": error.replace("\0", "")[:2000],
        "wait_s": wait_s,
    }
    sql.execute("workflows", "effect_ended", params)


def unsure_effects() -> None:
    """Unsafe ones whose sender died go to a person."""
    sql.execute("workflows", "effects_unsure", ())
