"""What reaches another system, and what a stranger's words in a path cannot do."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from aiops.core.models import Project
from aiops.demo.help_desk import HelpDesk
from workflows import outside
from workflows.engine import starting
from workflows.models import Connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Iterator[HelpDesk]:
    project = Project.objects.create(name="Shop", slug="shop")
    with HelpDesk() as served, starting.within(project.pk, uuid4(), 0):
        Connection.objects.create(project=project, name="help desk", base_url=f"{served.url}/", key="secret")
        yield served


def test_it_is_sent_to_the_projects_own_address_with_its_key(desk: HelpDesk) -> None:
    desk.new = [{"id": "T-1"}]
    assert outside.call("help desk", "GET", "/tickets?state=new") == {"tickets": [{"id": "T-1"}]}
    outside.call("help desk", "PUT", "/tickets/T-1/labels", {"queue": "billing"}, idempotency_key="k")
    assert (desk.labels, desk.keys_seen) == ({"T-1": {"queue": "billing"}}, {"k": "T-1"})


def test_a_refusal_is_told(desk: HelpDesk) -> None:
    desk.failing = 1
    with pytest.raises(outside.OutsideError, match="help desk answered 503"):
        outside.call("help desk", "PUT", "/tickets/T-1/labels", {})


@pytest.mark.parametrize(
    "path", ["tickets", "@evil.example/", "/../admin", "/a/%2e%2e/admin", "/a/./b", "/a b", "/a\r\nX: y", "/a#b", "/ä"]
)
def test_a_path_goes_neither_up_nor_elsewhere(desk: HelpDesk, path: str) -> None:
    with pytest.raises(outside.OutsideError, match="is no path"):
        outside.call("help desk", "GET", path)


def test_what_is_not_connected_is_said_by_name(desk: HelpDesk) -> None:
    with pytest.raises(outside.NotConnectedError, match="no connection 'shop'"):
        outside.call("shop", "GET", "/orders")
    assert not outside.connected("shop")


def test_outside_a_run_there_is_no_project() -> None:
    with pytest.raises(starting.NotInsideError):
        outside.call("help desk", "GET", "/tickets")
