"""Scores: stored once by trace and the sender's id, read with their trace."""

import uuid
from collections.abc import Sequence
from typing import Any

import orjson
from django.db import transaction

from aiops.core import sql
from traces.store import erased, locks, settling
from traces.types import Judged, Receipt, Score

MOST_OF_A_TRACE = 1_000
LOCK_TIMEOUT = "8s"
Key = tuple[bytes, str]


def store(project_id: int, scores: Sequence[Score]) -> Receipt:
    """Stores what is new and answers once it is durable. A conflict is a known id that says something else now."""
    receipt = Receipt()
    if not scores:
        return receipt
    with transaction.atomic(durable=True):
        locks.begin_writing(project_id, LOCK_TIMEOUT)
        gone = erased.traces_among(project_id, {score.trace_id for score in scores})
        receipt.erased = [score.index for score in scores if score.trace_id in gone]
        left = [score for score in scores if score.trace_id not in gone]
        first: dict[Key, Score] = {}
        again = [score for score in left if first.setdefault(_key(score), score) is not score]
        params = {"project_id": project_id, "rows": orjson.dumps([_row(score) for score in first.values()]).decode()}
        new = {(bytes(trace_id), score_id) for trace_id, score_id in sql.tuples("traces", "insert_scores", params)}
        settling.reopen(project_id, sorted({trace_id.hex() for trace_id, _ in new}))  # findings tell of them
        known = _known(project_id, [score for key, score in first.items() if key not in new])
    receipt.accepted = len(new)
    for score in (*(score for key, score in first.items() if key not in new), *again):
        stands = known.get(_key(score)) or _said(first[_key(score)])
        if stands == _said(score):
            receipt.duplicate += 1
        else:
            receipt.conflict.append(score.score_id)
    return receipt


def of_trace(project_id: int, trace_id: bytes) -> list[Score]:
    """By time; the first MOST_OF_A_TRACE."""
    params = {"project_id": project_id, "trace_id": uuid.UUID(bytes=trace_id), "most": MOST_OF_A_TRACE}
    return [
        Score(trace_id, score_id, span_id and bytes(span_id), *rest)
        for score_id, span_id, *rest in sql.tuples("traces", "trace_scores", params)
    ]


def judged(project_id: int, trace_ids: Sequence[bytes]) -> dict[bytes, list[Judged]]:
    """What was thought of each of these traces, by time; the last MOST_OF_A_TRACE each."""
    if not trace_ids:
        return {}
    params = {"project_id": project_id, "trace_ids": [each.hex() for each in trace_ids], "most": MOST_OF_A_TRACE}
    found: dict[bytes, list[Judged]] = {}
    for trace_id, span_id, name, value, label, source in sql.tuples("traces", "scores_of_traces", params):
        judge = Judged(bytes(span_id or b""), name, value, label or "", source)
        found.setdefault(bytes(trace_id), []).append(judge)
    return found


def _known(project_id: int, scores: Sequence[Score]) -> dict[Key, tuple[Any, ...]]:
    if not scores:
        return {}
    params = {
        "project_id": project_id,
        "trace_ids": [score.trace_id.hex() for score in scores],
        "score_ids": [score.score_id for score in scores],
    }
    return {
        (bytes(trace_id), score_id): (span_id and bytes(span_id), *rest)
        for trace_id, score_id, span_id, *rest in sql.tuples("traces", "known_scores", params)
    }


def _key(score: Score) -> Key:
    return score.trace_id, score.score_id


def _said(score: Score) -> tuple[Any, ...]:
    """What may not change under one id."""
    return score.span_id, score.name, score.value, score.label, score.source, score.comment


def _row(score: Score) -> dict[str, Any]:
    return {
        "trace_id": score.trace_id.hex(),
        "score_id": score.score_id,
        "span_id": score.span_id and score.span_id.hex(),
        "name": score.name,
        "value": None if score.value is None else str(score.value),
        "label": score.label,
        "source": score.source,
        "comment": score.comment,
        "at_ns": score.at_ns,
    }
