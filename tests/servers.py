"""Servers that tests start for themselves, through the product's own launcher."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from aiops.core.embedded import binaries, place
from aiops.core.embedded.postgres import Postgres

# A crash of the machine may lose a test's data; and several tests with products of their own run at once.
UNSAFE_BUT_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "300",
}


def throwaway_postgres(folder: Path) -> Postgres:
    """A running server over a new data folder below `folder`."""
    server = Postgres(place.find(folder, binaries.find()), extra=UNSAFE_BUT_FAST)
    server.initialise()
    server.start()
    return server


@contextmanager
def empty_database(name: str) -> Iterator[str]:
    """The address of a new database that nobody has prepared, on the tests' server; dropped at the end."""
    from django.conf import settings

    name = f"{name}_{os.getpid()}"
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
