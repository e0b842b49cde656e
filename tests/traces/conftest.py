"""Telemetry tables are no Django models: tests that really commit empty them here."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from traces.store import promoted

TABLES = (
    "span, span_blob, trace, trace_run, mark, rollup_span, rollup_trace, rollup_run, rollup_histogram, quarantine,"
    " ingest_count, score, usage_told, metric_point,"
    " outcome, outcome_credit, outcome_recheck, outcome_changed, workflow_seen, tag_value, version_seen,"
    " erased, erasure_trace, time_path, rollup_time, rollup_path, rollup_finding,"
    " rollup_call, rollup_payer, waste_day, waste_day_done, cost_day, cost_day_done, rollup_worth, rollup_delay"
)


@pytest.fixture
def committed_store(transactional_db: Any) -> Iterator[None]:
    """Real commits, for tests with several connections; the telemetry tables are empty again afterwards."""
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLES}")


@pytest.fixture(autouse=True)
def forget_tags() -> None:
    """Every test begins as a fresh process, which has read no project's list yet."""
    promoted.forget()
