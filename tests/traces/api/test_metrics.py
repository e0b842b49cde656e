"""POST /v1/metrics: tokens that nothing else tells of are counted once, whole and never as a long call."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test import Client

from aiops.core.models import Project
from costs.store import catalogue
from tests import people
from tests.traces.api.otlp_json import START_NS, logs, metrics, point, record
from traces.store import reader, tellers
from traces.types import StoredSpan, TraceFilter

pytestmark = pytest.mark.django_db
Post = Callable[..., dict[str, Any]]
MINUTE_NS = 60_000_000_000
DAY_NS = 24 * 60 * MINUTE_NS


@pytest.fixture
def shop() -> Project:
    catalogue.load_if_new()
    return people.project("shop")


@pytest.fixture
def post(shop: Project) -> Post:
    """Sends one body; answers what partial_success says, {} when it is unset."""
    key = people.key(shop, "ingest").text

    def send(body: Any, path: str = "/v1/metrics") -> dict[str, Any]:
        answer = Client().post(path, orjson.dumps(body), "application/json", headers={"x-api-key": key})
        assert answer.status_code == 200, answer.content
        partial: dict[str, Any] = answer.json().get("partialSuccess", {})
        return partial

    return send


def stored(shop: Project) -> list[StoredSpan]:
    rows = reader.list_traces(shop.id, TraceFilter(0, 2**62)).rows
    found = (reader.trace(shop.id, row.trace_id) for row in rows)
    return [span for detail in found if detail for span in detail.spans]


def tokens(shop: Project) -> tuple[int, int]:
    found = stored(shop)
    return sum(span.input_tokens or 0 for span in found), sum(span.output_tokens or 0 for span in found)


def claude(service: str = "claude-code", **amounts: int) -> dict[str, Any]:
    given: dict[str, Any] = {"model": "claude-sonnet-4-5", "session__id": "s-1"}
    points = [point(value, type=kind, **given) for kind, value in amounts.items()]
    return metrics(service, claude_code__token__usage=points, claude_code__cost__usage=[point(0.5, **given)])


def test_the_counters_of_claude_code_become_one_row_with_its_cache_added_once(post: Post, shop: Project) -> None:
    assert post(claude(input=100, output=50, cacheRead=20_000, cacheCreation=1_000)) == {}
    [span] = stored(shop)
    assert (span.source, span.kind, span.convention, span.workflow) == ("metric", "llm", "claude-code", "claude-code")
    assert (span.input_tokens, span.output_tokens, span.cache_read_tokens) == (21_100, 50, 20_000)
    assert (span.session, span.cost_reported_nanousd) == ("s-1", 500_000_000)
    # 100 x $3/M + 50 x $15/M + 20,000 x $0.30/M + 1,000 x $3.75/M
    assert span.cost_nanousd == 300_000 + 750_000 + 6_000_000 + 3_750_000


def test_the_same_export_twice_counts_once(post: Post, shop: Project) -> None:
    for temporality in (1, 2):
        body = metrics(f"s{temporality}", temporality, gen_ai__client__token__usage=[genai(7, "input")])
        post(body)
        post(body)
    assert tokens(shop) == (14, 0)


def genai(value: int, kind: str, **more: Any) -> dict[str, Any]:
    attributes = {"gen_ai__token__type": kind, "gen_ai__request__model": "gpt-4o", "gen_ai__provider__name": "openai"}
    return point(value, **(attributes | more))


def test_a_histogram_counts_by_its_sum(post: Post, shop: Project) -> None:
    points = [genai(0, "input"), genai(0, "output")]
    for each, total in zip(points, (1000, 200), strict=True):
        del each["asInt"]
        each |= {"sum": total, "count": "3", "bucketCounts": ["3"], "explicitBounds": []}
    post(metrics(kind="histogram", gen_ai__client__token__usage=points))
    [span] = stored(shop)
    assert (span.input_tokens, span.output_tokens, span.model, span.provider) == (1000, 200, "gpt-4o", "openai")


def test_cumulative_points_count_by_their_difference_and_a_restart_from_its_beginning(
    post: Post, shop: Project
) -> None:
    def send(value: int, minute: int, start: int = 0) -> None:
        times = {"at_ns": START_NS - 10 * MINUTE_NS + minute * MINUTE_NS, "start_ns": START_NS - 11 * MINUTE_NS + start}
        post(metrics(temporality=2, gen_ai__client__token__usage=[genai(value, "input", **times)]))

    send(100, 1)
    send(150, 2)
    send(150, 3)
    assert tokens(shop) == (150, 0)
    send(30, 4, start=3 * MINUTE_NS)
    assert tokens(shop) == (180, 0)


def test_an_old_series_that_is_new_to_us_counts_from_now_on(post: Post, shop: Project) -> None:
    def send(value: int, at_ns: int) -> dict[str, Any]:
        old = {"start_ns": START_NS - 9 * DAY_NS, "at_ns": at_ns}
        return post(metrics(temporality=2, gen_ai__client__token__usage=[genai(value, "input", **old)]))

    assert "counted from now on" in send(1_000_000, START_NS - MINUTE_NS)["errorMessage"]
    send(1_000_005, START_NS)
    assert tokens(shop) == (5, 0)


def test_where_logs_tell_the_tokens_metrics_do_not_count(post: Post, shop: Project) -> None:
    event = record(body="claude_code.api_request", model="claude-sonnet-4-5", input_tokens="9", output_tokens="1")
    post(logs(event, service="claude-code"), "/v1/logs")
    answer = post(claude(input=9, output=1))
    assert "told by spans, logs or events" in answer["errorMessage"]
    post(claude("another", input=5))
    assert tokens(shop) == (14, 1)


def test_what_was_left_out_while_logs_told_it_is_not_counted_later(post: Post, shop: Project) -> None:
    def send(value: int, minute: int) -> None:
        at = {"at_ns": START_NS - 10 * MINUTE_NS + minute * MINUTE_NS, "start_ns": START_NS - 11 * MINUTE_NS}
        post(metrics(temporality=2, gen_ai__client__token__usage=[genai(value, "input", **at)]))

    tellers.note(shop.id, START_NS, {("shop", "span")})
    send(100, 1)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM usage_told")
    send(103, 2)
    assert tokens(shop) == (3, 0)


def test_of_two_metrics_of_gemini_cli_its_own_counts(post: Post, shop: Project) -> None:
    own = [point(value, model="gemini-2.5-pro", type=kind) for kind, value in GEMINI.items()]
    general = [genai(1000, "input"), genai(200, "output")]
    answer = post(metrics("gemini-cli", gemini_cli__token__usage=own, gen_ai__client__token__usage=general))
    assert "the agent's own metric" in answer["errorMessage"]
    # 1,000 + 50 of tools; 200 + 300 thoughts
    assert tokens(shop) == (1050, 500)


GEMINI = {"input": 1000, "output": 200, "thought": 300, "cache": 800, "tool": 50}


def test_many_calls_together_are_not_priced_as_a_long_one(post: Post, shop: Project) -> None:
    post(claude(input=1_000_001, output=10))
    found = stored(shop)
    assert (tokens(shop), len(found)) == ((1_000_001, 10), 11)
    # $3/M up to 200,000 tokens of a call, $6/M above; $15/M out. Each of 11 parts is rounded by itself.
    assert sum(span.cost_nanousd or 0 for span in found) == 1_000_001 * 3_000 + 10 * 15_000


def test_other_metrics_are_named_and_bad_points_refused(post: Post, shop: Project) -> None:
    bad = [point(5, type="input"), {"timeUnixNano": "1"}, {"asInt": "x"}]
    answer = post(metrics(claude_code__token__usage=bad, claude_code__session__count=[point(1), point(2)]))
    assert answer["rejectedDataPoints"] == "4"
    assert "claude_code.session.count x 2" in answer["errorMessage"]
    assert tokens(shop) == (5, 0)


@pytest.mark.parametrize("value", [-5, 2**62, 10**13, 10**9 + 1])
def test_absurd_amounts_are_never_billed(post: Post, shop: Project, value: int) -> None:
    post(claude(output=value))
    assert tokens(shop) == (0, 0)


def test_a_sum_without_temporality_is_refused(post: Post) -> None:
    answer = post(metrics(temporality=0, claude_code__token__usage=[point(5, type="input")]))
    assert "aggregationTemporality" in answer["errorMessage"]
