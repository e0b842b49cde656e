"""A run as the API tells it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from workflows.engine import answering
from workflows.models import Run, Wait

NANO = 10**9


def usd(nanousd: int) -> str:
    """Exact, without exponent: 1500000 -> 0.0015."""
    return f"{(Decimal(nanousd) / NANO).normalize():f}"


def shape(run: Run) -> dict[str, Any]:
    open_ = Wait.objects.filter(project_id=run.project_id, run=run, state=Wait.State.OPEN).order_by("pk")
    return {
        "id": str(run.pk),
        "workflow": run.name,
        "state": run.state,
        "trace_id": run.pk.hex,
        "output": run.output,
        "error": run.error,
        "cost_usd": usd(run.spent_nanousd),
        "uncertain_usd": usd(run.uncertain_nanousd),
        "version": run.version.number,
        "dry_run": run.dry_run,
        "created_at": _time(run.created_at),
        "started_at": _time(run.started_at),
        "ended_at": _time(run.ended_at),
        "waits": [_wait(each) for each in open_] if run.state == Run.State.WAITING else [],
    }


def _wait(wait: Wait) -> dict[str, Any]:
    return {
        "id": wait.pk,
        "step": wait.step_key,
        "kind": wait.kind,
        "asks": answering.asks(wait) if wait.kind == Wait.Kind.APPROVAL else None,
        "who": wait.who,
        "question": wait.question,
        "expires_at": _time(wait.expires_at),
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None
