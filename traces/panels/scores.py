"""The scores of a trace, as its page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aiops.core.models import Project
from traces.store import scores
from traces.types import Score, TraceDetail

MOST = 100


@dataclass(frozen=True, slots=True)
class Row:
    score: Score
    value: str
    span_id: str  # hex; "": it is the trace's
    span_name: str


def panel(project: Project, trace: TraceDetail, **_: Any) -> dict[str, Any] | None:
    """None: it has none."""
    found = scores.of_trace(project.pk, trace.row.trace_id)
    if not found:
        return None
    names = {span.span_id: span.name for span in trace.spans}
    rows = [_row(score, names) for score in found[:MOST]]
    return {"rows": rows, "more": len(found) - len(rows), "all": len(found)}


def _row(score: Score, names: Mapping[bytes, str]) -> Row:
    span_id = score.span_id or b""
    return Row(score, figure(score.value), span_id.hex(), names.get(span_id, ""))


def figure(value: Decimal | None) -> str:
    """As it was sent, without needless zeros.

    >>> figure(Decimal("0.90")), figure(Decimal("1E+2")), figure(None)
    ('0.9', '100', '')
    """
    return "" if value is None else f"{value.normalize():f}"
