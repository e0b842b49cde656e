"""POST /v1/logs: calls that only logs tell of are counted once and right, what was said shows on the span, the rest is
named."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.test import Client

from aiops.core.models import Project
from costs.store import catalogue
from tests import people
from tests.traces.api.otlp_json import START_NS, logs, record
from traces import semconv
from traces.settle import settle_ready
from traces.store import reader
from traces.types import StoredSpan, TraceDetail, TraceFilter

pytestmark = pytest.mark.django_db
Post = Callable[..., dict[str, Any]]
LATER_NS = START_NS + 3_600_000_000_000
IDS = ("ab" * 16, "cd" * 8)


@pytest.fixture
def shop() -> Project:
    catalogue.load_if_new()
    return people.project("shop")


@pytest.fixture
def post(shop: Project) -> Post:
    """Sends one body; answers what partial_success says, {} when it is unset."""
    key = people.key(shop, "ingest").text

    def send(body: Any, path: str = "/v1/logs") -> dict[str, Any]:
        answer = Client().post(path, orjson.dumps(body), "application/json", headers={"x-api-key": key})
        assert answer.status_code == 200, answer.content
        partial: dict[str, Any] = answer.json().get("partialSuccess", {})
        return partial

    return send


def details(shop: Project) -> list[TraceDetail]:
    rows = reader.list_traces(shop.id, TraceFilter(0, 2**62)).rows
    return [found for row in rows if (found := reader.trace(shop.id, row.trace_id))]


def stored(shop: Project) -> list[StoredSpan]:
    return [span for detail in details(shop) for span in detail.spans]


def claude(event: str = "api_request", **changed: Any) -> dict[str, Any]:
    """As Claude Code writes it: every value as text."""
    usual = {
        "event__name": event,
        "session__id": "s-1",
        "prompt__id": "p-1",
        "user__email": "ann@example.com",
        "user__id": "f00",
        "model": "claude-sonnet-4-5",
        "input_tokens": "100",
        "output_tokens": "50",
        "cache_read_tokens": "20000",
        "cache_creation_tokens": "1000",
        "cost_usd": "0.0108",
        "duration_ms": "2500",
        "request_id": "req_1",
    }
    return record(body=f"claude_code.{event}", **(usual | changed))


def test_a_request_of_claude_code_is_a_call_with_its_cache_added_once(post: Post, shop: Project) -> None:
    assert post(logs(claude(), service="claude-code", scope="com.anthropic.claude_code.events")) == {}
    [span] = stored(shop)
    assert (span.kind, span.source, span.convention, span.model) == ("llm", "log", "claude-code", "claude-sonnet-4-5")
    # 100 fresh + 20,000 read + 1,000 written
    assert (span.input_tokens, span.output_tokens, span.cache_read_tokens) == (21_100, 50, 20_000)
    # 100 x $3/M + 50 x $15/M + 20,000 x $0.30/M + 1,000 x $3.75/M
    assert (span.cost_nanousd, span.cost_reported_nanousd) == (300_000 + 750_000 + 6_000_000 + 3_750_000, 10_800_000)
    assert (span.session, span.user, span.workflow, span.status) == ("s-1", "ann@example.com", "claude-code", "ok")
    assert (span.end_ns, span.duration_ns) == (START_NS, 2_500_000_000)


def test_requests_of_one_prompt_are_one_trace_and_sent_again_they_are_the_same(post: Post, shop: Project) -> None:
    body = logs(claude(), claude(request_id="req_2"), claude(request_id="req_3", prompt__id="p-2"))
    post(body)
    post(body)
    assert sorted(len(detail.spans) for detail in details(shop)) == [1, 2]


def test_an_error_of_claude_code_is_a_failed_call_that_costs_nothing(post: Post, shop: Project) -> None:
    left = dict.fromkeys(("input_tokens", "output_tokens", "cache_read_tokens", "cache_creation_tokens", "cost_usd"))
    event = claude("api_error", **left, status_code="529", error="Overloaded", attempt="3")
    post(logs(event, scope="com.anthropic.claude_code.events"))
    [span] = stored(shop)
    assert (span.kind, span.status, span.error_type, span.attempt) == ("llm", "error", "529", 3)
    assert (span.input_tokens, span.cost_nanousd) == (None, None)


def test_gemini_cli_counts_thoughts_beside_the_output_and_the_cache_inside_the_input(post: Post, shop: Project) -> None:
    event = record(
        body="API response from gemini-2.5-pro.",
        event__name="gemini_cli.api_response",
        model="gemini-2.5-pro",
        input_token_count=1000,
        output_token_count=200,
        cached_content_token_count=800,
        thoughts_token_count=300,
        tool_token_count=50,
        duration_ms=1000,
        session__id="g-1",
    )
    post(logs(event, service="gemini-cli"))
    [span] = stored(shop)
    # 1,000 of the prompt + 50 of tools; 200 + 300 thoughts
    assert (span.input_tokens, span.cache_read_tokens, span.output_tokens, span.reasoning_tokens) == (
        1050,
        800,
        500,
        300,
    )
    assert (span.convention, span.session, span.model) == ("gemini-cli", "g-1", "gemini-2.5-pro")


def codex(name: str, **more: Any) -> dict[str, Any]:
    return record(event__name=name, conversation__id="c-1", model="gpt-5-codex", **more)


def test_codex_is_counted_by_the_end_of_a_stream_and_by_attempts_that_failed(post: Post, shop: Project) -> None:
    usage = {"input_token_count": "2006", "output_token_count": "300", "cached_token_count": 1920}
    answer = post(
        logs(
            codex("codex.api_request", http__response__status_code=200, duration_ms="900"),
            codex("codex.api_request", http__response__status_code=429, duration_ms="90", attempt=1),
            codex("codex.sse_event", event__kind="response.created", duration_ms="3"),
            codex("codex.sse_event", event__kind="response.completed", reasoning_token_count=120, **usage),
        )
    )
    spans = {span.status: span for span in stored(shop)}
    assert (spans["error"].error_type, spans["error"].attempt, spans["error"].input_tokens) == ("429", 1, None)
    done = spans["ok"]
    assert (done.input_tokens, done.cache_read_tokens, done.output_tokens, done.reasoning_tokens) == (
        2006,
        1920,
        300,
        120,
    )
    assert (len(stored(shop)), answer["rejectedLogRecords"]) == (2, "2")


@pytest.mark.parametrize("bad", ["NaN", "-5", "1e9", "12.5", "9" * 30])
def test_a_token_count_that_is_none_is_refused_and_never_billed(post: Post, shop: Project, bad: str) -> None:
    post(logs(claude(output_tokens=bad)))
    [span] = stored(shop)
    assert (span.output_tokens, "bad_tokens:output_tokens" in span.warnings) == (None, True)


def span_json(**attributes: Any) -> dict[str, Any]:
    """The span that the records of IDS are about."""
    from traces.otlp.export import attributes_json

    span = {
        "traceId": IDS[0],
        "spanId": IDS[1],
        "name": "chat gpt-4o",
        "startTimeUnixNano": str(START_NS),
        "endTimeUnixNano": str(START_NS + 2_000_000_000),
        "attributes": attributes_json({"gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o"} | attributes),
    }
    return {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}


SAID = logs(
    record("gen_ai.user.message", {"content": "Where is my order?"}, START_NS, IDS),
    record("gen_ai.choice", {"message": {"content": "On its way."}, "finish_reason": "stop"}, START_NS + 5_000, IDS),
)
USAGE = {"gen_ai.usage.input_tokens": 10, "gen_ai.usage.output_tokens": 2}


@pytest.mark.parametrize("logs_first", [True, False])
def test_what_was_said_in_logs_shows_on_the_span_whichever_comes_first(
    post: Post, shop: Project, logs_first: bool
) -> None:
    for path in ("/v1/logs", "/v1/traces") if logs_first else ("/v1/traces", "/v1/logs"):
        assert post(SAID if path == "/v1/logs" else span_json(**USAGE), path) == {}
    [detail] = details(shop)
    [span] = detail.spans
    body = reader.body(shop.id, span.trace_id, span.span_id)
    assert body is not None
    assert body == reader.bodies(shop.id, span.trace_id)[span.span_id]
    content = semconv.content(body)
    assert [message.text for message in content.input + content.output] == ["Where is my order?", "On its way."]
    assert (detail.row.span_count, detail.row.input_tokens, span.name) == (1, 10, "chat gpt-4o")


def test_supplements_are_no_spans_once_settled_either_and_sent_again_add_nothing(post: Post, shop: Project) -> None:
    for _ in range(2):
        post(SAID)
        post(span_json(**USAGE), "/v1/traces")
    assert settle_ready(shop.id, LATER_NS) == 1
    [detail] = details(shop)
    row = detail.row
    assert (row.settled, row.span_count, row.call_count, row.input_tokens, row.name) == (True, 1, 1, 10, "chat gpt-4o")
    assert (row.start_ns, row.duration_ns, row.has_root) == (START_NS, 2_000_000_000, True)
    body = reader.body(shop.id, row.trace_id, bytes.fromhex(IDS[1]))
    assert body is not None
    assert len(body.events) == 2


@pytest.mark.parametrize("settled_between", [True, False])
def test_a_trace_is_found_by_what_was_said_in_its_logs(post: Post, shop: Project, settled_between: bool) -> None:
    post(span_json(**USAGE), "/v1/traces")
    if settled_between:
        settle_ready(shop.id, LATER_NS)
    post(SAID)
    settle_ready(shop.id, LATER_NS)
    found = [len(reader.list_traces(shop.id, TraceFilter(0, 2**62, q=q)).rows) for q in ("order", "way", "refund")]
    assert found == [1, 0, 0]  # what was asked, not what was answered


def test_records_of_a_span_that_never_comes_can_be_read(post: Post, shop: Project) -> None:
    post(SAID)
    assert settle_ready(shop.id, LATER_NS) == 1
    [detail] = details(shop)
    [span] = detail.spans
    assert (span.source, detail.row.name, detail.row.span_count) == ("log", "gen_ai.user.message", 1)


def test_a_usage_event_about_a_span_counts_where_the_span_tells_no_tokens(post: Post, shop: Project) -> None:
    key = people.key(shop, "ingest").text
    event = {
        "event_id": "e", "timestamp": "2026-01-01T00:00:00Z", "workflow": "w", "provider": "openai", "model": "gpt-4o",
        "input_tokens": 1000, "output_tokens": 0, "trace_id": IDS[0], "span_id": IDS[1],
    }  # fmt: skip
    from traces.api.shapes import time_text

    event["timestamp"] = time_text(START_NS)
    for attributes in ({}, USAGE):
        post(span_json(**attributes), "/v1/traces")
        answer = Client().post(
            "/api/v1/usage", orjson.dumps({"events": [event]}), "application/json", headers={"x-api-key": key}
        )
        assert answer.status_code == 200
    settle_ready(shop.id, LATER_NS)
    [detail] = details(shop)
    assert (detail.row.input_tokens, {span.source for span in detail.spans}) == (1000, {"span", "event"})


def test_what_tells_of_no_call_is_named_and_counted(post: Post, shop: Project) -> None:
    answer = post(
        logs(record("session.start"), record(body="plain text"), claude("user_prompt"), record("gen_ai.choice"))
    )
    assert answer["rejectedLogRecords"] == "4"
    for name in ("session.start", "(no event name)", "user_prompt", "gen_ai.choice"):
        assert f"{name} x 1" in answer["errorMessage"]
    assert stored(shop) == []


def test_a_record_with_an_id_of_the_wrong_length_costs_itself_alone(post: Post, shop: Project) -> None:
    answer = post(logs(record("gen_ai.choice", ids=("abcd", IDS[1])), claude()))
    assert (answer["rejectedLogRecords"], len(stored(shop))) == ("1", 1)
    assert "traceId" in answer["errorMessage"]


def test_secrets_in_what_was_said_are_not_stored(post: Post, shop: Project) -> None:
    post(logs(record("gen_ai.user.message", {"content": "key sk-proj-" + "a1B2" * 12}, START_NS, IDS)))
    body = reader.body(shop.id, bytes.fromhex(IDS[0]), bytes.fromhex(IDS[1]))
    assert body is not None
    assert body.events[0].attributes["body"]["content"].startswith("key [redacted:")
