"""Runs the SQL that lives in `<app>/store/sql/NAME.sql`: one statement a file, its first line says what it returns."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import psycopg
from django.conf import settings
from django.db import connection, transaction

Params = Mapping[str, Any] | Sequence[Any]


@cache
def statement(app: str, name: str) -> str:
    """The text of `<app>/store/sql/<name>.sql`."""
    return (Path(settings.BASE_DIR) / app / "store" / "sql" / f"{name}.sql").read_text()


@cache
def fragments(app: str, name: str) -> dict[str, str]:
    """The pieces of `<app>/store/sql/<name>.sql` by name: each stands below a line `-- name: KEY`."""
    pieces = statement(app, name).split("-- name: ")[1:]
    return {key.strip(): text.strip() for key, _, text in (piece.partition("\n") for piece in pieces)}


def composed(app: str, name: str, parts: Mapping[str, str]) -> str:
    """The statement with its `{places}` filled by fixed pieces of SQL; what people type are parameters."""
    text = statement(app, name)
    for place, part in parts.items():
        text = text.replace("{" + place + "}", part)
    return text


def tuples(app: str, name: str, params: Params, **parts: str) -> list[tuple[Any, ...]]:
    """Every row as a tuple, in the statement's column order. Raises django.db.Error."""
    with connection.cursor() as cursor:
        cursor.execute(composed(app, name, parts), params)
        return list(cursor.fetchall())


def prepared(app: str, name: str, params: Params) -> list[tuple[Any, ...]]:
    """As `tuples`, of a statement that is planned once a connection and not each time: those of the write path, and of
    the engine's steps.

    Its parameters go to the server beside the text, so each has to say its type there. A statement that returns
    nothing answers no rows. Source: psycopg's manual, "Prepared statements".
    """
    with _prepared(app, name, params) as cursor:
        return list(cursor.fetchall()) if cursor.description else []


def prepared_rows(app: str, name: str, params: Params) -> list[dict[str, Any]]:
    """As `prepared`, every row as a dict."""
    with _prepared(app, name, params) as cursor:
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def _prepared(app: str, name: str, params: Params) -> Iterator["psycopg.Cursor[tuple[Any, ...]]"]:
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement(app, name), params)
        yield cursor


def rows(app: str, name: str, params: Params, **parts: str) -> list[dict[str, Any]]:
    """Every row as a dict. Raises django.db.Error."""
    with connection.cursor() as cursor:
        cursor.execute(composed(app, name, parts), params)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def stream(app: str, name: str, params: Params, at_once: int) -> Iterator[tuple[Any, ...]]:
    """Every row as a tuple, `at_once` of them in memory at a time. Within a transaction. Raises django.db.Error."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement(app, name), params)
        while found := cursor.fetchmany(at_once):
            yield from found


@contextmanager
def one_moment() -> Iterator[None]:
    """What several statements read within is of one moment. Within a transaction they read as that does."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement("aiops/core", "one_moment"))
        yield


def execute(app: str, name: str, params: Params, **parts: str) -> int:
    """Runs a statement that returns nothing; answers the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(composed(app, name, parts), params)
        return int(cursor.rowcount)


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows for a statement that takes them as one jsonb parameter; decimals as text, so that they stay exact."""
    return orjson.dumps(rows, default=_exact).decode()


def _exact(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(type(value).__name__)
