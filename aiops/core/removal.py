"""Takes a project away: its settings, people's places in it, keys and definitions, and every row of telemetry."""

from collections.abc import Callable

from django.db import connection

from aiops.core import audit, sql
from aiops.core.models import Project

Progress = Callable[[int, int], None]  # how many tables are empty, of how many


def remove(project: Project, progress: Progress) -> None:
    """Its keys go first, so that nothing more comes in. Started again after an interruption it goes on."""
    project_id, slug = project.pk, project.slug
    project.api_keys.all().delete()
    tables = telemetry_tables()
    for place, table in enumerate(tables):
        _empty(table, project_id)
        progress(place, len(tables))
    project.delete()
    for table in tables:  # what a worker wrote meanwhile
        _empty(table, project_id)
    progress(len(tables), len(tables))
    audit.record("project.removed", slug)


def telemetry_tables() -> list[str]:
    of_models = connection.introspection.django_table_names()
    return [name for (name,) in sql.tuples("aiops/core", "project_tables", {"of_models": of_models})]


def _empty(table: str, project_id: int) -> None:
    quoted = connection.ops.quote_name(table)
    sql.execute("aiops/core", "remove_rows", {"project_id": project_id}, table=quoted)
