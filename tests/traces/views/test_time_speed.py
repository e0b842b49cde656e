"""The page reads sums alone: what it costs does not grow with the runs, only with hours, workflows and call paths."""

import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from aiops.core.models import Membership, Project, User
from traces.types.time_kinds import TIME_KINDS

pytestmark = pytest.mark.django_db
HOURS, WORKFLOWS, BANDS, PATHS = 58 * 24, 10, 8, 15  # a month and the one before; 70 runs an hour each: 1 M a month


def execute(sql: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def fill(project_id: int) -> None:
    """Hours of rows as roll-ups leave them, of runs of four seconds."""
    each = "generate_series(1, %s) AS h, generate_series(1, %s) AS w"
    hour = "date_trunc('hour', now()) - h * interval '1 hour'"
    kinds = ", ".join(f"{200_000_000 * (place + 1)}.0 * 9" for place in range(len(TIME_KINDS)))
    execute(
        f"INSERT INTO rollup_time SELECT %s, 'h', {hour}, 'workflow ' || w, '', 120 + b, 9, 0, 1188e8, {kinds}"
        f" FROM {each}, generate_series(1, %s) AS b",
        project_id, HOURS, WORKFLOWS, BANDS,
    )  # fmt: skip
    execute(
        f"INSERT INTO rollup_path SELECT %s, 'h', {hour}, 'workflow ' || w, '', p, 70, 6e10 + (h * 7919 %% 13) * 1e8"
        f" FROM {each}, generate_series(1, %s) AS p",
        project_id, HOURS, WORKFLOWS, PATHS,
    )  # fmt: skip
    execute(
        "INSERT INTO time_path SELECT %s, p, ARRAY['request', 'task', 'step ' || p], 'step ' || p, 'step', 'own_code',"
        " now() FROM generate_series(1, %s) AS p",
        project_id, PATHS,
    )  # fmt: skip
    execute("ANALYZE rollup_time, rollup_path, time_path")


def test_a_month_of_a_million_runs_against_the_month_before(client: Client) -> None:
    """90 ms of it are Python's; the bound is for machines that others share."""
    project = Project.objects.create(name="Harbour Goods", slug="harbour")
    user = User.objects.create_user("viewer@example.org")
    Membership.objects.create(project=project, user=user)
    client.force_login(user)
    fill(project.pk)
    client.get("/p/harbour/time/")
    took = []
    for _ in range(3):
        started = time.perf_counter()
        assert client.get("/p/harbour/time/").status_code == 200
        took.append(time.perf_counter() - started)
    assert min(took) < 2, took
