"""The settings tab on tags: who changes what, what is refused, what the audit log says."""

from typing import Any

import pytest
from django.test import Client

from aiops.core.models import AuditEntry, Project
from tests.people import person
from tests.people import project as make_project
from traces.models import PromotedAttribute, Retagging
from traces.store import promoted

pytestmark = pytest.mark.django_db
PAGE, ADD = "/p/shop/settings/more/tags/", "/p/shop/settings/tags/add/"
TIER = {"attribute": "customer.tier", "tag": "tier"}


@pytest.fixture
def shop() -> Project:
    return make_project("shop")


@pytest.fixture
def admin(client: Client, shop: Project) -> Client:
    client.force_login(person("ada@example.com", role="admin", of=shop))
    return client


def test_an_addition_is_audited_and_reaches_stored_spans(admin: Client, shop: Project) -> None:
    assert admin.post(ADD, TIER).status_code == 302
    assert [str(each) for each in promoted.listed(shop)] == ["customer.tier → tier"]
    entry = AuditEntry.objects.get(action="tag.added")
    assert (entry.subject, entry.details) == ("tier", {"attribute": "customer.tier"})
    assert Retagging.objects.get().started_by == "ada@example.com"


def test_adding_it_twice_changes_nothing(admin: Client) -> None:
    admin.post(ADD, TIER)
    admin.post(ADD, TIER)
    assert (PromotedAttribute.objects.count(), Retagging.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"tag": "Tier"}, "tag"),
        ({"tag": "1tier"}, "tag"),
        ({"tag": ""}, "tag"),
        ({"tag": "t" * 51}, "tag"),
        ({"attribute": ""}, "attribute"),
        ({"attribute": "customer tier"}, "attribute"),
        ({"attribute": "a" * 201}, "attribute"),
    ],
)
def test_what_is_refused_names_its_field(admin: Client, changes: dict[str, str], field: str) -> None:
    answer: Any = admin.post(ADD, TIER | changes)
    assert answer.status_code == 400
    assert list(answer.context["panel"]["context"]["form"].errors) == [field]
    assert not PromotedAttribute.objects.exists()


def test_a_full_list_says_so(admin: Client, shop: Project) -> None:
    for number in range(promoted.MOST_PROMOTED):
        promoted.add(shop, f"a{number}", "t")
    answer = admin.post(ADD, TIER)
    assert "At most 20 attributes" in answer.content.decode()
    assert answer.status_code == 400


def test_a_removal_asks_first_and_is_audited(admin: Client, shop: Project) -> None:
    promoted.add(shop, "customer.tier", "tier")
    address = f"/p/shop/settings/tags/{promoted.listed(shop)[0].pk}/remove/"
    assert "Remove the tag tier?" in admin.get(address).content.decode()
    assert admin.post(address).status_code == 302
    assert promoted.listed(shop) == []
    assert AuditEntry.objects.get().action == "tag.removed"
    assert Retagging.objects.filter(state="working").count() == 1


def test_another_projects_attribute_cannot_be_removed(admin: Client) -> None:
    other = make_project("other")
    promoted.add(other, "customer.tier", "tier")
    assert admin.post(f"/p/shop/settings/tags/{promoted.listed(other)[0].pk}/remove/").status_code == 404


def test_the_page_lists_default_tags_and_counts_values(admin: Client, shop: Project) -> None:
    known = promoted.for_project(shop.pk)
    known.admits("region", "eu-1", 1)
    known.write()
    context = admin.get(PAGE).context["panel"]["context"]
    assert ("region", 1) in [(tag, values) for tag, _, values in context["defaults"]]
    assert "cloud.region" in {tag: names for tag, names, _ in context["defaults"]}["region"]


def test_a_viewer_reads_and_changes_nothing(client: Client, shop: Project) -> None:
    client.force_login(person(role="viewer", of=shop))
    page = client.get(PAGE).content.decode()
    assert "cloud.region" in page
    assert "Promote an attribute" not in page
    assert client.post(ADD, TIER).status_code == 403


def test_work_can_be_stopped_and_started_again(admin: Client, shop: Project) -> None:
    admin.post(ADD, TIER)
    admin.post("/p/shop/settings/tags/stop/")
    assert "Stopped at 0 %" in admin.get(PAGE).content.decode()
    admin.post("/p/shop/settings/tags/stored/")
    assert [each.state for each in Retagging.objects.order_by("pk")] == ["cancelled", "working"]
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))[1:] == [
        "retagging.cancelled",
        "retagging.started",
    ]


def test_progress_is_asked_for_while_there_is_work(admin: Client, shop: Project) -> None:
    admin.post(ADD, TIER)
    job = Retagging.objects.get()
    assert 'hx-trigger="every 2s"' in admin.get("/p/shop/settings/tags/progress/").content.decode()
    Retagging.objects.filter(pk=job.pk).update(state="done")
    assert "hx-trigger" not in admin.get("/p/shop/settings/tags/progress/").content.decode()
