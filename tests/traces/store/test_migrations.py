"""What migrations make of what is stored already."""

import importlib
from typing import Any

import pytest
from django.db import connection

from tests.factories import SECOND_NS, T0_NS, batch, llm, trace_id
from traces import rollup, settle
from traces.ingest.write import write

pytestmark = pytest.mark.django_db
NOW_NS = T0_NS + 3_600 * SECOND_NS


def query(text: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text)
        return list(cursor.fetchall()) if cursor.description else []


def migrate(name: str) -> None:
    query(importlib.import_module(f"traces.migrations.{name}").Migration.operations[0].sql)


def settled() -> None:
    write(batch([llm(trace_id=trace_id(n), status="error" if n < 3 else "ok") for n in (1, 2, 3)]))
    settle.settle_ready(1, NOW_NS)


def test_failures_from_before_there_were_findings_are_settled_anew_while_their_spans_are_there() -> None:
    settled()
    query("UPDATE trace SET cause = NULL, findings = NULL")
    query(f"DELETE FROM span WHERE trace_id = '{trace_id(2).hex()}'")
    migrate("0016_findings_of_old_failures")
    assert query("SELECT count(*) FROM trace WHERE settled_at IS NULL") == [(1,)]
    query(f"UPDATE trace SET settle_after = to_timestamp({T0_NS // SECOND_NS}) WHERE settled_at IS NULL")
    settle.settle_ready(1, NOW_NS)
    assert query("SELECT encode(uuid_send(trace_id), 'hex') FROM trace WHERE cause IS NOT NULL") == [
        (trace_id(1).hex(),)
    ]


def test_all_sums_of_runs_are_computed_anew() -> None:
    settled()
    rollup.recompute_ready(1, NOW_NS, T0_NS - SECOND_NS)
    migrate("0017_runs_anew")
    assert query("SELECT kind, count(*) FROM mark GROUP BY 1") == [("run", 1)]
