"""Which changes make another prompt, by where conventions write instructions, tools and settings."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.traces.semconv.spans import read
from traces.semconv import prompts

GENAI: dict[str, Any] = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.system_instructions": '[{"type":"text","content":"Be brief. Today is 1 May."}]',
    "gen_ai.request.temperature": 0.2,
    "gen_ai.request.max_tokens": 100,
    "gen_ai.request.top_p": 1,
    "gen_ai.output.type": "json",
}
WEATHER = {"type": "object", "properties": {"city": {"type": "string", "description": "Which"}}}
TOOL: dict[str, Any] = {
    "type": "function",
    "function": {"name": "weather", "description": "The weather", "parameters": WEATHER},
}
SEARCH = {"type": "function", "name": "search", "parameters": {"type": "object", "properties": {}}}
OPENINFERENCE: dict[str, Any] = {
    "openinference.span.kind": "LLM",
    "llm.model_name": "gpt-4o",
    "llm.input_messages.0.message.role": "system",
    "llm.input_messages.0.message.content": "Be brief.",
    "llm.invocation_parameters": '{"model":"gpt-4o","temperature":0.2,"user":"u-1"}',
    "llm.tools.0.tool.json_schema": json.dumps(TOOL),
}


def fingerprint(base: dict[str, Any], **changes: Any) -> str | None:
    """`changes` by the attribute's name, dots as in `gen_ai__request`; None takes it away."""
    attributes = base | {name.replace("__", "."): value for name, value in changes.items()}
    return read({name: value for name, value in attributes.items() if value is not None}).prompt_fingerprint


@pytest.mark.parametrize(
    ("base", "changes"),
    [
        (GENAI, {"gen_ai__request__model": "gpt-4.1"}),
        (GENAI, {"gen_ai__request__temperature": 0.3}),
        (GENAI, {"gen_ai__request__temperature": None}),
        (GENAI, {"gen_ai__request__max_tokens": 200}),
        (GENAI, {"gen_ai__request__top_p": 0.9}),
        (GENAI, {"gen_ai__output__type": "text"}),
        (GENAI, {"gen_ai__system_instructions": '[{"type":"text","content":"Be kind."}]'}),
        (GENAI, {"gen_ai__tool__definitions": json.dumps([TOOL])}),
        (OPENINFERENCE, {"llm__model_name": "gpt-4.1"}),
        (OPENINFERENCE, {"llm__invocation_parameters": '{"temperature":0.3}'}),
        (OPENINFERENCE, {"llm__tools__0__tool__json_schema": json.dumps(SEARCH)}),
        (OPENINFERENCE, {"llm__tools__1__tool__json_schema": json.dumps(SEARCH)}),
        (OPENINFERENCE, {"llm__tools__0__tool__json_schema": None}),
    ],
)
def test_instructions_tools_model_and_settings_make_another_prompt(base: dict[str, Any], changes: Any) -> None:
    assert fingerprint(base, **changes) != fingerprint(base) is not None


@pytest.mark.parametrize(
    ("base", "changes"),
    [
        (GENAI, {"gen_ai__input__messages": '[{"role":"user","content":"another question"}]'}),
        (GENAI, {"gen_ai__system_instructions": '[{"type":"text","content":"Be brief. Today is 22 May."}]'}),
        (GENAI, {"gen_ai__response__model": "gpt-4o-2024-08-06"}),  # a failed call does not know it
        (GENAI, {"gen_ai__request__top_p": 1.0}),
        (GENAI, {"user__id": "somebody"}),
        (OPENINFERENCE, {"llm__invocation_parameters": '{"user":"u-2", "temperature": 0.2}'}),
        (OPENINFERENCE, {"input__value": "another question"}),
    ],
)
def test_what_differs_from_call_to_call_does_not(base: dict[str, Any], changes: Any) -> None:
    assert fingerprint(base, **changes) == fingerprint(base) is not None


@pytest.mark.parametrize(
    "attributes",
    [
        {"gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o"},
        {"openinference.span.kind": "LLM", "llm.model_name": "gpt-4o", "llm.invocation_parameters": '{"user":"u-1"}'},
        {"openinference.span.kind": "LLM", "llm.invocation_parameters": "[[["},
        {"openinference.span.kind": "TOOL", "llm.tools.0.tool.json_schema": "{}"},
    ],
)
def test_a_call_of_which_nothing_but_the_model_is_known_has_none(attributes: dict[str, Any]) -> None:
    assert read(attributes).prompt_fingerprint is None


def test_settings_alone_tell_prompts_apart_where_texts_are_not_sent() -> None:
    base = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o"}
    one, other = (fingerprint(base, gen_ai__request__temperature=each) for each in (0.1, 0.2))
    assert one != other
    assert None not in (one, other)


def test_a_declared_name_and_version_is_the_fingerprint_itself() -> None:
    assert fingerprint(GENAI, gen_ai__prompt__name="refund", gen_ai__prompt__version="7") == "refund@7"
    assert fingerprint(GENAI, gen_ai__prompt__name="refund") == "refund"


@pytest.mark.parametrize(
    "same",
    [
        json.dumps([SEARCH, TOOL]),  # in another order
        json.dumps([TOOL, SEARCH], indent=2),
        json.dumps([json.dumps(TOOL), json.dumps(SEARCH)]),  # each as text, as Vercel's SDK writes them
        json.dumps([TOOL | {"function": TOOL["function"] | {"description": "Weather, better said"}}, SEARCH]),
        json.dumps([TOOL["function"], SEARCH]),  # flat
        json.dumps([{"name": "weather", "input_schema": WEATHER}, SEARCH]),  # Anthropic's
    ],
)
def test_tools_are_the_same_by_name_and_parameters(same: str) -> None:
    assert prompts.of_tools(same) == prompts.of_tools(json.dumps([TOOL, SEARCH]))


def test_another_parameter_makes_another_tool() -> None:
    wider = {"type": "object", "properties": {"city": {"type": "integer"}}}
    assert prompts.of_tools(json.dumps([{"name": "a", "parameters": wider}])) != prompts.of_tools(
        json.dumps([{"name": "a", "parameters": WEATHER}])
    )


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)


@given(JSON, JSON, st.text(max_size=20))
def test_nothing_that_is_sent_can_break_it(tools: Any, parameters: Any, text: str) -> None:
    for value in (tools, json.dumps(tools), text):
        for params in (parameters, json.dumps(parameters), text):
            read(GENAI | {"gen_ai.tool.definitions": value, "llm.invocation_parameters": params})


def test_deep_tools_are_told_apart_by_their_text() -> None:
    assert prompts.of_tools("[" * 5_000) == prompts.digest("[" * 5_000)


@pytest.mark.parametrize("kind", ["TOOL", "RETRIEVER"])
def test_what_was_sent_to_a_tool_or_a_search_is_hashed(kind: str) -> None:
    one, same, other = (read({"openinference.span.kind": kind, "input.value": each}) for each in ("a", "a", "b"))
    assert one.prompt_hash == same.prompt_hash != other.prompt_hash
    assert one.prompt_hash is not None
