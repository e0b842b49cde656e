"""The pages of pricing anew: start, watch, agree or cancel."""

import pytest
from django.test import Client

from aiops.core.models import AuditEntry, Project
from costs import tasks
from costs.models import Repricing
from tests import people
from tests.costs.reprice_world import call, catch_up, own_price, store, sums

pytestmark = pytest.mark.django_db
USD = 10**9


@pytest.fixture
def shop() -> Project:
    shop = people.project("shop")
    store(shop, call(), call("gpt-4.1", provider="openai"))
    own_price(shop, "house", "3")
    return shop


@pytest.fixture
def admin(shop: Project, client: Client) -> Client:
    client.force_login(people.person(role="admin", of=shop))
    return client


def start(admin: Client) -> str:
    answer = admin.post("/p/shop/repricings/", {"since": "", "until": ""})
    assert answer.status_code == 302
    return str(answer["Location"])


def text(admin: Client, path: str) -> str:
    return " ".join(admin.get(path).content.decode().split())


def test_the_worker_builds_a_person_agrees_the_worker_swaps(shop: Project, admin: Client) -> None:
    page = start(admin)
    assert "Recomputing, <strong>0 %</strong>" in text(admin, page)
    tasks.reprice_some()
    built = text(admin, page)
    assert "<strong>1 of 2 calls</strong> would get another amount" in built
    assert "1 more stays as it is" in built
    assert "$2.0000 becomes $5.0000" in text(admin, f"{page}apply/")
    admin.post(f"{page}apply/")
    assert "Putting new amounts in place" in text(admin, page)
    tasks.reprice_some()
    assert "<strong>1 call</strong> has its new amount" in text(admin, page)
    catch_up(shop)
    assert set(sums(shop).values()) == {5 * USD}
    actions = AuditEntry.objects.filter(action__startswith="repricing").values_list("action", flat=True)
    assert sorted(actions) == ["repricing.applied", "repricing.started"]


def test_cancelling_is_asked_and_leaves_all_as_it_was(shop: Project, admin: Client) -> None:
    page = start(admin)
    tasks.reprice_some()
    assert "Nothing has changed yet" in text(admin, f"{page}cancel/")
    admin.post(f"{page}cancel/")
    assert "Cancelled. Nothing has changed." in text(admin, page)
    assert sums(shop)["spans"] == 2 * USD


def test_a_second_one_is_refused(shop: Project, admin: Client) -> None:
    start(admin)
    again = admin.post("/p/shop/repricings/", {})
    assert again.status_code == 400
    assert "already pricing calls anew" in again.content.decode()


def test_a_fault_of_ours_ends_the_job_and_is_shown(shop: Project, admin: Client) -> None:
    page = start(admin)
    own_price(shop, "broken", "1", rates={"imput": "1"})
    tasks.reprice_some()
    assert "It failed. Nothing has changed." in text(admin, page)
    assert "unknown token class imput" in text(admin, page)
    assert Repricing.objects.get().state == "failed"


@pytest.mark.parametrize(
    ("since", "until", "says"), [("soon", "", "is not a time"), ("2026-01-02", "2026-01-01", "after")]
)
def test_a_mistake_is_named(admin: Client, since: str, until: str, says: str) -> None:
    answer = admin.post("/p/shop/repricings/", {"since": since, "until": until})
    assert answer.status_code == 400
    assert says in answer.content.decode()
