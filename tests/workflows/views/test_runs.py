"""Pages of runs: what they say, who may do what, and that an answer counts once."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from aiops.core.models import AuditEntry, Project
from tests import people
from tests.workflows.engine import flows, world
from tests.workflows.engine.conftest import fresh
from workflows.engine import control
from workflows.models import Run, Wait

__all__ = ["fresh"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def member(shop: Project, client: Client) -> Client:
    client.force_login(people.person("ann@example.com", role="member", of=shop))
    return client


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(f"/p/shop/{path}")
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def act(client: Client, path: str, **data: Any) -> str:
    answer = client.post(f"/p/shop/runs/{path}/", data)
    assert answer.status_code == 302
    return str(answer["Location"])


def started(shop: Project, name: str, **given: Any) -> UUID:
    run_id = control.start(shop.pk, name, given).run_id
    world.work()
    return run_id


def test_the_list_says_what_became_of_the_runs(shop: Project, member: Client) -> None:
    started(shop, "answer", question="a")
    started(shop, "ask", question="b")
    shown = page(member, "runs/")
    assert "<strong>1 of 2 runs succeeded</strong>; 1 waits." in shown
    assert "1 question waits for a person" in shown
    assert "1 of 1 run succeeded" in page(member, "runs/?workflow=answer")
    assert "None fits the filter" in page(member, "runs/?state=dead")


def test_a_filter_that_cannot_be_read_is_refused_in_words(shop: Project, member: Client) -> None:
    assert "state: " in page(member, "runs/?state=none", 400)
    assert "before: " in page(member, "runs/?before=x", 400)


def test_older_runs_are_a_page_away(shop: Project, member: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.store.shown_runs.SHOWN", 2)
    ids = [started(shop, "answer", question=str(number)) for number in range(3)]
    assert f"before={ids[1]}" in page(member, "runs/")
    older = page(member, f"runs/?before={ids[1]}")
    assert [f"/runs/{each}/" in older for each in ids] == [True, False, False]


def test_a_runs_page_shows_its_steps_and_leads_to_its_trace(shop: Project, member: Client) -> None:
    run_id = started(shop, "answer", question="<b>refund</b>")
    shown = page(member, f"runs/{run_id}/")
    for words in ("find", "write", "nothing found", f"/p/shop/traces/{run_id.hex}/", "&lt;B&gt;REFUND&lt;/B&gt;"):
        assert words in shown
    assert "<b>refund" not in shown


def test_a_run_that_goes_on_refreshes_its_page_when_something_changed(shop: Project, member: Client) -> None:
    run_id = started(shop, "ask", question="a")
    facts = member.get(f"/p/shop/runs/{run_id}/state/", {"seen": "waiting-1-0-0"})
    assert (facts.status_code, facts.headers.get("HX-Refresh")) == (200, None)
    control.cancel(shop.pk, run_id)
    assert member.get(f"/p/shop/runs/{run_id}/state/", {"seen": "waiting-1-0-0"})["HX-Refresh"] == "true"


def test_a_run_is_started_by_hand(shop: Project, member: Client) -> None:
    assert "answer" in page(member, "runs/start/")
    assert "&quot;question&quot;: &quot;&quot;" in page(member, "runs/start/?workflow=answer")
    page(member, "runs/start/?workflow=nothing", 404)
    form = {"workflow": "answer", "input": '{"question": "refund"}', "idempotency_key": "k"}
    where = act(member, "start", **form)
    assert act(member, "start", **form) == where
    assert Run.objects.get().started_by == "ann@example.com"
    assert AuditEntry.objects.filter(action="run.started", project=shop).count() == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("{", "Enter a valid JSON."),
        ("{}", "question: This is missing."),
        ('{"question": "a", "more": 1}', "more: answer does not take this"),
        ("[]", "The input is an object"),
    ],
)
def test_an_input_that_cannot_be_run_is_refused_beside_its_field(
    shop: Project, member: Client, given: str, words: str
) -> None:
    answer = member.post("/p/shop/runs/start/", {"workflow": "answer", "input": given})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Run.objects.exists()


def test_cancelling_asks_first(shop: Project, member: Client) -> None:
    run_id = started(shop, "ask", question="a")
    assert "Cancel this run?" in page(member, f"runs/{run_id}/cancel/")
    act(member, f"{run_id}/cancel")
    assert world.state(run_id).cancelled_by == "ann@example.com"


def test_a_fork_and_a_replay_are_new_runs(shop: Project, member: Client) -> None:
    run_id = started(shop, "answer", question="a")
    fork = act(member, f"{run_id}/fork", from_step="write").split("/")[-2]
    replay = act(member, f"{run_id}/replay").split("/")[-2]
    world.work()
    assert flows.done == {"find": 2, "write": 3}
    assert [Run.objects.get(pk=each).dry_run for each in (fork, replay)] == [False, True]
    assert f"/p/shop/runs/{fork}/" in page(member, f"runs/{run_id}/")
    assert act(member, f"{run_id}/fork", from_step="nothing").endswith(f"{run_id}/")
    assert "The run did not get to this step" in page(member, f"runs/{run_id}/")


def test_a_run_that_ended_badly_is_driven_again(shop: Project, member: Client) -> None:
    flows.hooks["write"] = lambda: 1 / 0
    run_id = started(shop, "answer", question="a")
    assert "ZeroDivisionError" in page(member, f"runs/{run_id}/")
    flows.hooks.clear()
    act(member, f"{run_id}/redrive")
    world.work()
    assert world.state(run_id).state == "succeeded"


def test_the_first_answer_holds_and_the_second_is_told_so(shop: Project, member: Client) -> None:
    run_id = started(shop, "ask", question="Pay 90 euro back?")
    assert "Pay 90 euro back?" in page(member, "runs/approvals/")
    wait = Wait.objects.get()
    act(member, f"approvals/{wait.pk}", decision="approve", note="fine")
    second = Client()
    second.force_login(people.person("bob@example.com", role="member", of=shop))
    act(second, f"approvals/{wait.pk}", decision="decline")
    assert "ann@example.com answered before you; that answer holds." in page(second, "runs/approvals/")
    world.work()
    assert world.said(run_id) == ("succeeded", "True by ann@example.com: fine")
    assert AuditEntry.objects.filter(action="run.answered").count() == 1


def test_an_answer_without_a_decision_is_refused(shop: Project, member: Client) -> None:
    started(shop, "ask", question="a")
    act(member, f"approvals/{Wait.objects.get().pk}")
    assert Wait.objects.get().state == "open"


def test_a_link_answers_once_without_signing_in(shop: Project) -> None:
    run_id = started(shop, "ask", question="<i>Pay?</i>")
    [wait] = control.open_waits(shop.pk, run_id)
    somebody = Client()
    shown = somebody.get(f"/approve/{wait.token}/")
    assert (shown.status_code, b"&lt;i&gt;Pay?" in shown.content) == (200, True)
    assert somebody.post(f"/approve/{wait.token}/").status_code == 400
    assert b"Your answer holds" in somebody.post(f"/approve/{wait.token}/", {"decision": "approve"}).content
    late = somebody.post(f"/approve/{wait.token}/", {"decision": "decline"})
    assert (late.status_code, b"approval link answered before you" in late.content) == (410, True)
    assert somebody.get(f"/approve/{wait.token[:-1]}x/").status_code == 404
    assert Wait.objects.get().answer == {"approved": True, "note": ""}


def test_a_link_that_expired_or_is_no_longer_wanted_says_so(shop: Project) -> None:
    run_id = started(shop, "ask", question="a")
    [wait] = control.open_waits(shop.pk, run_id)
    Wait.objects.update(expires_at="2020-01-01T00:00:00Z")
    late = Client().post(f"/approve/{wait.token}/", {"decision": "approve"})
    assert (late.status_code, b"The time for this answer is over" in late.content) == (410, True)
    control.cancel(shop.pk, run_id)
    assert b"no longer asks" in Client().get(f"/approve/{wait.token}/").content


def test_a_link_takes_no_post_from_elsewhere(shop: Project) -> None:
    [wait] = control.open_waits(shop.pk, started(shop, "ask", question="a"))
    assert Client(enforce_csrf_checks=True).post(f"/approve/{wait.token}/", {"decision": "approve"}).status_code == 403


def test_what_waits_in_the_queue_is_said(shop: Project, member: Client) -> None:
    assert "No run stands in the queue." in page(member, "runs/queue/")
    control.start(shop.pk, "answer", {"question": "a"})
    started_ = control.start(people.project("other").pk, "ask", {"question": "b"})
    shown = page(member, "runs/queue/")
    assert "<strong>1 run</strong> is ready to begin" in shown
    assert str(started_.run_id) not in shown
    Run.objects.update(available_at="2026-01-01T00:00:00Z")
    assert "is a worker there" in page(member, "runs/queue/")


def test_runs_of_another_project_are_not_found(shop: Project, member: Client) -> None:
    run_id = started(people.project("other"), "ask", question="a")
    page(member, f"runs/{run_id}/", 404)
    assert member.post(f"/p/shop/runs/{run_id}/cancel/").status_code == 404
    assert member.post(f"/p/shop/runs/approvals/{Wait.objects.get().pk}/", {"decision": "approve"}).status_code == 404
    assert Wait.objects.get().state == "open"
