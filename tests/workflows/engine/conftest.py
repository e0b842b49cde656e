from collections.abc import Iterator
from typing import Any

import pytest

from aiops.core.models import Project
from tests.workflows.engine import flows
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
