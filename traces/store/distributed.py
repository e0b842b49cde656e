"""Telemetry on Citus: which tables are spread over nodes, and how.

Spread by `trace_id`, lying together: every table whose keys all hold it, so that what is joined by trace is joined on
one node. Local, on the coordinator: everything else. Roll-ups are small and are what pages read; control tables, prices
and the queue take the ordinary road. No table is a reference table: none is joined with span-level ones on a hot path,
and writing one costs a commit on every node.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.apps import apps

from aiops.core import sql

FIRST = "trace"
OLDEST = 12  # major version of Citus; earlier ones know no PostgreSQL 15 and 16
SHARDS = 64  # several for each node that may come
MOST_SHARDS = 1024


@dataclass(frozen=True)
class Plan:
    """Names of tables, the first of `spread` first."""

    spread: tuple[str, ...]
    local: tuple[str, ...]


def plan() -> Plan:
    """Read off the catalogue, so a new table has its place by its key."""
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    found = sql.rows("traces", "citus_tables", ())
    spread = [row["name"] for row in found if row["by_trace"] and row["name"] not in ours]
    spread.sort(key=lambda name: (name != FIRST, name))
    return Plan(tuple(spread), tuple(row["name"] for row in found if row["name"] not in spread))


def refusal(*, single_node: bool) -> str | None:
    """Why this database cannot be distributed; None when it can."""
    facts = sql.rows("traces", "citus_facts", ())[0]
    if facts["installed"] is None:
        if facts["available"]:
            return "The extension citus is not in this database: CREATE EXTENSION citus; and add the workers to it."
        return "This PostgreSQL has no Citus. Install it on every node, or set DATABASE_URL to a coordinator with it."
    if int(facts["installed"].partition(".")[0]) < OLDEST:
        return f"Citus {facts['installed']} is too old: {OLDEST} or later is needed."
    if not sql.rows("traces", "citus_nodes", ())[0]["workers"] and not single_node:
        return "The cluster has no worker: SELECT citus_add_node('host', 5432); or --single-node to begin without."
    return None


def statements(tables: Sequence[str], shards: int, done: Sequence[str] = ()) -> list[tuple[str, dict[str, object]]]:
    """What is run for these tables, in order: names of statements with their parameters.

    Those that are `done` are emptied again: a run may have been interrupted just before it came to that.
    """
    steps: list[tuple[str, dict[str, object]]] = [("citus_empty_local", {"name": name}) for name in done]
    for name in tables:
        made: dict[str, object] = {"name": name, "shards": shards} if name == FIRST else {"name": name, "beside": FIRST}
        steps += [
            ("citus_distribute_first" if name == FIRST else "citus_distribute", made),
            ("citus_empty_local", {"name": name}),
        ]
    return steps


def left(wanted: Plan) -> list[str]:
    """Those that are not distributed yet: an interrupted run goes on."""
    done = {row["name"] for row in sql.rows("traces", "citus_done", ())}
    return [name for name in wanted.spread if name not in done]


def run(steps: Sequence[tuple[str, dict[str, object]]], told: Callable[[int, str], None]) -> None:
    """Each by itself; `told` hears how many statements are done and of which table. Raises django.db.Error."""
    for number, (name, values) in enumerate(steps, start=1):
        sql.tuples("traces", name, values)
        told(number, str(values["name"]))
