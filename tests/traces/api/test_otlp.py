"""The door by itself: what is stored when it has answered, and what it answers when something is amiss."""

import gzip
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from aiops.core.models import Project
from tests import people
from tests.conformance.requests import add, request, spans_of
from tests.traces.otlp import wire
from tests.traces.redaction.secrets import SECRETS
from traces.store import reader

PROTOBUF = "application/x-protobuf"
HOUR_NS = 3_600_000_000_000
DAY_NS = 24 * HOUR_NS

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


@pytest.fixture
def post(shop: Project) -> Callable[..., Any]:
    return poster(shop)


def poster(project: Project, *scopes: str, **properties: Any) -> Callable[..., Any]:
    key = people.key(project, *scopes, **properties).text

    def send(made: ExportTraceServiceRequest | bytes, content_type: str = PROTOBUF, **headers: str) -> Any:
        body = made if isinstance(made, bytes) else made.SerializeToString()
        sent = {"Authorization": f"Bearer {key}"} | headers
        return Client().post("/v1/traces", body, content_type=content_type, headers=sent)

    return send


def partial(response: Any) -> Any:
    assert response.status_code == 200
    return ExportTraceServiceResponse.FromString(response.content).partial_success


def stored(project: Project, made: ExportTraceServiceRequest) -> list[bytes]:
    """The ids of the spans that a page would show of the request's trace, in order."""
    detail = reader.trace(project.pk, spans_of(made)[0].trace_id)
    return sorted(span.span_id for span in detail.spans) if detail else []


def counted(project: Project) -> Mapping[str, int]:
    now = time.time_ns()
    return reader.ingest_counts(project.pk, now - HOUR_NS, now + HOUR_NS).by_code


def test_what_was_answered_with_200_can_be_read(shop: Project, post: Callable[..., Any]) -> None:
    made = request(12)
    assert post(made).content == b""
    assert stored(shop, made) == sorted(span.span_id for span in spans_of(made))


def test_the_same_batch_three_times_is_stored_once(shop: Project, post: Callable[..., Any]) -> None:
    made = request(12)
    assert [post(made).content for _ in range(3)] == [b""] * 3
    assert len(stored(shop, made)) == 12


def test_a_known_id_with_another_body_is_reported_and_the_first_stays(post: Callable[..., Any], shop: Project) -> None:
    made = request(1)
    post(made)
    spans_of(made)[0].name = "another"
    answer = partial(post(made))
    assert (answer.rejected_spans, "another body" in answer.error_message) == (0, True)
    detail = reader.trace(shop.pk, spans_of(made)[0].trace_id)
    assert detail is not None
    assert [span.name for span in detail.spans] == ["step 0"]


def test_two_projects_may_use_the_same_ids(shop: Project) -> None:
    bank, made = people.project("bank"), request(3)
    poster(shop)(made)
    poster(bank)(made)
    assert stored(shop, made) == stored(bank, made)
    assert len(stored(bank, made)) == 3


def test_a_cycle_of_parents_is_stored(shop: Project, post: Callable[..., Any]) -> None:
    made = request(3)
    first, second, third = spans_of(made)
    first.parent_span_id, second.parent_span_id, third.parent_span_id = third.span_id, first.span_id, second.span_id
    assert post(made).content == b""
    assert len(stored(shop, made)) == 3


@pytest.mark.parametrize(
    ("shift_ns", "code", "mended_by"),
    [
        (-40 * DAY_NS, "too_old", "manage.py import"),
        (-10 * 365 * DAY_NS, "too_old", "manage.py import"),
        (2 * DAY_NS, "in_future", "check the sender's clock"),
        (10 * 365 * DAY_NS, "in_future", "check the sender's clock"),
    ],
)
def test_a_span_of_another_time_is_rejected_and_quarantined(
    shop: Project, post: Callable[..., Any], shift_ns: int, code: str, mended_by: str
) -> None:
    made = request(3)
    spans_of(made)[1].start_time_unix_nano += shift_ns
    spans_of(made)[1].end_time_unix_nano += shift_ns
    answer = partial(post(made))
    assert (answer.rejected_spans, len(stored(shop, made))) == (1, 2)
    assert [each.code for each in reader.quarantined(shop.pk)] == [code]
    assert mended_by in answer.error_message


@pytest.mark.parametrize("moment", [0, 2**64 - 1])
def test_the_ends_of_time_are_rejected(shop: Project, post: Callable[..., Any], moment: int) -> None:
    made = request(3)
    spans_of(made)[1].start_time_unix_nano = moment
    assert partial(post(made)).rejected_spans == 1
    assert len(stored(shop, made)) == 2


def test_an_end_of_2_to_the_64_costs_at_most_its_span(shop: Project, post: Callable[..., Any]) -> None:
    made = request(3)
    spans_of(made)[1].end_time_unix_nano = 2**64 - 1
    assert partial(post(made)).rejected_spans <= 1
    assert len(stored(shop, made)) >= 2


def test_a_rejected_span_is_quarantined_without_its_secrets(shop: Project, post: Callable[..., Any]) -> None:
    made = request(2)
    spans_of(made)[1].trace_id = b"short"
    spans_of(made)[1].name = f"with {SECRETS['openai_key']}"
    assert partial(post(made)).rejected_spans == 1
    (quarantined,) = reader.quarantined(shop.pk)
    assert quarantined.code == "bad_trace_id"
    assert SECRETS["openai_key"] not in repr(quarantined)


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_a_secret_reaches_no_column_and_no_body(shop: Project, post: Callable[..., Any], secret: str) -> None:
    made = request(1)
    span = spans_of(made)[0]
    span.name, span.status.message = f"call {secret}", secret
    for key in ("input.value", "user.id", "session.id", "gen_ai.request.model", "aiops.workflow"):
        add(span.attributes, key, secret)
    add(made.resource_spans[0].resource.attributes, "service.version", secret)
    post(made)
    detail = reader.trace(shop.pk, span.trace_id)
    assert detail is not None
    assert secret not in repr(detail) + repr(reader.bodies(shop.pk, span.trace_id))


def test_redaction_is_counted_by_rule(shop: Project, post: Callable[..., Any]) -> None:
    made = request(1)
    add(spans_of(made)[0].attributes, "input.value", SECRETS["openai_key"])
    post(made)
    assert counted(shop)["redacted.openai_key"] == 1


@pytest.mark.parametrize("tokens", [-5, 2**63 - 1, 1e308, float("nan"), float("inf"), "12", True], ids=str)
def test_absurd_token_counts_cost_nothing(shop: Project, post: Callable[..., Any], tokens: Any) -> None:
    made = request(1)
    span = spans_of(made)[0]
    del span.attributes[:]
    for key, value in (
        ("gen_ai.operation.name", "chat"),
        ("gen_ai.provider.name", "openai"),
        ("gen_ai.request.model", "gpt-4o"),
        ("gen_ai.usage.input_tokens", tokens),
        ("gen_ai.usage.output_tokens", tokens),
    ):
        add(span.attributes, key, value)
    assert partial(post(made)).rejected_spans == 0
    detail = reader.trace(shop.pk, span.trace_id)
    assert detail is not None
    (kept,) = detail.spans
    assert (kept.input_tokens, kept.output_tokens, kept.cost_nanousd) == (None, None, None)


@pytest.mark.parametrize(
    ("key", "size"),
    [("k" * 65536, 1), ("input.value", 10_000_000), ("z\u0300" * 50_000, 1)],
    ids=["key", "value", "zalgo"],
)
def test_what_is_too_large_is_cut_with_a_remark(shop: Project, post: Callable[..., Any], key: str, size: int) -> None:
    made = request(1)
    add(spans_of(made)[0].attributes, key, "x" * size)
    answer = partial(post(made))
    assert (answer.rejected_spans, "truncated" in answer.error_message) == (0, True)
    assert len(stored(shop, made)) == 1


def test_100_000_attributes_are_cut_with_a_remark(shop: Project, post: Callable[..., Any]) -> None:
    made = request(1)
    for number in range(100_000):
        add(spans_of(made)[0].attributes, f"k{number}", number)
    assert partial(post(made)).error_message == "Stored, with remarks: dropped_attributes x 98978."
    assert len(stored(shop, made)) == 1


def test_nul_and_bad_utf8_are_stored_replaced(shop: Project, post: Callable[..., Any]) -> None:
    made = request(2)
    good, bad = (span.SerializeToString() for span in spans_of(made))
    bad += wire.field(5, b"a\x00b\xff") + wire.attribute(b"a\x00\xff", wire.field(1, b"\x00\xff"))
    answer = partial(post(wire.request_of(good, bad)))
    assert answer.rejected_spans == 0
    detail = reader.trace(shop.pk, spans_of(made)[0].trace_id)
    assert detail is not None
    assert {span.name for span in detail.spans} == {"step 0", "a\ufffdb\ufffd"}


@pytest.mark.parametrize("scope", ["read", "outcomes", "run", "admin"])
def test_a_key_without_the_scope_is_403(shop: Project, scope: str) -> None:
    response = poster(shop, scope)(request())
    assert (response.status_code, response["Content-Type"]) == (403, PROTOBUF)
    assert Status.FromString(response.content).code == 7


def test_a_key_over_its_quota_is_429_with_a_short_wait(shop: Project) -> None:
    post = poster(shop, "ingest", requests_per_minute=1)
    post(request())
    response = post(request())
    assert (response.status_code, Status.FromString(response.content).code) == (429, 8)
    assert 1 <= int(response["Retry-After"]) <= 3


@contextmanager
def store_that_raises(error: Exception) -> Iterator[None]:
    """As a database that has gone away: every statement fails."""

    def fail(*_: Any) -> None:
        raise error

    with connection.execute_wrapper(fail):
        yield


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")], ids=repr)
@pytest.mark.parametrize("content_type", [PROTOBUF, "application/json"])
def test_a_store_that_is_away_is_503_and_to_be_tried_again(
    post: Callable[..., Any], error: Exception, content_type: str
) -> None:
    body = request().SerializeToString() if content_type == PROTOBUF else b"{}"
    with store_that_raises(error):
        response = post(body, content_type)
    assert (response.status_code, response["Content-Type"]) == (503, content_type)
    assert 1 <= int(response["Retry-After"]) <= 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    body=st.binary(max_size=300),
    content_type=st.sampled_from([PROTOBUF, "application/json", "text/plain"]),
    encoding=st.sampled_from(["", "gzip", "deflate", "zstd", "br", "\u2028"]),
)
def test_random_bytes_are_never_a_fault(
    post: Callable[..., Any], body: bytes, content_type: str, encoding: str
) -> None:
    assert post(body, content_type, **{"Content-Encoding": encoding}).status_code in {200, 400, 415}


def test_damaged_requests_are_never_a_fault(post: Callable[..., Any]) -> None:
    """A real request with random bytes replaced, by a seed that is shown when it fails."""
    seed = random.randrange(2**32)
    dice = random.Random(seed)
    for _ in range(60):
        body = bytearray(request(3).SerializeToString())
        for _ in range(dice.randint(1, 6)):
            body[dice.randrange(len(body))] = dice.randrange(256)
        zipped = dice.random() < 0.5
        headers = {"Content-Encoding": "gzip"} if zipped else {}
        response = post(gzip.compress(body) if zipped else bytes(body), **headers)
        assert response.status_code in {200, 400}, f"seed {seed}"


@pytest.mark.parametrize(
    ("body", "content_type", "headers", "code"),
    [
        (b"\xff\xff", PROTOBUF, {}, "request.unreadable"),
        (b"{", "application/json", {}, "request.unreadable"),
        (b"plain", PROTOBUF, {"Content-Encoding": "gzip"}, "request.unreadable"),
        (b"squeezed", PROTOBUF, {"Content-Encoding": "br"}, "request.unsupported_encoding"),
        (b"<xml/>", "text/xml", {}, "request.unsupported_media_type"),
    ],
)
def test_a_request_refused_whole_is_counted_for_its_project(
    shop: Project, post: Callable[..., Any], body: bytes, content_type: str, headers: dict[str, str], code: str
) -> None:
    assert post(body, content_type, **headers).status_code in {400, 415}
    now_ns = time.time_ns()
    assert reader.ingest_counts(shop.pk, now_ns - HOUR_NS, now_ns + HOUR_NS).by_code == {code: 1}
