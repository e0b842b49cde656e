from typing import Any

import pytest

from tests.factories import SECOND_NS, T0_NS, llm, span, trace
from tests.traces.api.calling import Caller

URL = "/api/v1/traces"
CONTRACT = {
    "trace_id", "name", "workflow", "start", "duration_ms", "status", "span_count", "error_count", "input_tokens",
    "output_tokens", "cost_usd", "unpriced_calls", "models", "user", "session", "outcome", "settled",
}  # fmt: skip


def test_a_trace_is_told_with_the_fields_of_the_contract(shop: Caller) -> None:
    spans = trace(12, session="s1", user="u1")
    shop.store(*spans)
    answer = shop.get(URL).json()
    [row] = answer["results"]
    assert set(row) == CONTRACT
    assert row == {
        "trace_id": spans[0].trace_id.hex(),
        "name": "answer",
        "workflow": "shop answer",
        "start": "2026-09-21T14:13:20.000000Z",
        "duration_ms": 1000.0,
        "status": "ok",
        "span_count": 12,
        "error_count": 0,
        "input_tokens": 600,
        "output_tokens": 120,
        "cost_usd": "0.060000000",
        "unpriced_calls": 0,
        "models": ["gpt-4o"],
        "user": "u1",
        "session": "s1",
        "outcome": None,
        "settled": False,
    }
    assert answer["next"] is None


def test_without_a_price_the_cost_is_null_and_never_zero(shop: Caller) -> None:
    shop.store(llm(cost_nanousd=None, price_id=None, cost_source=None))
    [row] = shop.get(URL).json()["results"]
    assert (row["cost_usd"], row["unpriced_calls"]) == (None, 1)


def test_pages_follow_the_cursor(shop: Caller) -> None:
    shop.store(*(span(start_ns=T0_NS + n * SECOND_NS) for n in range(5)))
    first = shop.get(URL, {"limit": 3}).json()
    second = shop.get(URL, {"limit": 3, "cursor": first["next"]}).json()
    starts = [row["start"] for row in first["results"] + second["results"]]
    assert len(set(starts)) == 5
    assert starts == sorted(starts, reverse=True)
    assert second["next"] is None


GIVEN = [
    {"from": "2026-09-21T14:13:20Z", "to": "2026-09-21T14:13:21Z"},
    {"workflow": "billing"},
    {"status": "error"},
    {"kind": "llm"},
    {"model": "o3"},
    {"provider": "openai"},
    {"user": "ann"},
    {"session": "s 1"},
    {"min_duration_ms": "1000"},
    {"tag.region": "eu"},
    {"tag.region": "eu", "tag.env": "prod", "model": "o3", "status": "error", "sort": "-cost"},
]


@pytest.mark.parametrize("parameters", GIVEN, ids=",".join)
def test_every_filter_of_the_contract(shop: Caller, parameters: dict[str, str]) -> None:
    shop.store(
        llm(
            name="wanted", workflow="billing", status="error", model="o3", user="ann", session="s 1",
            tags={"region": "eu", "env": "prod"},
        ),
        span(name="other", start_ns=T0_NS + 9 * SECOND_NS, end_ns=T0_NS + 9 * SECOND_NS + 1, tags={"region": "us"}),
    )  # fmt: skip
    assert [row["name"] for row in shop.get(URL, parameters).json()["results"]] == ["wanted"]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"page_size": "1e9"}, "page_size"),
    ({"limit": "1e9"}, "limit"),
    ({"limit": "0"}, "limit"),
    ({"limit": "501"}, "limit"),
    ({"limit": "-1"}, "limit"),
    ({"sort": "password"}, "sort"),
    ({"sort": "start; DROP TABLE trace"}, "sort"),
    ({"project__api_keys__secret__startswith": "a"}, "project__api_keys__secret__startswith"),
    ({"project_id": "2"}, "project_id"),
    ({"workflow__regex": "(a+)+$"}, "workflow__regex"),
    ({"format": "csv"}, "format"),
    ({"status": "(a+)+$"}, "status"),
    ({"kind": "%"}, "kind"),
    ({"q": " OR ".join(["a"] * 10_000)}, "q"),
    ({"q": "a\0b"}, "q"),
    ({"user": "u" * 201}, "user"),
    ({"from": "yesterday"}, "from"),
    ({"to": "2026-99-99"}, "to"),
    ({"from": "2026-09-22T00:00:00Z", "to": "2026-09-21T00:00:00Z"}, "to"),
    ({"from": "9999-12-31T23:59:59-12:00"}, "from"),
    ({"min_duration_ms": "-5"}, "min_duration_ms"),
    ({"min_duration_ms": "1e999"}, "min_duration_ms"),
    ({"min_duration_ms": "NaN"}, "min_duration_ms"),
    ({"cursor": "AAAA"}, "cursor"),
    ({"cursor": "../../etc/passwd"}, "cursor"),
    ({"cursor": "é"}, "cursor"),
    ({"tag.": "x"}, "tag."),
    ({"tag." + "n" * 300: "x"}, ("tag." + "n" * 300)[:100]),
    ({f"tag.t{n}": "x" for n in range(11)}, "tag.t10"),
    ({"workflow": ["a", "b"]}, "workflow"),
    ({"__proto__": "x"}, "__proto__"),
]


@pytest.mark.parametrize(("parameters", "field"), REFUSED, ids=lambda each: str(each)[:40])
def test_a_hostile_or_wrong_parameter_is_400_and_named(shop: Caller, parameters: dict[str, Any], field: str) -> None:
    answer = shop.get(URL, parameters)
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize("text", ["%", "_", "' OR 1=1 --", "(a+)+$", "\\", "a:*|b", "{direction}", "%(project_id)s"])
def test_text_of_a_filter_is_text_whatever_it_looks_like(shop: Caller, text: str) -> None:
    shop.store(span(name="innocent", user="ann", workflow="w"))
    for name in ("q", "user", "workflow", "model", "session", "tag.region"):
        answer = shop.get(URL, {name: text})
        assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_only_a_key_with_the_scope_read_reads(shop: Caller) -> None:
    assert shop.get(URL, key=shop.ingest_key).status_code == 403
    assert shop.get(URL, key="aio_test_nothing").status_code == 401
    assert shop.get(URL, {"api_key": shop.read_key}, key="").status_code == 401
    assert shop.get(URL, key=shop.ingest_key).json()["error"]["code"] == "scope_missing"


def test_a_key_reads_its_own_project_only(shop: Caller, bank: Caller) -> None:
    mine, theirs = span(name="mine"), span(name="theirs", user="ann")
    theirs.trace_id = mine.trace_id
    shop.store(mine)
    bank.store(theirs)
    assert [row["name"] for row in shop.get(URL).json()["results"]] == ["mine"]
    assert shop.get(URL, {"user": "ann"}).json()["results"] == []
    assert [row["name"] for row in bank.get(URL).json()["results"]] == ["theirs"]


def test_reading_only_reads(shop: Caller) -> None:
    from django.test import Client

    client = Client(headers={"Authorization": f"Bearer {shop.read_key}"})
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)(URL)
        assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")
