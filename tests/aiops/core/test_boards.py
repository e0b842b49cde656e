"""Dashboards: charts of other pages in an order."""

import html
import re

import pytest
from django.test import Client

from aiops.core import boards
from aiops.core.models import AuditEntry, Board, Project, User
from tests import people

pytestmark = pytest.mark.django_db
PIN = "/p/shop/boards/pin/"
CHART = {"chart": "spend", "name": "Cost by model", "page": "/p/shop/cost/?by=model&range=7d", "called": "Team"}


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def ann(client: Client, shop: Project) -> User:
    ann = people.person("ann@example.org", role="member", of=shop)
    client.force_login(ann)
    return ann


def parts(client: Client, address: str) -> list[str]:
    return re.findall(r'hx-get="([^"]*)"', html.unescape(client.get(address).content.decode()))


def test_a_pinned_chart_comes_from_its_page_with_its_filters_and_the_time_of_the_board(
    client: Client, ann: User
) -> None:
    board = client.post(PIN, CHART)["Location"]
    assert parts(client, board) == ["/p/shop/cost/?by=model&compare=previous&range=28d"]
    assert parts(client, f"{board}?range=90d&compare=none") == ["/p/shop/cost/?by=model&compare=none&range=90d"]
    assert parts(client, f"{board}?compare=none") == ["/p/shop/cost/?by=model&compare=none&range=28d"]
    page = client.get(f"{board}?range=1y")
    assert (page.status_code, "is not a range" in page.content.decode()) == (400, True)


def test_a_part_of_a_page_leads_to_the_page(client: Client, ann: User) -> None:
    board = client.post(PIN, CHART | {"chart": "traces", "page": "/p/shop/traces/summary/?status=error"})["Location"]
    assert 'href="/p/shop/traces/?status=error' in client.get(board).content.decode()


def test_charts_change_places_and_ends_stay_ends(client: Client, ann: User) -> None:
    board = client.post(PIN, CHART)["Location"]
    row = Board.objects.get()
    for name in ("b", "c"):
        client.post(PIN, CHART | {"name": name, "board": row.pk})
    first, _, last = row.pins.all()
    client.post(f"{board}change/", {"act": "down", "pin": first.pk})
    client.post(f"{board}change/", {"act": "down", "pin": last.pk})
    assert [each.title for each in row.pins.all()] == ["b", "Cost by model", "c"]
    client.post(f"{board}change/", {"act": "off", "pin": first.pk})
    assert [each.title for each in row.pins.all()] == ["b", "c"]
    client.post(f"{board}change/", {"act": "up", "pin": "x"})


def test_a_board_holds_so_many_charts(client: Client, ann: User, shop: Project) -> None:
    row = Board.objects.create(project=shop, owner=ann, name="Team")
    for place in range(boards.MOST_PINS):
        row.pins.create(place=place, title="t", chart="c", path="cost/")
    client.post(PIN, CHART | {"board": row.pk})
    assert "take one off first" in client.get("/p/shop/boards/").content.decode()
    assert row.pins.count() == boards.MOST_PINS


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"called": ""}, "called: Choose a dashboard"),
        ({"page": "https://example.org/"}, "page: This is no page of the project."),
        ({"chart": "a b"}, "chart: "),
        ({"name": ""}, "name: "),
    ],
)
def test_what_cannot_be_pinned_is_named(client: Client, ann: User, wrong: dict[str, str], said: str) -> None:
    answer = client.post(PIN, CHART | wrong)
    assert (answer.status_code, said in answer.content.decode()) == (400, True)


def test_a_viewer_has_boards_of_their_own_and_sees_but_does_not_change_those_of_everyone(
    client: Client, ann: User, shop: Project
) -> None:
    ours = client.post(PIN, CHART | {"everyone": "on"})["Location"]
    mine = client.post(PIN, CHART | {"called": "Mine"})["Location"]
    client.post(f"{ours}change/", {"act": "off", "pin": "0"})
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "subject")) == [
        ("board.pinned", "Team"),
        ("board.changed", "Team"),
    ], "those for everyone alone"
    client.force_login(people.person("bob@example.org", role="viewer", of=shop))
    assert client.get(mine).status_code == 404
    assert "one place" not in client.get(ours).content.decode()
    assert client.post(f"{ours}remove/").status_code == 403
    assert client.post(PIN, CHART | {"board": Board.objects.get(owner=None).pk}).status_code == 404
    assert client.post(PIN, CHART | {"everyone": "on"}).status_code == 403
    assert client.post(PIN, CHART).status_code == 302
