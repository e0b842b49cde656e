"""Items of several runs that go to a model together: who waits, who goes now, and what each was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import orjson

from aiops.core import sql

KEPT_DAYS = 7
ANY_SIZE = 2**62


@dataclass(frozen=True)
class Item:
    """One step of one run. `batch` names who may go together."""

    project_id: int
    batch: str
    run_id: str
    step_key: str

    @property
    def params(self) -> dict[str, Any]:
        return {
            "project_id": self.project_id,
            "batch": self.batch[:500],
            "run_id": UUID(hex=self.run_id),
            "step_key": self.step_key,
        }


@dataclass(frozen=True)
class Slot:
    """state: waiting, asked, done, or failed (together; to be asked alone). `together`: how many shared the call."""

    state: str
    answer: Any = None
    cost_nanousd: int | None = None
    together: int | None = None
    item: Any = None


@dataclass(frozen=True)
class Claimed:
    id: int
    run_id: UUID
    step_key: str
    item: Any


def join(item: Item, value: Any, within_ms: int) -> bool:
    """Whether it is new: asked twice it waits once."""
    values = item.params | {"item": orjson.dumps(value).decode(), "within": within_ms / 1000}
    return sql.execute("workflows", "batch_join", values) > 0


def mine(item: Item) -> Slot | None:
    rows = sql.tuples("workflows", "batch_mine", item.params)
    if not rows:
        return None
    state, answer, cost, together, value = rows[0]
    return Slot(state, _parsed(answer), cost, together, _parsed(value))


def waiting(item: Item) -> tuple[int, int]:
    """How many wait, and how many milliseconds the first has."""
    count, oldest_ms = sql.tuples("workflows", "batch_waiting", item.params)[0]
    return count, oldest_ms


def claim(item: Item, most: int, seconds: float, most_bytes: int = ANY_SIZE) -> tuple[UUID, list[Claimed]]:
    """The items that go now, for whoever asks for all of them; after `seconds` without an answer they may go again.

    The one that exceeds `most_bytes` is the last.
    """
    together = uuid4()
    values = item.params | {"together": together, "most": most, "seconds": seconds, "most_bytes": most_bytes}
    rows = sql.tuples("workflows", "batch_claim", values)
    return together, sorted((Claimed(i, run, key, _parsed(value)) for i, run, key, value in rows), key=lambda c: c.id)


def renew(project_id: int, together: UUID, seconds: float) -> None:
    """Whoever has claimed these items asks for them still, and may be at it for so long."""
    sql.execute("workflows", "batch_renew", {"project_id": project_id, "together": together, "seconds": seconds})


def answer(project_id: int, together: UUID, told: Sequence[tuple[int, Any, int | None]]) -> None:
    """Item, its answer, its share of the cost."""
    rows = [{"id": i, "state": "done", "answer": value, "cost": cost} for i, value, cost in told]
    _write(project_id, together, rows)


def fail(project_id: int, together: UUID, ids: Sequence[int]) -> None:
    _write(project_id, together, [{"id": i, "state": "failed", "answer": None, "cost": None} for i in ids])


def _write(project_id: int, together: UUID, rows: Sequence[dict[str, Any]]) -> None:
    values = {"project_id": project_id, "together": together, "items": len(rows), "answers": sql.as_json(rows)}
    sql.execute("workflows", "batch_answer", values)


def open_waits(project_id: int, together: UUID) -> list[int]:
    rows = sql.tuples("workflows", "batch_waits", {"project_id": project_id, "together": together})
    return [row[0] for row in rows]


def erase(project_id: int, run_ids: Sequence[str]) -> None:
    ids = [UUID(hex=each) for each in run_ids]
    sql.execute("workflows", "batch_erase", {"project_id": project_id, "run_ids": ids})


def expire() -> None:
    sql.execute("workflows", "batch_expire", {"days": KEPT_DAYS})


def _parsed(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, (str, bytes)) else value
