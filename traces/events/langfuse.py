"""Scores as Langfuse's SDKs write them, as events of our own door. Pure.

Source: https://api.reference.langfuse.com (POST /api/public/scores), langfuse-python 5 client.create_score.
"""

from hashlib import blake2b
from typing import Any

from aiops.core.events import FieldError
from traces.types import Value

NAMES = {
    "id": "score_id",
    "traceId": "trace_id",
    "observationId": "span_id",
    "name": "name",
    "comment": "comment",
    "timestamp": "timestamp",
}
SOURCES = {"ANNOTATION": "human", "EVAL": "model"}  # API: a program, by whatever rule
THEIRS = {ours: theirs for theirs, ours in NAMES.items()} | {"label": "value"}  # as a refusal names it


def as_event(given: Any) -> dict[str, Value]:
    """Raises FieldError where it is about no trace. A number is the value, a text the label; other fields are left."""
    if not isinstance(given, dict):
        raise FieldError("", "a score is a JSON object")
    if given.get("traceId") is None:
        raise FieldError("traceId", "is required: scores of sessions and of dataset runs are not kept")
    event = {ours: given[theirs] for theirs, ours in NAMES.items() if given.get(theirs) is not None}
    event.setdefault("score_id", _derived(given))
    value = given.get("value")
    if isinstance(value, bool):
        value = int(value)
    event["label" if isinstance(value, str) else "value"] = value
    return event | {"source": SOURCES.get(str(given.get("source")), "rule")}


def _derived(given: dict[str, Any]) -> str:
    """Without an id of its own the same score is the same one."""
    return blake2b(repr(sorted(given.items(), key=str)).encode("utf-8", "replace"), digest_size=16).hexdigest()
