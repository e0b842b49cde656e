"""Which names and schemes are answered to: doors take any name, pages only ours."""

from typing import Any

import pytest
from django.test import Client
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped]

from tests import people
from tests.conformance.requests import request

pytestmark = pytest.mark.django_db
PROTOBUF = "application/x-protobuf"


def send(host: str = "aiops:8000", **extra: Any) -> Any:
    key = people.key(people.project("shop"), "ingest").text
    body = request(3).SerializeToString()
    return Client().post(
        "/v1/traces", body, PROTOBUF, headers={"Authorization": f"Bearer {key}", "Host": host}, **extra
    )


@pytest.mark.parametrize("host", ["aiops:8000", "otel.example.internal", "a_b", "...", "[::"])
def test_spans_are_taken_whatever_the_host_is_called(host: str) -> None:
    assert send(host).status_code == 200


def test_the_api_answers_whatever_the_host_is_called() -> None:
    assert Client().get("/api/v1/traces", headers={"Host": "aiops:8000"}).status_code == 401


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_come_by_address(path: str) -> None:
    assert Client().get(path, headers={"Host": "10.1.2.3:8000"}).status_code == 200


def test_a_page_under_another_name_says_which_setting_allows_it() -> None:
    answer = Client().get("/accounts/login/", headers={"Host": "aiops:8000"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert "AIOPS_ALLOWED_HOSTS" in answer.content.decode()


def test_another_name_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    Client().get("/accounts/login/", headers={"Host": "aiops:8000"})
    (line,) = [record for record in caplog.records if record.name == "django.security.DisallowedHost"]
    assert "aiops:8000" in line.getMessage()
    assert line.exc_info is None


def test_plain_http_is_refused_by_a_door_in_its_own_words(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = send("testserver")
    assert (answer.status_code, answer["Content-Type"]) == (403, PROTOBUF)
    assert "https" in Status.FromString(answer.content).message


def test_https_is_taken_and_pages_are_redirected_to_it(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert send("testserver", secure=True).status_code == 200
    assert Client().get("/accounts/login/").status_code == 301
