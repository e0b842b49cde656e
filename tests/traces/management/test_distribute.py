"""`manage.py distribute`, as far as it goes without Citus: the plan, the refusals, and the statements against stand-ins
of Citus's functions that write down how they were called."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.traces.store.test_catalogue import SPAN_LEVEL, TELEMETRY, keys
from traces.store import distributed

pytestmark = pytest.mark.django_db
SPREAD = {*SPAN_LEVEL, "outcome_credit", "erasure_trace"}
STAND_INS = """
CREATE TABLE called (number serial, what text);
CREATE TABLE pg_dist_partition (logicalrelid regclass, partmethod "char");
CREATE FUNCTION create_distributed_table(
    t regclass, c text, colocate_with text DEFAULT 'default', shard_count int DEFAULT NULL
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO called (what) SELECT format('%s by %s beside %s, %s', t, c, colocate_with, shard_count);
    INSERT INTO pg_dist_partition VALUES (t, 'h');
$$;
CREATE FUNCTION truncate_local_data_after_distributing_table(t regclass) RETURNS void LANGUAGE sql
    AS $$ INSERT INTO called (what) VALUES (t || ' emptied') $$;
"""


def test_what_is_keyed_by_trace_is_spread_and_the_rest_is_local() -> None:
    plan = distributed.plan()
    assert set(plan.spread) == SPREAD
    assert plan.spread[0] == "trace"
    assert {"core_project", "core_user", "costs_price", "mark", "rollup_span"} <= set(plan.local)
    assert set(TELEMETRY) <= {*plan.spread, *plan.local}
    assert all("trace_id" in columns for table in plan.spread for columns in keys(table))


def test_the_plan_is_printed_anywhere() -> None:
    out = StringIO()
    call_command("distribute", "--plan", "--shards", "8", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == (
        "SELECT create_distributed_table('trace'::regclass, 'trace_id', colocate_with => 'none', shard_count => 8);"
    )
    assert lines[1] == "SELECT truncate_local_data_after_distributing_table('trace'::regclass);"
    assert "SELECT create_distributed_table('span'::regclass, 'trace_id', colocate_with => 'trace');" in lines
    assert lines[-1].startswith("-- local, on the coordinator: ")


def test_without_citus_it_is_refused_and_nothing_changes() -> None:
    with pytest.raises(CommandError, match="This PostgreSQL has no Citus"):
        call_command("distribute")


@pytest.mark.parametrize("shards", ["0", "-1", "many", "2000"])
def test_a_number_of_shards_that_is_none_is_refused(shards: str) -> None:
    with pytest.raises(CommandError, match="--shards"):
        call_command("distribute", "--plan", f"--shards={shards}")


def test_the_statements_are_as_citus_takes_them_and_a_second_run_has_nothing_left() -> None:
    plan, heard = distributed.plan(), []
    with connection.cursor() as cursor:
        cursor.execute(STAND_INS)
        cursor.execute("SET LOCAL search_path = public, pg_catalog")
        first = distributed.statements(distributed.left(plan)[:2], 8)[:3]  # and stops before the second is emptied
        distributed.run(first, lambda number, name: heard.append((number, name)))
        rest = distributed.left(plan)
        assert len(rest) == len(plan.spread) - 2, "an interrupted run goes on with these"
        done = list(plan.spread[:2])
        distributed.run(distributed.statements(rest, 8, done), lambda number, name: heard.append((number, name)))
        assert distributed.left(plan) == []
        cursor.execute("SELECT what FROM called ORDER BY number")
        said = [what for (what,) in cursor.fetchall()]
    assert said[:2] == ["trace by trace_id beside none, 8", "trace emptied"]
    assert said[2].endswith(" by trace_id beside trace, ")
    assert said[3:5] == ["trace emptied", f"{done[1]} emptied"]
    assert len(said) == len(heard) == 2 * len(plan.spread) + 1
