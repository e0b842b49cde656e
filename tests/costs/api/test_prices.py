"""Own prices over the API: added once, retired once, every mistake named with its field."""

import json
from typing import Any

import pytest
from django.test import Client

from aiops.core.models import AuditEntry, Project
from costs.models import Price
from tests import people

pytestmark = pytest.mark.django_db
GPT = {"model": "gpt-4.1", "provider": "openai", "rates": {"input": "1.50", "output": "6"}}


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def api(shop: Project) -> "Api":
    return Api(people.key(shop, "admin").text)


class Api:
    def __init__(self, key: str) -> None:
        self.client = Client(headers={"authorization": f"Bearer {key}"})

    def post(self, body: Any, path: str = "") -> tuple[int, Any]:
        answer = self.client.post(f"/api/v1/prices{path}", json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json()


def test_a_price_is_added_listed_and_named_in_the_audit_log(shop: Project, api: Api) -> None:
    status, made = api.post(GPT | {"valid_from": "2026-11-01T00:00:00Z", "source": "contract"})
    assert (status, made["rates"], made["warnings"]) == (201, {"input": "1.5", "output": "6"}, [])
    assert api.client.get("/api/v1/prices").json() == {"results": [made]}
    assert AuditEntry.objects.get(action="price.created").actor_name.startswith("key test (")


def test_posting_twice_is_posting_once(shop: Project, api: Api) -> None:
    made = api.post(GPT)[1]
    assert api.post(GPT) == (200, made)
    assert Price.objects.filter(project=shop).count() == 1


def test_another_price_for_the_same_calls_is_refused_unless_it_replaces(shop: Project, api: Api) -> None:
    made = api.post(GPT)[1]
    dearer = GPT | {"rates": {"input": "2"}}
    status, answer = api.post(dearer)
    assert (status, answer["error"]["code"]) == (409, "overlap")
    assert str(made["id"]) in answer["error"]["message"]
    assert api.post(dearer | {"replaces": made["id"]})[0] == 201
    assert Price.objects.get(pk=made["id"]).retired_at is not None


def test_a_rate_a_hundred_times_off_is_warned_of(api: Api) -> None:
    status, made = api.post(GPT | {"rates": {"input": "0.000002"}})
    assert status == 201
    assert made["warnings"] == ["input: $0.000002 per million tokens, where the catalogue has $2"]


def test_retiring_twice_is_retiring_once(api: Api) -> None:
    made = api.post(GPT)[1]
    first, second = (api.post({}, f"/{made['id']}/retire") for _ in range(2))
    assert first[0] == 200
    assert first[1]["retired"] is not None
    assert first == second
    assert AuditEntry.objects.filter(action="price.retired").count() == 1


def test_long_contexts_come_back_as_posted(api: Api) -> None:
    special = {"above": 200_000, "rates_above": {"input": "3"}, "per_call": "0.01", "tier": "batch", "match": "regex"}
    made = api.post(GPT | special)[1]
    assert {name: made[name] for name in special} == special


def test_another_project_s_price_is_none(api: Api) -> None:
    other = Api(people.key(people.project("other"), "admin").text)
    made = other.post(GPT)[1]
    assert api.post({}, f"/{made['id']}/retire")[0] == 404
    assert api.post(GPT | {"replaces": made["id"]})[0] == 404
    assert api.client.get("/api/v1/prices").json() == {"results": []}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], None),
        ({}, "model"),
        ({"model": "m"}, "rates.input"),
        (GPT | {"rates": {"input": 1.5}}, "rates.input"),  # a float is no amount
        (GPT | {"rates": {"imput": "1"}}, "rates.imput"),
        (GPT | {"rates": "1"}, "rates"),
        (GPT | {"rates": {"input": "-1"}}, "rates.input"),
        (GPT | {"rates_above": {"input": "1"}}, "above"),
        (GPT | {"match": "like"}, "match"),
        (GPT | {"match": "regex", "model": "("}, "model"),
        (GPT | {"valid_from": "soon"}, "valid_from"),
        (GPT | {"price": "1"}, "price"),
    ],
)
def test_a_mistake_is_named_with_its_field(api: Api, body: Any, field: str | None) -> None:
    status, answer = api.post(body)
    assert (status, answer["error"].get("field")) == (400, field)
    assert not Price.objects.exclude(project=None).exists()
