"""Alive, ready, and what every client hears while the database is away."""

import json

import psycopg
import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped]
from pytest_django import DjangoAssertNumQueries

from aiops.core import health


def broken(_request: HttpRequest) -> HttpResponse:
    raise OperationalError("the connection is closed")


urlpatterns = [path(each, broken) for each in ("v1/traces", "api/v1/traces", "p/a/traces/")]
handler500 = "aiops.core.health.server_error"


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.django_db
def test_alive_asks_no_database(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_once_all_migrations_are_applied(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client: Client) -> None:
    [(_, newest)] = MigrationLoader(connection).graph.leaf_nodes("core")
    MigrationRecorder(connection).record_unapplied("core", newest)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")


@pytest.mark.parametrize("url", ["/healthz", "/readyz"])
def test_only_looking_is_allowed(client: Client, url: str) -> None:
    assert client.post(url).status_code == 405


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("url", "sent", "answered"),
    [
        ("/v1/traces", "application/x-protobuf", "application/x-protobuf"),
        ("/v1/traces", "application/json", "application/json"),
        ("/api/v1/traces", "application/json", "application/json"),
        ("/p/a/traces/", "text/html", "text/plain; charset=utf-8"),
    ],
)
@pytest.mark.django_db
def test_a_database_that_is_away_is_503_in_the_form_the_client_reads(
    client: Client, url: str, sent: str, answered: str
) -> None:
    answer = client.post(url, b"{}", content_type=sent)
    assert (answer.status_code, answer["Content-Type"]) == (503, answered)
    assert answer["Retry-After"] in {"1", "2", "3"}


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.django_db
def test_the_otlp_refusal_is_a_google_rpc_status(client: Client) -> None:
    answer = client.post("/v1/traces", b"{}", content_type="application/x-protobuf")
    assert Status.FromString(answer.content).code == 14  # UNAVAILABLE


def test_a_fault_outside_any_view_is_told_from_an_absent_database() -> None:
    """handler500 runs while the exception is being handled, as Django calls it."""
    request = RequestFactory().get("/api/v1/traces")
    statuses = []
    for exception in (OperationalError("gone"), ValueError("a fault")):
        try:
            raise exception
        except (OperationalError, ValueError):
            answer = health.server_error(request)
            statuses.append((answer.status_code, json.loads(answer.content)["error"]["code"]))
    assert statuses == [(503, "unavailable"), (500, "internal")]


def test_a_pool_that_waited_too_long_counts_as_an_absent_database() -> None:
    from psycopg_pool import PoolTimeout

    assert issubclass(PoolTimeout, psycopg.OperationalError)
