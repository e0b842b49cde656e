"""Breakers and rate limits that all workers share, on the database's clock. The decisions are the policies' own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from aiops.core import sql
from workflows.policies import breaker as breakers
from workflows.policies import rate as rates
from workflows.policies.breaker import Breaker, State
from workflows.policies.rate import Bucket, Rate


@dataclass(frozen=True)
class Admitted:
    """`calm`: closed without a failure, so a good answer changes nothing and need not be told."""

    allowed: bool
    state: str
    calm: bool = False


def admit(project_id: int, name: str, breaker: Breaker) -> Admitted:
    """Whether a call may be made. A closed breaker is only looked at; anything else is decided under its lock."""
    found = sql.tuples("workflows", "breaker_read", {"project_id": project_id, "name": name})
    if not found or found[0][0] == "closed":
        return Admitted(True, "closed", calm=not found or found[0][1] == 0)
    with transaction.atomic():
        state, now_ms = _locked(project_id, name)
        allowed, after = breakers.admit(breaker, state, now_ms)
        _write(project_id, name, state, after)
    return Admitted(allowed, after.state)


def report(project_id: int, name: str, breaker: Breaker, *, good: bool, calm: bool) -> str:
    """What came of an admitted call; answers the breaker's state after it."""
    if good and calm:
        return "closed"
    with transaction.atomic():
        state, now_ms = _locked(project_id, name)
        after = breakers.succeeded(breaker, state) if good else breakers.failed(breaker, state, now_ms)
        _write(project_id, name, state, after)
    return after.state


def _locked(project_id: int, name: str) -> tuple[State, int]:
    *told, now_ms = sql.tuples("workflows", "breaker_lock", {"project_id": project_id, "name": name})[0]
    return State(*told), now_ms


def _write(project_id: int, name: str, before: State, after: State) -> None:
    if after == before:
        return
    values: dict[str, Any] = {
        "project_id": project_id,
        "name": name,
        "before": before.state,
        "state": after.state,
        "failures": after.failures,
        "since_ms": after.since_ms,
        "trials_ok": after.trials_ok,
        "trial_until_ms": after.trial_until_ms,
    }
    sql.execute("workflows", "breaker_write", values)


@dataclass(frozen=True)
class OpenTime:
    name: str
    open_ms: int
    opened: int


def open_times(project_id: int, since: datetime, until: datetime) -> list[OpenTime]:
    """How long each breaker let nobody, or only trials, through."""
    values = {"project_id": project_id, "since": since, "until": until}
    return [OpenTime(*row) for row in sql.tuples("workflows", "breaker_open_time", values)]


def take(project_id: int, name: str, rate: Rate, patience_ms: int) -> int | None:
    """Takes a turn: the milliseconds to wait for it; None: longer than the patience."""
    with transaction.atomic():
        level, at_ms, now_ms = sql.tuples("workflows", "rate_lock", {"project_id": project_id, "name": name})[0]
        before = None if level is None else Bucket(level, at_ms)
        after, wait_ms = rates.take(rate, before, now_ms, patience_ms)
        values = {"project_id": project_id, "name": name, "level": after.level, "at_ms": after.at_ms}
        sql.execute("workflows", "rate_write", values)
    return wait_ms
