"""What was asked first, which is what a trace is searched by."""

from pathlib import Path
from typing import Any

import pytest

from tests.traces.semconv.real import GOLDEN, check
from traces import semconv
from traces.types import Content, Resource, Scope, SpanBody

RECORDED = sorted(GOLDEN.glob("*/*.pb"))


def body(attributes: dict[str, Any]) -> SpanBody:
    return SpanBody(attributes, (), (), Resource({}), Scope(), "", 1)


@pytest.mark.parametrize(
    ("attributes", "first"),
    [
        ({"gen_ai.prompt.0.role": "system", "gen_ai.prompt.0.content": "Be kind", "gen_ai.prompt.1.role": "user",
          "gen_ai.prompt.1.content": "Where is it?"}, "Where is it?"),
        ({"llm.input_messages.0.message.role": "system", "llm.input_messages.0.message.content": "Be kind"}, "Be kind"),
        ({"gen_ai.input.messages": '[{"role":"user","parts":[]}]', "input.value": "raw"}, ""),
        ({"input.value": "a question to a chain"}, "a question to a chain"),
        ({"gen_ai.completion.0.content": "an answer alone"}, ""),
        ({}, ""),
    ],
)  # fmt: skip
def test_the_first_text_of_a_user_else_of_anybody_else_the_plain_input(attributes: dict[str, Any], first: str) -> None:
    assert semconv.first_text(body(attributes)) == first


def out_of(said: Content) -> str:
    texts = [message.text for message in said.input if message.role == "user" and message.text]
    texts += [message.text for message in said.input if message.text]
    return texts[0] if texts else said.input_text


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: f"{file.parent.name} {file.stem}")
def test_it_is_that_of_the_whole_content(file: Path) -> None:
    for span in check.decoded(file.read_bytes()):
        given = SpanBody(span.attributes, tuple(span.events), (), span.resource, span.scope, "", 1)
        assert semconv.first_text(given) == out_of(semconv.content(given))
