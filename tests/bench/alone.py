"""A database server of its own for one process that does everything itself, one thing after the other."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def server() -> Iterator[None]:
    """Django set up on a migrated database that is thrown away in the end."""
    folder = Path(tempfile.mkdtemp(prefix="aiops-bench-"))
    from aiops.core import embedded
    from aiops.core.embedded import binaries, place
    from aiops.core.embedded.postgres import Postgres

    own = Postgres(place.find(folder, binaries.find()))
    own.initialise()
    own.start()
    try:
        os.environ["DATABASE_URL"] = embedded.database_url(folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "aiops.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield
    finally:
        own.stop()
        shutil.rmtree(folder, ignore_errors=True)


def timed(label: str, act: Callable[[], object]) -> float:
    """Says how long it took; answers the seconds."""
    started = time.monotonic()
    act()
    took = time.monotonic() - started
    sys.stdout.write(f"{label}: {took:.1f} s, load {os.getloadavg()[0]:.1f}\n")
    sys.stdout.flush()
    return took


def project() -> Any:
    from aiops.core.models import Project

    return Project.objects.create(slug="bench", name="Bench")
