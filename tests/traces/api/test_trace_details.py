import json
from typing import Any

import pytest

from tests.factories import T0_NS, llm, span, trace
from tests.traces.api.calling import Caller
from traces.types import Event, Resource

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


def test_the_critical_path_tiles_the_trace_and_its_kinds_add_up(shop: Caller) -> None:
    spans = trace(12)
    shop.store(*spans)
    found = read(shop, spans[0].trace_id)
    path = found["critical_path"]
    first, last = min(each.start_ns for each in spans), max(each.end_ns for each in spans)
    assert [path[0]["start_ns"], *(each["end_ns"] for each in path)] == [*(each["start_ns"] for each in path), last]
    assert path[0]["start_ns"] == first
    assert sum(each["critical_ns"] for each in found["time_by_kind"]) == last - first
    assert {each["span_id"] for each in path} <= {each["span_id"] for each in found["spans"]}


def test_what_to_shorten_comes_with_what_it_would_save(shop: Caller) -> None:
    root = span(kind="workflow")
    shop.store(root, llm(trace_id=root.trace_id, parent_span_id=root.span_id, end_ns=root.end_ns - 1000))
    call, rest = read(shop, root.trace_id)["savings"]
    assert (call["kind"], call["drag_ns"], rest["drag_ns"]) == ("generation", 10**9 - 1000, 1000)


def test_a_clock_that_is_off_and_what_came_after_the_root_are_told(shop: Caller) -> None:
    root = span(kind="http")
    start = root.end_ns + 10**9
    far = span(
        trace_id=root.trace_id, parent_span_id=root.span_id, start_ns=start, end_ns=start + 1000,
        resource=Resource({"service.name": "api"}),
    )  # fmt: skip
    shop.store(root, far)
    found = read(shop, root.trace_id)
    shift = (root.start_ns + root.end_ns - 1000) // 2 - far.start_ns
    assert found["clock_shifts"] == [{"span_id": far.span_id.hex(), "shift_ns": shift}]
    assert found["async_tail_ns"] == far.end_ns - root.end_ns
