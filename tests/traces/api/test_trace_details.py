import json
from typing import Any

import pytest

from tests.factories import T0_NS, llm, span, trace
from tests.traces.api.calling import Caller
from traces.types import Event

URL = "/api/v1/traces/"
SPAN_CONTRACT = {"attributes", "messages", "documents", "cost_usd", "price", "usage_counted", "usage_counted_why"}


def read(caller: Caller, trace_id: bytes) -> Any:
    return caller.get(URL + trace_id.hex()).json()


def test_a_trace_is_its_summary_and_its_spans(shop: Caller) -> None:
    spans = trace(12)
    shop.store(*spans)
    found = read(shop, spans[0].trace_id)
    assert (found["trace_id"], found["span_count"], len(found["spans"])) == (spans[0].trace_id.hex(), 12, 12)
    assert {each["span_id"] for each in found["spans"]} == {each.span_id.hex() for each in spans}
    assert set(found["spans"][0]) >= SPAN_CONTRACT


def test_what_is_not_worked_out_yet_is_left_out(shop: Caller) -> None:
    sent = span()
    shop.store(sent)
    assert not {"critical_path", "time_by_kind"} & set(read(shop, sent.trace_id))


def test_a_span_says_what_it_cost_by_which_price_and_whether_it_counts(shop: Caller) -> None:
    sent = llm()
    shop.store(sent)
    [found] = read(shop, sent.trace_id)["spans"]
    assert (found["cost_usd"], found["price"]) == ("0.010000000", {"id": 1, "source": "price"})
    assert (found["usage_counted"], found["usage_counted_why"]) == (
        True,
        "It reports usage, and no span below it reports the same again.",
    )
    assert (found["start"], found["start_ns"]) == ("2026-09-21T14:13:20.000000Z", T0_NS)


def test_a_span_without_usage_says_so(shop: Caller) -> None:
    sent = span()
    shop.store(sent)
    [found] = read(shop, sent.trace_id)["spans"]
    assert (found["usage_counted"], found["usage_counted_why"]) == (False, "It reports no usage.")
    assert (found["cost_usd"], found["price"]) == (None, None)


def test_messages_are_read_out_of_the_attributes(shop: Caller) -> None:
    messages = [{"role": "user", "parts": [{"type": "text", "content": "hello"}]}]
    sent = llm(attributes={"gen_ai.operation.name": "chat", "gen_ai.input.messages": json.dumps(messages)})
    shop.store(sent)
    [found] = read(shop, sent.trace_id)["spans"]
    assert [(each["role"], each["text"]) for each in found["messages"]["input"]] == [("user", "hello")]


def test_any_attribute_can_be_told_in_json(shop: Caller) -> None:
    odd = {"bytes": b"\xff", "nan": float("nan"), "deep": [{"x": float("inf")}], "big": 2**62, "nothing": None}
    sent = span(attributes=odd, events=[Event("e", T0_NS, {"b": b"\x00"})])
    shop.store(sent)
    [found] = read(shop, sent.trace_id)["spans"]
    assert found["attributes"] == {
        "bytes": "ff", "nan": "nan", "deep": [{"x": "inf"}], "big": 2**62, "nothing": None,
    }  # fmt: skip
    assert found["events"] == [{"name": "e", "time": "2026-09-21T14:13:20.000000Z", "attributes": {"b": "00"}}]


@pytest.mark.parametrize("suffix", ["", "/otlp"])
def test_a_trace_of_another_project_is_not_found(shop: Caller, bank: Caller, suffix: str) -> None:
    sent = span()
    bank.store(sent)
    answer = shop.get(URL + sent.trace_id.hex() + suffix)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize("suffix", ["", "/otlp"])
def test_an_ingest_key_never_reads(shop: Caller, suffix: str) -> None:
    sent = span()
    shop.store(sent)
    assert shop.get(URL + sent.trace_id.hex() + suffix, key=shop.ingest_key).status_code == 403


@pytest.mark.parametrize("suffix", ["", "/otlp"])
def test_an_unknown_parameter_is_refused(shop: Caller, suffix: str) -> None:
    answer = shop.get(URL + "0" * 31 + "1" + suffix, {"depth": "9"})
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "depth")
