"""What the door answers to faults of the store and to requests of too many parts."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DataError, IntegrityError, InternalError, OperationalError, ProgrammingError
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped]

from aiops.core import bodies
from aiops.core.models import Project
from aiops.core.turns import Turns
from tests import people
from tests.conformance.requests import request
from tests.traces.api.test_otlp import poster, store_that_raises
from tests.traces.otlp import wire

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def post(shop: Project) -> Callable[..., Any]:
    return poster(shop)


@pytest.mark.parametrize("error", [OperationalError, ProgrammingError, InternalError])
def test_what_may_pass_is_to_be_sent_again(post: Callable[..., Any], error: type[Exception]) -> None:
    with store_that_raises(error("no")):
        response = post(request())
    assert response.status_code == 503
    assert 1 <= int(response["Retry-After"]) <= 3


@pytest.mark.parametrize("error", [DataError, IntegrityError])
def test_what_the_store_will_never_take_is_not_sent_for_ever(post: Callable[..., Any], error: type[Exception]) -> None:
    with store_that_raises(error("no")):
        response = post(request())
    assert (response.status_code, response.has_header("Retry-After")) == (500, False)
    assert "does not help" in Status.FromString(response.content).message


def test_a_schema_that_does_not_fit_is_said_to_be_the_reason(post: Callable[..., Any]) -> None:
    with store_that_raises(ProgrammingError("no such column")):
        response = post(request())
    assert "deploy" in Status.FromString(response.content).message


def test_more_spans_than_allowed_are_413_with_the_number(post: Callable[..., Any], settings: Any) -> None:
    settings.MAX_SPANS = 5
    assert post(request(5)).status_code == 200
    response = post(request(6))
    assert response.status_code == 413
    assert "more than 5 spans" in Status.FromString(response.content).message


def test_large_bodies_that_find_no_place_are_sent_away_at_once(
    post: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "large_bodies", Turns(wait_seconds=30.0, most_waiting=0))
    body = wire.request_of(wire.span(1, wire.attribute(b"k", wire.field(1, b"x" * bodies.SMALL_BYTES))))
    began = time.monotonic()
    with bodies.large_bodies.turn():
        response = post(body)
    assert (response.status_code, time.monotonic() - began < 10) == (503, True)
