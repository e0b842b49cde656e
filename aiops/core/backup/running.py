"""The database a back-up is of: the given one, the one `up` runs, or the embedded one started for the time it takes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from aiops.core.backup import BackupError
from aiops.core.embedded import binaries, home, place
from aiops.core.embedded.errors import CannotStartError
from aiops.core.embedded.postgres import Postgres


@contextmanager
def database(*, alone: bool) -> Iterator[None]:
    """It answers within. `alone`: nobody else may use the embedded one meanwhile. Raises BackupError."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    try:
        home.prepare(settings.AIOPS_HOME)
        lock = home.lock(settings.AIOPS_HOME, "the command line")
    except CannotStartError as error:
        if alone:
            raise BackupError(str(error)) from None
        yield
        return
    with lock, _started():
        yield


@contextmanager
def _started() -> Iterator[None]:
    try:
        server = Postgres(place.find(settings.AIOPS_HOME, binaries.find()))
        server.initialise()
        server.start()
    except CannotStartError as error:
        raise BackupError(str(error)) from None
    try:
        yield
    finally:
        server.stop()
