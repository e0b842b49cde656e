"""Recurring work: a project whose turn fails stops no other."""

from typing import Any

import pytest
from django.db import connection

from aiops.core.models import Project
from costs import tasks
from costs.alerts.conditions import _wants
from costs.models import Watch
from tests import people

pytestmark = pytest.mark.django_db


def test_a_project_that_fails_stops_no_other() -> None:
    good: list[Any] = []
    for name in ("a", "b", "c"):
        project = people.project(name)
        if name == "b":
            Project.objects.filter(pk=project.pk).update(retention_days=2**31 - 1)  # more days than Python counts
        else:
            good.append(project.pk)
    tasks.find_waste()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT project_id FROM waste_day_done ORDER BY 1")
        assert [pk for (pk,) in cursor.fetchall()] == good


def test_the_rest_of_the_names_is_no_subject_to_watch() -> None:
    watch = Watch(metric="cost_per_run")
    assert _wants(watch, "cost_per_run", "answer")
    assert not _wants(watch, "cost_per_run", "(other)")
