"""Runs by the API: started once, followed, cancelled, approved; what is refused, and by which field."""

from typing import Any

import orjson
import pytest
from django.test import Client

from aiops.core import openapi
from aiops.core.models import Project
from tests import people
from tests.workflows.engine import flows, world
from tests.workflows.engine.conftest import fresh
from workflows.models import Attempt, Run

__all__ = ["fresh"]
pytestmark = pytest.mark.django_db


class Api:
    def __init__(self, project: Project, scope: str = "run") -> None:
        self.headers = {"Authorization": f"Bearer {people.key(project, scope, name='shop').text}"}

    def post(self, path: str, body: Any = None, status: int = 200, **headers: str) -> dict[str, Any]:
        sent = body if isinstance(body, bytes) else orjson.dumps({} if body is None else body)
        answer = Client().post(f"/api/v1/{path}", sent, content_type="application/json", headers=self.headers | headers)
        assert answer.status_code == status, answer.content
        found: dict[str, Any] = answer.json()
        return found

    def start(self, name: str, status: int = 201, key: str = "", **given: Any) -> dict[str, Any]:
        headers = {"Idempotency-Key": key} if key else {}
        return self.post(f"workflows/{name}/runs", {"input": given}, status, **headers)

    def get(self, run_id: str, status: int = 200) -> dict[str, Any]:
        answer = Client().get(f"/api/v1/runs/{run_id}", headers=self.headers)
        assert answer.status_code == status, answer.content
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def api(shop: Project) -> Api:
    return Api(shop)


def test_a_run_is_started_and_followed_to_its_end(api: Api) -> None:
    made = api.start("answer", question="refund")
    assert (made["state"], made["output"], made["cost_usd"], made["version"]) == ("queued", None, "0", 1)
    assert made["trace_id"] == made["id"].replace("-", "")
    world.work()
    done = api.get(made["id"])
    assert (done["state"], done["output"]) == ("succeeded", {"text": "REFUND: ABOUT REFUND", "sure": 0.5})
    assert Run.objects.get().started_by.startswith("key shop (")


def test_the_same_key_is_the_same_run_and_another_body_a_conflict(api: Api) -> None:
    first = api.start("answer", key="k", question="a")
    assert api.start("answer", 200, key="k", question="a")["id"] == first["id"]
    refused = api.start("answer", 409, key="k", question="b")["error"]
    assert (refused["code"], refused["field"]) == ("idempotency_conflict", "Idempotency-Key")
    assert Run.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"{", 400, None),
        (b"[]", 400, None),
        (b"[" * 100_000, 400, None),
        (b'{"input": {"question": NaN}}', 400, None),
        (b'{"input": {"question": "\\ud800"}}', 400, None),
        (b'{"input": []}', 400, "input"),
        (b'{"input": {}}', 400, "input.question"),
        (b'{"input": {"question": "a", "more": 1}}', 400, "input.more"),
        (b'{"input": {"question": "\\u0000"}}', 400, "input"),
        (b'{"input": {"question": "' + b"x" * 1_100_000 + b'"}}', 400, "input"),
        (b'{"input": {"question": "a"}, "dry_run": 1}', 400, "dry_run"),
        (b'{"input": {"question": "a"}, "deadline": "soon"}', 400, "deadline"),
        (b'{"input": {"question": "a"}, "delay_seconds": -1}', 400, "delay_seconds"),
        (b'{"input": {"question": "a"}, "project": 2}', 400, "project"),
    ],
)
def test_a_body_that_cannot_be_run_is_refused_by_its_field(
    api: Api, body: bytes, status: int, field: str | None
) -> None:
    refused = api.post("workflows/answer/runs", body, status)["error"]
    assert refused.get("field") == field
    assert not Run.objects.exists()


def test_an_idempotency_key_has_a_bound(api: Api) -> None:
    assert api.start("answer", 400, key="k" * 201, question="a")["error"]["field"] == "Idempotency-Key"


def test_a_workflow_that_nobody_declared_is_not_found(api: Api) -> None:
    assert api.start("nothing", 404)["error"]["code"] == "unknown_workflow"


def test_cancelling_ends_a_waiting_run_and_leaves_an_ended_one(api: Api) -> None:
    made = api.start("answer", question="a")
    assert api.post(f"runs/{made['id']}/cancel")["state"] == "cancelled"
    assert api.post(f"runs/{made['id']}/cancel")["state"] == "cancelled"


def test_the_first_answer_holds_and_the_second_is_told_so(api: Api) -> None:
    made = api.start("ask", question="Pay 90 euro back?")
    world.work()
    [wait] = api.get(made["id"])["waits"]
    assert (wait["kind"], wait["asks"], wait["question"]) == ("approval", "approve", "Pay 90 euro back?")
    assert api.post(f"runs/{made['id']}/approve", {}, 400)["error"]["field"] == "approved"
    api.post(f"runs/{made['id']}/approve", {"approved": True, "note": "fine"})
    again = {"approved": False, "wait": wait["id"]}
    assert api.post(f"runs/{made['id']}/approve", again, 409)["error"]["code"] == "answered"
    world.work()
    assert api.get(made["id"])["output"].startswith("True by key shop (")
    assert api.post(f"runs/{made['id']}/approve", {"approved": True}, 409)["error"]["code"] == "nothing_to_approve"


def test_runs_of_another_project_are_not_there(api: Api) -> None:
    made = api.start("ask", question="a")
    world.work()
    other = Api(people.project("other"))
    other.get(made["id"], 404)
    for act in ("cancel", "approve"):
        assert other.post(f"runs/{made['id']}/{act}", {}, 404)["error"]["code"] == "unknown_run"
    assert api.get(made["id"])["state"] == "waiting"


def test_a_wait_of_another_run_is_not_answered_through_this_one(api: Api) -> None:
    mine, other = (api.start("ask", question=each) for each in "ab")
    world.work()
    [wait] = api.get(other["id"])["waits"]
    for wanted in (wait["id"], -1, "x", 2**64 - 1):
        sent = {"approved": True, "wait": wanted}
        assert api.post(f"runs/{mine['id']}/approve", sent, 404)["error"]["field"] == "wait"


def test_a_person_says_what_became_of_a_step_that_was_lost(api: Api) -> None:
    made = api.start("buy", cents=5)
    Run.objects.update(fence=1)
    Attempt.objects.create(
        project_id=Run.objects.get().project_id, run_id=made["id"], step_key="charge", fence=1, rung="primary",
        outcome="lost",
    )  # fmt: skip
    world.work()
    [wait] = api.get(made["id"])["waits"]
    assert wait["asks"] == "outcome"
    assert api.post(f"runs/{made['id']}/approve", {"choice": "maybe"}, 400)["error"]["field"] == "choice"
    api.post(f"runs/{made['id']}/approve", {"choice": "done", "value": "charged 5"})
    world.work()
    assert (api.get(made["id"])["output"], flows.done["charge"]) == ("charged 5", 0)


def test_every_field_of_the_contract_is_in_the_document_and_in_the_answer(api: Api) -> None:
    said = ["id", "workflow", "state", "trace_id", "output", "error", "cost_usd", "uncertain_usd"]
    documented = openapi.document()["components"]["schemas"]["ManagedRun"]["properties"]
    assert set(said) <= set(documented)
    assert set(api.start("answer", question="a")) == set(documented)


def test_the_calls_of_the_contract_are_in_the_document() -> None:
    paths = openapi.document()["paths"]
    calls = {(path, method) for path, item in paths.items() for method in item if "run" in item[method]["operationId"]}
    one = "/api/v1/runs/{run_id}"
    wanted = {
        ("/api/v1/workflows/{key}/runs", "post"),
        (one, "get"),
        (f"{one}/cancel", "post"),
        (f"{one}/approve", "post"),
    }
    assert wanted <= calls
