"""The page of a project without traces: somebody whose first request fails learns it there, in words."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from aiops.core.models import ApiKey, Membership, Project, User
from tests import people
from tests.factories import batch, span
from traces.ingest.write import write
from traces.store import counts, partitions
from traces.views.health_words import words

pytestmark = pytest.mark.django_db
LIST = "/p/harbour/traces/"
OLD_NS = 10**18  # 2001


@pytest.fixture(autouse=True)
def _fresh_partitions() -> Iterator[None]:
    partitions.forget()
    yield
    partitions.forget()


@pytest.fixture
def project() -> Project:
    return people.project("harbour")


@pytest.fixture
def viewer(client: Client, project: Project) -> Client:
    user = User.objects.create_user("viewer@example.org")
    Membership.objects.create(project=project, user=user)
    client.force_login(user)
    return client


def send(key: str, body: bytes, content_type: str = "application/json") -> int:
    client = Client(headers={"x-api-key": key, "User-Agent": "my-exporter"})
    return client.post("/v1/traces", body, content_type=content_type).status_code


def waits(client: Client) -> Any:
    return client.get(LIST, headers={"HX-Request": "true"})


def test_a_request_that_was_refused_whole_is_shown_while_the_page_waits(viewer: Client, project: Project) -> None:
    assert send(people.key(project).text, b"hello", "text/plain") == 415
    answer = waits(viewer)
    assert answer["X-Still-Waiting"] == "1"
    said = answer.content.decode()
    assert "Neither protobuf nor JSON" in said
    assert "1 request of my-exporter" in said
    assert "Set the exporter’s protocol" in said


def test_spans_that_were_refused_are_shown_on_the_page_itself(viewer: Client, project: Project) -> None:
    write(batch([span(start_ns=OLD_NS, end_ns=OLD_NS)], project.pk, time.time_ns(), client="<b>otel</b>"))
    said = viewer.get(LIST).content.decode()
    assert words("rejected.too_old")[1] in said
    assert "1 span of &lt;b&gt;otel&lt;/b&gt;" in said


def test_the_latest_refusal_stands_first(viewer: Client, project: Project) -> None:
    now_ns = time.time_ns()
    counts.record_refused_request(project.pk, now_ns - 600 * 10**9, "a", "too_large")
    counts.record_refused_request(project.pk, now_ns, "a", "unreadable")
    said = waits(viewer).content.decode()
    assert said.index("Not readable") < said.index("Too large")


def test_refusals_of_another_project_are_not_shown(viewer: Client, project: Project) -> None:
    other = people.project("other")
    assert send(people.key(other).text, b"hello", "text/plain") == 415
    assert "refused" not in waits(viewer).content.decode()


def test_a_wrong_key_shows_nowhere_but_that_no_key_was_used_does(viewer: Client, project: Project) -> None:
    right = people.key(project).text
    wrong = f"{right[:-4]}{'0000' if right[-4:] != '0000' else '1111'}"
    assert send(wrong, b"{}") == 401
    assert "Nobody has used a key of this project yet." in waits(viewer).content.decode()


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        ({"scopes": ["read"]}, 403, "it may not send: it holds read, not ingest"),
        ({"expires_at": "past"}, 401, "it has expired"),
        ({"revoked_at": "past"}, 401, "it was revoked"),
    ],
)
def test_a_key_that_may_not_send_is_named_with_the_reason(
    viewer: Client, project: Project, change: dict[str, Any], status: int, reason: str
) -> None:
    key = people.key(project)
    values = {name: timezone.now() if value == "past" else value for name, value in change.items()}
    ApiKey.objects.filter(pk=key.row.pk).update(**values)
    assert send(key.text, b"{}") == status
    said = waits(viewer).content.decode()
    assert key.row.key_id in said
    assert reason in said
    assert key.text not in said


def test_a_key_that_was_used_but_brought_nothing(viewer: Client, project: Project) -> None:
    assert send(people.key(project).text, b"{}") == 200
    assert "but brought no span" in waits(viewer).content.decode()


def test_before_there_is_a_key_nothing_is_said_of_keys(viewer: Client) -> None:
    assert waits(viewer).content.decode().strip() == ""


def test_once_there_is_a_trace_the_wait_is_over(viewer: Client, project: Project) -> None:
    now_ns = time.time_ns()
    write(batch([span(start_ns=now_ns - 10**9, end_ns=now_ns)], project.pk, now_ns))
    assert "X-Still-Waiting" not in waits(viewer)
