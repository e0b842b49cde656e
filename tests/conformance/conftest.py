"""The OTLP/HTTP checklist against any receiver: `pytest tests/conformance --base-url URL --key KEY`.

Without an address it runs against this product, served as in production (event loop, bounded bodies, threads) over the
test database.
"""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from tests import emptied
from tests.conformance.client import Door


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("conformance")
    group.addoption("--base-url", default="", help="address of a receiver, such as http://127.0.0.1:4318")
    group.addoption("--key", default="", help="an API key of it with the scope to ingest")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Against the product itself a test database has to be made."""
    if not config.getoption("--base-url"):
        for item in items:
            if item.path.is_relative_to(Path(__file__).parent):
                item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """The product's own web server in a thread of this process, so that it shares the test database."""
    from aiops.asgi import application
    from aiops.core.serving.server import BoundedProtocol

    config = uvicorn.Config(
        application, host="127.0.0.1", port=0, http=BoundedProtocol, ws="none", loop="asyncio", log_config=None
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=15)


@pytest.fixture(scope="module")
def address(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """Address and key. The tests of a module share a project, as on a real one; then our own database is emptied."""
    url = request.config.getoption("--base-url")
    if url:
        yield url, request.config.getoption("--key")
        return
    request.getfixturevalue("django_db_setup")
    with request.getfixturevalue("django_db_blocker").unblock():
        yield request.getfixturevalue("served"), fresh_key()
        emptied.put_back()


@pytest.fixture
def door(address: tuple[str, str]) -> Iterator[Door]:
    """Where the tests knock."""
    with Door(*address) as door:
        yield door


def fresh_key() -> str:
    from tests import people

    return str(people.key(people.project(), "ingest").text)
