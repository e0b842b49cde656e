"""Answers that steps gave before: found by exactly the same question, or by one near enough.

Near ones are sought among the newest NEAR_LOOKED_AT of the same step and shape, in this process: by embeddings where
the policy names a model for them, else by words and letters. No extension of the database is needed, and none is used.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import orjson

from aiops.core import sql
from workflows.policies.similarity import Words

NEAR_LOOKED_AT = 300
KEPT_DAYS = 60
DROPPED_AT_ONCE = 10_000
FLOAT = np.float32  # four bytes a number: a vector of 1,536 is 6 kB
MOST_VALUE_BYTES = 256 * 1024


@dataclass(frozen=True)
class Question:
    """Where an answer belongs. `text` empty: near questions are not looked for."""

    project_id: int
    workflow: str
    step: str
    key: bytes
    shape: bytes
    text: str = ""


@dataclass(frozen=True)
class Kept:
    """`cost_nanousd`: what making it cost, and so what giving it again saves; None: not known."""

    value: Any
    cost_nanousd: int | None
    age_seconds: int
    similarity: float = 1.0


def exact(question: Question, max_age_ms: int) -> Kept | None:
    values = {"project_id": question.project_id, "key": question.key, "max_age": max_age_ms / 1000}
    return _kept(sql.tuples("workflows", "cache_hit", values))


def near(question: Question, max_age_ms: int, minimum: float, embedding: Sequence[float] | None) -> Kept | None:
    """The most similar one of at least `minimum`; of equals the newest."""
    values = {
        "project_id": question.project_id,
        "workflow": question.workflow,
        "step": question.step,
        "shape": question.shape,
        "max_age": max_age_ms / 1000,
        "most": NEAR_LOOKED_AT,
    }
    rows = sql.tuples("workflows", "cache_near", values)
    best = max(_likenesses(question.text, embedding, rows), default=(0.0, 0, 0))
    if best[0] < minimum:
        return None
    found = sql.tuples("workflows", "cache_near_hit", {"project_id": question.project_id, "id": best[2]})
    return _kept(found, best[0])


def _likenesses(
    text: str, embedding: Sequence[float] | None, rows: Sequence[tuple[int, str, bytes | None]]
) -> Iterator[tuple[float, int, int]]:
    """How like each is, its place from the newest (negative), its id."""
    asked = Words.of(text)
    wanted = None if embedding is None else _direction(np.asarray(embedding, dtype=FLOAT))
    for place, (row_id, question, vector) in enumerate(rows):
        if wanted is None:
            yield asked.like(Words.of(question)), -place, row_id
        elif vector is not None and len(vector) == wanted.nbytes:
            yield float(wanted @ np.frombuffer(vector, dtype=FLOAT)), -place, row_id


def _direction(vector: "np.ndarray[Any, np.dtype[np.float32]]") -> "np.ndarray[Any, np.dtype[np.float32]]":
    """Of length one, as all are kept, so that the cosine of two is their product. One of no length stays so."""
    norm = float(np.linalg.norm(vector))
    return vector / np.float32(norm) if norm else vector


def put(  # noqa: PLR0913  an answer has this much about it
    question: Question,
    value: Any,
    *,
    model: str,
    cost_nanousd: int | None,
    run_id: str,
    embedding: Sequence[float] | None = None,
) -> None:
    """Keeps an answer; one that is too large is not kept."""
    written = orjson.dumps(value)
    if len(written) > MOST_VALUE_BYTES:
        return
    sql.execute("workflows", "cache_put", {
        "project_id": question.project_id,
        "workflow": question.workflow,
        "step": question.step,
        "key": question.key,
        "shape": question.shape,
        "question": question.text,
        "embedding": None if embedding is None else _direction(np.asarray(embedding, dtype=FLOAT)).tobytes(),
        "value": written.decode(),
        "model": model,
        "cost": cost_nanousd,
        "run_id": UUID(hex=run_id),
    })  # fmt: skip


def reach(project_id: int, erasure_id: int) -> int:
    """How many were made by runs in an erasure."""
    return int(sql.tuples("workflows", "cache_reach", {"project_id": project_id, "erasure_id": erasure_id})[0][0])


def erase(project_id: int, run_ids: Sequence[str]) -> int:
    """Forgets what these runs made; answers how much that was."""
    ids = [UUID(hex=each) for each in run_ids]
    return sql.execute("workflows", "cache_erase", {"project_id": project_id, "run_ids": ids})


def expire() -> None:
    while sql.execute("workflows", "cache_expire", {"days": KEPT_DAYS, "most": DROPPED_AT_ONCE}) == DROPPED_AT_ONCE:
        pass


def _kept(rows: Sequence[tuple[Any, ...]], similarity: float = 1.0) -> Kept | None:
    if not rows:
        return None
    value, cost, age = rows[0]
    return Kept(orjson.loads(value) if isinstance(value, (str, bytes)) else value, cost, age, similarity)
