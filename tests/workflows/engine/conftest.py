from collections.abc import Iterator
from typing import Any

import pytest

from aiops.core.models import Project
from aiops.demo.stub_openai import Stub
from tests.workflows.engine import flows
from tests.workflows.engine.steps import World, world
from workflows.engine import versions


@pytest.fixture(autouse=True)
def fresh(settings: Any) -> Iterator[None]:
    settings.MANAGED_WORKFLOWS = ["tests.workflows.engine.flows"]
    versions.forget()
    flows.forget()
    yield
    flows.forget()


@pytest.fixture
def project(db: None) -> Project:
    return Project.objects.create(name="Shop", slug="shop")


@pytest.fixture(scope="module")
def provider() -> Iterator[Stub]:
    """Whom steps ask for answers."""
    with Stub(seed=7) as stub:
        yield stub


@pytest.fixture
def shop(provider: Stub, db: None) -> World:
    """A leased run whose steps ask a provider that nobody has asked yet."""
    provider.calls.clear()
    return world(provider)
