"""Why an outcome is credited to no run, in words. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WITHDRAWN = "withdrawn"
REFERENCE = {"run_id": "run id", "trace_id": "trace id", "session": "session", "key": "key"}

CHOSEN = {
    "last": "the last successful run before it",
    "first": "the first successful run in its window",
    "equal": "one of the successful runs in its window",
}


def why(ref_kind: str, credit: str) -> str:
    """Why a run has an outcome, to be followed by the reference: "the last successful run before it with session"."""
    if ref_kind in {"run_id", "trace_id"}:
        return "it names this run," if ref_kind == "run_id" else "it names this trace"
    return f"{CHOSEN[credit]} with {REFERENCE[ref_kind]}"


@dataclass(frozen=True, slots=True)
class Nearest:
    """The last run that an outcome's reference fits before it happened, else the first after: of any workflow."""

    workflow: str | None
    status: str
    start: datetime


def reason(ref_kind: str, occurred_at: datetime, window_days: int, workflow: str, nearest: Nearest | None) -> str:
    """One clause, such as "no run with this key in the 7 days before"."""
    what, days = REFERENCE[ref_kind], "day" if window_days == 1 else f"{window_days} days"
    if nearest is None:
        return f"no run with this {what} in the {days} before"
    if nearest.start > occurred_at:
        return f"the run with this {what} began after it"
    if nearest.start < occurred_at - timedelta(days=window_days):
        age = (occurred_at - nearest.start).days
        return f"no run with this {what} in the {days} before; the last one began {age} days before"
    if nearest.workflow != workflow:
        return f"the run with this {what} is of the workflow “{nearest.workflow or ''}”, not “{workflow}”"
    if nearest.status == "error":
        return f"every run with this {what} in the {days} before failed"
    return f"no run with this {what} in the {days} before"
