"""Outcomes through their door and spans through the store, as tests of crediting want them."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from django.db import connection
from django.test import Client

from aiops.core.models import Project
from tests import people
from tests.factories import SECOND_NS, batch, span
from traces import settle
from traces.ingest.write import write
from traces.types import Span
from workflows import attribution

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Row = tuple[Any, ...]


def query(sql: str, *params: Any) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def key_of(project: Project, *scopes: str) -> str:
    return people.key(project, *(scopes or ("outcomes",))).text


def post(key: str, *events: Any, body: bytes | None = None, status: int = 200) -> dict[str, Any]:
    data = orjson.dumps({"events": events}) if body is None else body
    answer = Client().post(
        "/api/v1/outcomes", data, content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json()
    return found


def event(**fields: Any) -> dict[str, Any]:
    usual = {
        "outcome_id": "ticket-1",
        "source": "helpdesk",
        "workflow": "support-answer",
        "run_id": "run-1",
        "occurred_at": NOW.isoformat(),
        "status": "success",
    }
    if fields.keys() & {"trace_id", "session", "key"} and "run_id" not in fields:
        usual.pop("run_id")
    return usual | fields


def run(project: Project, at: datetime = NOW - HOUR, *, settled: bool = True, **fields: Any) -> Span:
    """A trace of one span that began then; settled at once."""
    start_ns = int(at.timestamp()) * SECOND_NS
    made = span(**({"workflow": "support-answer", "start_ns": start_ns, "end_ns": start_ns + SECOND_NS} | fields))
    write(batch([made], project_id=project.pk, received_ns=time.time_ns(), retention_days=400))
    if settled:
        settle_all(project)
    return made


def settle_all(project: Project) -> None:
    settle.settle_ready(project.pk, time.time_ns() + 3600 * SECOND_NS)


def attribute(project: Project) -> None:
    """Until nothing waits."""
    while attribution.attribute_ready(project.pk, 60.0):
        pass


def credits_of(project: Project) -> list[Row]:
    """(outcome_id, run_id, share, value_nanousd) in order."""
    return query(
        "SELECT outcome_id, run_id, share, value_nanousd FROM outcome_credit WHERE project_id = %s ORDER BY 1, 2",
        project.pk,
    )
