"""Runs the SQL that lives in `<app>/store/sql/NAME.sql`: one statement a file, its first line says what it returns."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

Params = Mapping[str, Any] | Sequence[Any]


@cache
def statement(app: str, name: str) -> str:
    """The text of `<app>/store/sql/<name>.sql`."""
    return (Path(settings.BASE_DIR) / app / "store" / "sql" / f"{name}.sql").read_text()


def rows(app: str, name: str, params: Params) -> list[dict[str, Any]]:
    """Every row as a dict. Raises django.db.Error."""
    with connection.cursor() as cursor:
        cursor.execute(statement(app, name), params)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def execute(app: str, name: str, params: Params) -> int:
    """Runs a statement that returns nothing; answers the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement(app, name), params)
        return int(cursor.rowcount)
