"""What every test may use. Without DATABASE_URL a throwaway PostgreSQL is started by the product's own launcher."""

import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from aiops.core import embedded
from tests import emptied
from tests.servers import throwaway_postgres

# A busy machine is no failure.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")

FOLDER = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Before the first connection; parallel workers find the address in the environment."""
    from django.conf import settings

    settings.WHITENOISE_AUTOREFRESH = True  # every test's client loads the middleware: it need not read all files
    if hasattr(config, "workerinput"):
        config.option.reuse_db = True  # the server is thrown away with all that is in it
    if os.environ.get("DATABASE_URL") or config.option.collectonly or config.option.help:
        return
    folder = Path(tempfile.mkdtemp(prefix="aiops-test-"))
    server = throwaway_postgres(folder)
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    config.add_cleanup(server.stop)
    os.environ["DATABASE_URL"] = embedded.database_url(folder)
    _point_django_to(os.environ["DATABASE_URL"])
    config.option.reuse_db = True  # nothing to tidy up: the whole server is thrown away


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What drives a browser or kills processes has one more try on a busy machine; the summary says so (R).

    Files of such tests go first: they wait a lot, and those that only compute fill the rest of the time. What kills
    processes takes longest where a file holds one test; of all others the largest files take longest.
    """
    first = {"faults": 0, "e2e": 1}
    places: dict[Path, int] = {}
    for item in items:
        place = min((first[name] for name in first if item.get_closest_marker(name)), default=len(first))
        if place < len(first):
            item.add_marker(pytest.mark.flaky(reruns=1))
        places[item.path] = min(place, places.get(item.path, place))
    many = Counter(item.path for item in items)
    items.sort(
        key=lambda item: (places[item.path], -many[item.path] if places[item.path] else many[item.path], item.path)
    )


def _point_django_to(url: str) -> None:
    """Django read its settings before this file was; nothing has connected yet."""
    from django.conf import settings

    from aiops.settings import database_from

    settings.DATABASE_URL = url
    settings.DATABASES["default"].update(database_from(url))
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = embedded.broker_options(url)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """After a test that committed the database is again what it is now."""
    with django_db_blocker.unblock():
        emptied.keep_at_first()


@pytest.fixture(autouse=True)
def forget_keys() -> None:
    """What a process remembers of keys and wrong keys; every test begins as a fresh one."""
    from aiops.core import auth, quota

    auth.cache.clear()
    auth.lockout.clear()
    quota.forget()


@pytest.fixture(autouse=True)
def counts_alone() -> None:
    """Importing `aiops.asgi`, as some tests do, has a process count together with others from then on."""
    from aiops.core import shared_counters

    os.environ.pop(shared_counters.VARIABLE, None)


@pytest.fixture(autouse=True)
def send_no_nudges() -> None:
    """Tests run what is ready by themselves; a message would go to the queue beside the test database."""
    from workflows.engine import nudges

    nudges.send_by(lambda: None)
