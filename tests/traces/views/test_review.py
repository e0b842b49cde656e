"""Failed runs are judged one after the other: the newest that nobody has judged, and what people said so far."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from aiops.core.models import Project
from tests import people
from tests.factories import SECOND_NS, T0_NS, batch, llm, trace_id
from traces import settle
from traces.ingest.write import write
from traces.store import scores
from traces.types import Score

pytestmark = pytest.mark.django_db
PAGE = "/p/shop/failures/review/"
TIME = {"from": "2026-09-21", "to": "2026-09-23"}
BROKEN: dict[str, Any] = {"status": "error", "error_type": "APIError", "signs": ["http:503"]}


@pytest.fixture
def shop() -> Project:
    """Runs 1 to 3 failed, the third of another workflow, the fourth went well; another project has one too."""
    shop, other = people.project("shop"), people.project("bank")
    for number in (1, 2, 3, 4):
        tell(shop, number, workflow="refund" if number == 3 else "answer", **({} if number == 4 else BROKEN))
    tell(other, 5, **BROKEN)
    return shop


def tell(project: Project, number: int, **fields: Any) -> None:
    at = T0_NS + number * SECOND_NS
    made = llm(trace_id=trace_id(number), name=f"chat {number}", start_ns=at, end_ns=at + 9, **fields)
    write(batch([made], project_id=project.pk))
    settle.settle_ready(project.pk, T0_NS + 3600 * SECOND_NS)


@pytest.fixture
def member(shop: Project, client: Client) -> Client:
    client.force_login(people.person("ann@example.org", of=shop, role="member"))
    return client


def page(client: Client, **query: str) -> str:
    answer = client.get(f"{PAGE}?{urlencode(TIME | query)}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def judge(client: Client, number: int, verdict: str, label: str = "", **query: str) -> str:
    path = f"/p/shop/traces/{trace_id(number).hex()}/judge/"
    answer = client.post(path, {"verdict": verdict, "label": label, "review": urlencode(TIME | query)}, follow=True)
    assert answer.redirect_chain == [(f"{PAGE}?{urlencode(TIME | query)}", 302)]
    return " ".join(answer.content.decode().split())


def test_who_judges_one_gets_the_next_until_none_is_left(member: Client) -> None:
    first = page(member)
    assert ("0 of 3 failed runs judged so far." in first, "chat 3" in first) == (True, True)
    assert "What its spans say: a service broke." in first
    second = judge(member, 3, "down", "rate limit")
    assert ("1 of 3 failed runs judged so far." in second, "chat 2" in second) == (True, True)
    judge(member, 2, "up")
    assert "No failed run of this time is left to judge." in judge(member, 1, "down", "rate limit")


def test_what_people_said_is_added_up_by_their_latest_word(member: Client, shop: Project) -> None:
    judge(member, 3, "up")
    judge(member, 3, "down", "rate limit")
    said = judge(member, 2, "down", "rate limit")
    row = said[said.index("Rate limit</th>") :]
    assert 'class="num">2<' in row[: row.index("</tr>")]
    assert "Nothing named" not in said[said.index("What people said") :]
    assert len(scores.of_trace(shop.pk, trace_id(3))) == 2


def test_one_that_is_skipped_is_not_shown_again(member: Client) -> None:
    skipped = trace_id(3).hex()
    assert "chat 2" in page(member, after=skipped)
    after = judge(member, 2, "up", after=skipped)
    assert "chat 1" in after
    assert "No more to judge behind those that were skipped." in page(member, after=trace_id(1).hex())


def test_one_workflow_alone(member: Client) -> None:
    found = page(member, workflow="answer")
    assert ("0 of 2 failed runs of answer judged so far." in found, "chat 2" in found) == (True, True)


def test_a_score_of_a_model_is_no_judgement(member: Client, shop: Project) -> None:
    judged = Score(trace_id(3), "m", None, "thumbs", None, "bad", "model", "", T0_NS)
    scores.store(shop.pk, [judged])
    assert "0 of 3 failed runs judged so far." in page(member)


def test_who_may_only_look_is_told_so(shop: Project, client: Client) -> None:
    client.force_login(people.person("eve@example.org", of=shop))
    found = page(client)
    assert ("Judging takes the role member." in found, 'name="verdict"' in found) == (True, False)


@pytest.mark.parametrize(
    ("query", "said"), [("after=nobody", "after is the id of a trace."), ("from=x&to=2026-09-22", "is not a time")]
)
def test_what_cannot_be_read_is_named(member: Client, query: str, said: str) -> None:
    answer = member.get(f"{PAGE}?{query}")
    assert (answer.status_code, said in answer.content.decode()) == (400, True)


def test_where_a_judgement_leads_to_stays_on_this_site(member: Client) -> None:
    path = f"/p/shop/traces/{trace_id(1).hex()}/judge/"
    answer = member.post(path, {"verdict": "up", "review": "https://evil.example/?a=1\r\nX: y"})
    assert answer["Location"].startswith(PAGE)
    assert "\r" not in answer["Location"]
