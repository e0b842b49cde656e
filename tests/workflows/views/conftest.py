from typing import Any

import pytest
from django.test import Client

from aiops.core.models import Project
from tests import people
from tests.workflows.engine import flows
from workflows.engine import versions


@pytest.fixture
def declared(settings: Any) -> None:
    """Workflows of which one has every policy."""
    settings.MANAGED_WORKFLOWS = ["tests.workflows.engine.flows", "tests.workflows.views.policed"]
    versions.forget()
    flows.forget()


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def admin(shop: Project, client: Client) -> Client:
    """Signed in as an admin of the shop."""
    client.force_login(people.person("ann@example.com", role="admin", of=shop))
    return client
