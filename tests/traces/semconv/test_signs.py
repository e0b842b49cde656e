"""What a span says of how it went, whatever convention it was written in; golden cases, and that nothing breaks it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import T0_NS, span
from traces import semconv
from traces.semconv.signs import CODES, MOST, MOST_CHARS
from traces.semconv.signs.asked import failed
from traces.semconv.signs.errors import template
from traces.semconv.signs.schema import wrong
from traces.types import Event, Span

CHAT = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o", "gen_ai.usage.output_tokens": 9}
ORDERS = {
    "type": "object",
    "properties": {"order": {"type": "integer"}, "side": {"enum": ["buy", "sell"]}},
    "required": ["order"],
    "additionalProperties": False,
}
TOOLS = json.dumps([{"type": "function", "function": {"name": "orders.get", "parameters": ORDERS}}])


def signs(attributes: dict[str, Any], **fields: Any) -> list[str]:
    made: Span = span(attributes=attributes, **({"status": "unset"} | fields))
    semconv.normalise(made)
    return made.signs


def exception(kind: str, message: str) -> Event:
    return Event("exception", T0_NS, {"exception.type": kind, "exception.message": message})


def answer(text: str = "", *calls: tuple[str, dict[str, Any]]) -> str:
    parts: list[dict[str, Any]] = [{"type": "text", "content": text}] if text else []
    parts += [{"type": "tool_call", "id": "c", "name": name, "arguments": given} for name, given in calls]
    return json.dumps([{"role": "assistant", "parts": parts}])


def asks(name: str, arguments: dict[str, Any], **more: Any) -> dict[str, Any]:
    stopped = {"gen_ai.response.finish_reasons": ["tool_calls"]}
    return CHAT | stopped | {"gen_ai.output.messages": answer("", (name, arguments))} | more


@pytest.mark.parametrize(
    ("attributes", "fields", "expected"),
    [
        # a failed answer: the status from the attribute, from error.type, from the message
        ({"http.response.status_code": 503}, {"status": "error"}, ["http:503"]),
        ({"error.type": "429"}, {"status": "error"}, ["http:429"]),
        (CHAT, {"status": "error", "status_message": "Error code: 429 - slow down"},
         ["http:429", "message:Error code: # - slow down"]),
        ({"http.response.status_code": 404}, {}, []),  # it did not fail
        ({}, {"status": "error", "status_message": "order 88213 is late"}, ["message:order # is late"]),
        # recorded, and survived
        ({}, {"events": [exception("KeyError", "'x'")]}, ["raised:KeyError", "message:<…>"]),
        # searches
        ({"gen_ai.operation.name": "retrieval", "gen_ai.retrieval.documents": "[]"}, {}, ["documents:0"]),
        ({"gen_ai.operation.name": "retrieval", "gen_ai.retrieval.documents": '[{"id":"a","score":0.25},{}]'}, {},
         ["documents:2", "top_score:0.25", "document:0.25 a"]),
        ({"openinference.span.kind": "RETRIEVER", "retrieval.documents.0.document.score": 0.5,
          "retrieval.documents.0.document.id": "a", "aiops.retrieval.min_score": 0.7}, {},
         ["documents:1", "top_score:0.5", "weak:0.5", "document:0.5 a"]),
        ({"openinference.span.kind": "RETRIEVER", "output.value": "[]"}, {}, ["documents:0"]),
        ({"openinference.span.kind": "RETRIEVER"}, {}, []),  # unknown is not none
        # tools that the model asked for
        (asks("orders.get", {"order": 1}), {}, ["asks:orders.get"]),
        (asks("orders.get", {"order": 1}, **{"gen_ai.tool.definitions": TOOLS}), {}, ["asks:orders.get"]),
        (asks("orders.get", {"order": "x"}, **{"gen_ai.tool.definitions": TOOLS}), {},
         ["asks:orders.get", "bad_args:orders.get"]),
        (asks("orders.put", {}, **{"gen_ai.tool.definitions": TOOLS}), {},
         ["asks:orders.put", "unknown_tool:orders.put"]),
        ({"openinference.span.kind": "TOOL", "tool.name": "t", "output.value": '{"error": "no such order"}'}, {},
         ["failed_result"]),
        ({"openinference.span.kind": "TOOL", "tool.name": "t", "output.value": '{"error": null}'}, {}, []),
        # what the model said
        (CHAT | {"gen_ai.output.messages": answer()}, {}, ["empty"]),
        (CHAT | {"gen_ai.output.messages": answer("Hi")}, {}, ["said:b0d559e7203a"]),
        (CHAT | {"gen_ai.output.messages": '[{"role":"assistant","refusal": "I cannot"}]'}, {}, ["refused", "empty"]),
        (CHAT | {"gen_ai.output.type": "json", "gen_ai.output.messages": answer("Sure! {")}, {},
         ["bad_output:it is no JSON"]),
        (CHAT | {"gen_ai.output.type": "json", "gen_ai.output.messages": answer('{"a":1}')}, {},
         ["said:f52d4800914a"]),
        (CHAT | {"aiops.output.schema": '{"required":["a"]}', "gen_ai.output.messages": answer("{}")}, {},
         ["bad_output:a is missing"]),
        ({"openinference.span.kind": "CHAIN", "output.value": ""}, {}, []),
        # verdicts and limits
        ({"aiops.guardrail.name": "topic", "aiops.guardrail.verdict": "Denied"}, {}, ["guardrail:block"]),
        ({"aiops.guardrail.name": "pii", "aiops.guardrail.verdict": "mask"}, {}, ["guardrail:flag"]),
        (CHAT | {"aiops.confidence": 0.4}, {}, ["confidence:0.4"]),
        (CHAT | {"aiops.confidence": 0.4, "aiops.confidence.threshold": 0.3}, {}, []),
        (CHAT | {"aiops.fallback.rung": 2}, {}, ["fallback:2"]),
        (CHAT | {"aiops.fallback.rung": 0}, {}, []),
        ({"aiops.cache.hit": True, "aiops.cache.stale": True}, {}, ["stale"]),
        ({"aiops.timeout_ms": 1000}, {}, ["timeout:1000"]),  # the span took a second
        ({"aiops.timeout_s": 1.03}, {}, []),
        (CHAT | {"aiops.context_window": 100, "gen_ai.usage.input_tokens": 95}, {}, ["context:0.95"]),
        (CHAT | {"aiops.context.dropped_messages": 3}, {}, ["dropped:3"]),
        ({"gen_ai.evaluation.score.label": "Fail"}, {}, ["eval:fail"]),
    ],
)  # fmt: skip
def test_signs(attributes: dict[str, Any], fields: dict[str, Any], expected: list[str]) -> None:
    assert signs(attributes, **fields) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Order 88213 not found", "Order 1 not found"),
        ("Connection to https://a.example/x?y=1 refused", "Connection to https://b.example/ refused"),
        ("no user '4f1c9a07-d3e8-5b61-20c9-7fa43be8b2e6'", "no user 'ann'"),
        ("bad  token\nTraceback ...", "bad token"),
        ("request req_01HQZX8T4Y9ABC failed", "request req_7PQRS2TUVW3XYZ failed"),
    ],
)
def test_equal_failures_read_alike(one: str, other: str) -> None:
    assert template(one) == template(other)


def test_different_failures_read_differently() -> None:
    assert template("Order 1 not found") != template("Order 1 not paid")


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ('{"order": 1}', ""),
        ('{"order": 1.0}', ""),
        ('{"order": true}', "order is no integer"),
        ('{"order": 1, "side": "keep"}', "side is none of the allowed values"),
        ('{"order": 1, "more": 2}', "more is not allowed"),
        ("{}", "order is missing"),
        ("[]", "it is no object"),
        ("nonsense", "it is no JSON"),
        ("[" * 100_000, "it is no JSON"),
    ],
)
def test_json_against_a_schema(value: str, problem: str) -> None:
    assert wrong(value, ORDERS) == problem


@given(
    st.text(),
    st.recursive(st.none() | st.booleans() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)),
)
def test_a_strange_schema_refuses_nothing_by_breaking(value: str, schema: Any) -> None:
    assert isinstance(wrong(value, schema), str)


VALUES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50) | st.lists(st.integers(), max_size=3)
)
NAMES = st.sampled_from([
    "gen_ai.output.messages", "gen_ai.retrieval.documents", "gen_ai.operation.name", "openinference.span.kind",
    "output.value", "gen_ai.tool.definitions", "aiops.confidence", "aiops.timeout_ms", "aiops.guardrail.verdict",
    "gen_ai.response.finish_reasons", "gen_ai.output.type", "aiops.output.schema", "llm.invocation_parameters",
    "http.response.status_code", "aiops.cache.created_at", "aiops.cache.source_changed_at", "aiops.context_window",
    "gen_ai.tool.call.result", "llm.tools.0.tool.json_schema", "retrieval.documents.0.document.score",
])  # fmt: skip
KINDS = st.sampled_from(["chat", "retrieval", "execute_tool", "RETRIEVER", "LLM", "TOOL", "CHAIN"])


@given(
    st.dictionaries(NAMES, VALUES | KINDS, max_size=8), st.sampled_from(["ok", "error", "unset"]), st.text(max_size=99)
)
def test_whatever_a_span_holds_its_signs_are_few_short_and_known(given: dict[str, Any], status: str, said: str) -> None:
    found = signs(given, status=status, status_message=said)
    assert len(found) <= MOST
    assert all(len(each) <= MOST_CHARS and each.partition(":")[0] in CODES for each in found)


def test_texts_that_no_database_holds_are_made_storable() -> None:
    told = asks("bad\\ud800name", {}) | {"gen_ai.output.messages": answer("", ("a\ud800b\0", {}))}
    [found] = signs(told)
    found.encode()
    assert "\0" not in found


@pytest.mark.parametrize(
    "text", ["No errors found", '{"errors": 0}', '{"status": "ok", "error": ""}', "errors were fixed"]
)
def test_a_good_result_that_speaks_of_errors_is_no_failure(text: str) -> None:
    assert not failed(text)


@pytest.mark.parametrize("type_", [True, 5, {}, [None]])
def test_a_type_that_is_no_name_allows_anything(type_: Any) -> None:
    assert wrong('{"order": 1}', {"type": type_}) == ""


def test_a_status_in_other_digits_is_none() -> None:
    assert signs({}, status="error", error_type="\u00b2\u00b2\u00b2") == []


def test_equal_answers_are_known_by_their_hash() -> None:
    """Case and spaces do not part them, another word does, and a call for a tool is no answer."""
    texts = ("Within 30 days.", "within  30 days. ", "Within 14 days.")
    first, same, other = (signs(CHAT | {"gen_ai.completion.0.content": text}) for text in texts)
    assert first == same != other
    assert not any(each.startswith("said:") for each in signs(asks("orders.get", {"order": 1})))


def test_a_document_is_known_by_its_id_or_where_it_is_from() -> None:
    told = [{"id": "faq-7", "score": 0.5}, {"metadata": {"source": "returns.md"}}, {"content": "nameless"}, {"id": 12}]
    found = signs({"gen_ai.operation.name": "retrieval", "gen_ai.retrieval.documents": json.dumps(told)})
    assert [each for each in found if each.startswith("document:")] == [
        "document:0.5 faq-7", "document: returns.md", "document: 12",
    ]  # fmt: skip
