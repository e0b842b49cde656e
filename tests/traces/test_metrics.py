"""What /metrics says of the work that waits, and what asking costs."""

import pytest
from django.db import connection

from tests.factories import batch, trace
from traces import metrics
from traces.ingest.write import write
from traces.store import rollups

pytestmark = pytest.mark.django_db
ROWS_READ = """
    SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint
    FROM pg_stat_xact_user_tables WHERE relname IN ('mark', 'trace')
"""


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def rows_read() -> int:
    with connection.cursor() as cursor:
        cursor.execute(ROWS_READ)
        return int(cursor.fetchone()[0])


def backlog() -> dict[str, float]:
    return {sample.name: sample.value for metric in metrics.backlog() for sample in metric.samples}


def test_what_waits_in_all_projects_is_counted_and_the_oldest_told() -> None:
    write(batch(trace(3), project_id=1))
    write(batch(trace(3), project_id=2))
    write(batch(trace(3), project_id=7))
    execute("UPDATE mark SET made_at = clock_timestamp() - interval '90 s' WHERE project_id = 2")
    execute("UPDATE trace SET settle_after = clock_timestamp() - interval '70 s'")
    execute("UPDATE trace SET settle_after = clock_timestamp() - interval '500 s' WHERE project_id = 7")
    found = backlog()
    assert (found["aiops_open_traces"], found["aiops_rollup_marks"]) == (3, 3)
    assert found["aiops_rollup_lag_seconds"] == pytest.approx(90, abs=5)
    assert found["aiops_settle_lag_seconds"] == pytest.approx(500, abs=5)


def test_nothing_waits_in_an_empty_store() -> None:
    assert set(backlog().values()) == {0}


def test_asking_costs_the_same_however_many_marks_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "MOST_COUNTED", 100)
    execute(
        "INSERT INTO mark SELECT p, 'span', now() - n * interval '1 min' FROM generate_series(1, 3) p, "
        "generate_series(1, 10000) n"
    )
    execute("ANALYZE mark")
    before = rows_read()
    assert backlog()["aiops_rollup_marks"] == 100
    assert rollups.oldest_mark(2) is not None
    assert rows_read() - before < 150
