"""What lets telemetry move to a distributed engine unchanged, proved over the system catalogue and the statements."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

SPAN_LEVEL = ("span", "span_blob", "trace", "trace_run", "span_reprice", "score")
TELEMETRY = (
    *SPAN_LEVEL, "mark", "rollup_span", "rollup_trace", "rollup_run", "rollup_histogram", "rollup_call", "rollup_payer",
    "waste_day", "waste_day_done",
    "cost_day", "cost_day_done", "quarantine",
    "ingest_count", "usage_told", "metric_point",
    "outcome", "outcome_credit", "outcome_recheck", "outcome_changed", "workflow_seen",
    "tag_value", "version_seen", "erased", "erasure_trace", "time_path", "rollup_time", "rollup_path",
    "time_day", "path_day", "time_day_done",
    "rollup_worth", "rollup_delay",
)  # fmt: skip
SHARDED = re.compile(rf"\b({'|'.join(SPAN_LEVEL)})\b")
TOUCHED = re.compile(rf"\b({'|'.join(TELEMETRY)})\b")
STATEMENTS = sorted(
    path
    for app in ("traces", "costs", "workflows")
    for path in (Path(settings.BASE_DIR) / app / "store" / "sql").glob("*.sql")
)


def query(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def keys(table: str) -> list[list[str]]:
    """The columns of each primary or unique key."""
    found = query(
        "SELECT ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, place)"
        " JOIN pg_attribute AS a ON a.attrelid = indrelid AND a.attnum = k.attnum ORDER BY place)"
        " FROM pg_index WHERE indrelid = %s::regclass AND indisunique",
        table,
    )
    return [columns for (columns,) in found]


@pytest.mark.django_db
@pytest.mark.parametrize("table", SPAN_LEVEL)
def test_every_key_of_a_span_level_table_begins_with_project_and_trace(table: str) -> None:
    assert keys(table)
    assert all(columns[:2] == ["project_id", "trace_id"] for columns in keys(table))


@pytest.mark.django_db
def test_the_key_of_a_span() -> None:
    assert keys("span") == [["project_id", "trace_id", "span_id", "start_time", "source"]]


@pytest.mark.django_db
@pytest.mark.parametrize("table", TELEMETRY)
def test_telemetry_has_no_triggers_sequences_or_foreign_keys(table: str) -> None:
    triggers = query("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", table)
    foreign = query("SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass", table)
    sequences = query(
        "SELECT objid::regclass FROM pg_depend JOIN pg_class AS c ON c.oid = objid"
        " WHERE refobjid = %s::regclass AND c.relkind = 'S'",
        table,
    )
    computed = query(
        "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef"
        " WHERE adrelid = %s::regclass AND pg_get_expr(adbin, adrelid) LIKE 'nextval%%'",
        table,
    )
    assert (triggers, foreign, sequences, computed) == ([], [], [], [])


@pytest.mark.django_db
@pytest.mark.parametrize("table", TELEMETRY)
def test_every_telemetry_table_tells_projects_apart(table: str) -> None:
    assert query(
        "SELECT attnotnull FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'project_id'", table
    ) == [(True,)]


def test_there_are_statements_to_look_at() -> None:
    assert len(STATEMENTS) > 30


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: f"{path.parts[-4]}/{path.stem}")
def test_every_statement_keeps_to_the_rules(path: Path) -> None:
    """It names the project, sets no GROUPING SETS, and takes no row locks on tables that may be sharded."""
    text = path.read_text()
    code = re.sub(r"--.*", "", text)
    assert text.startswith("-- ")
    assert "project_id" in code or not TOUCHED.search(code)
    assert not re.search(r"GROUPING SETS|ROLLUP\s*\(|CUBE\s*\(", code, re.IGNORECASE)
    if re.search(r"\bFOR\s+(NO KEY\s+)?(UPDATE|SHARE)\b", code, re.IGNORECASE):
        assert not SHARDED.search(code)
