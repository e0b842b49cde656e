"""What was escaped inside JSON text reaches columns only in a form that they can hold."""

import pytest

from tests.traces.semconv.spans import read, show
from traces.semconv import finish
from traces.semconv.storable import storable


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("plain", "plain"),
        ("a\0b", "a\ufffdb"),
        ("a\ud800b", "a\ufffdb"),
        ("\ud83d\ude00 é", "\U0001f600 é"),
    ],
)
def test_text_is_made_storable(sent: str, kept: str) -> None:
    assert storable(sent) == kept
    kept.encode()


@pytest.mark.parametrize("escaped", [r"\u0000", r"\ud800"])
def test_a_finish_reason_out_of_json_is_clean(escaped: str) -> None:
    assert finish.normalised(f'["{escaped}x"]') == "\ufffdx"


@pytest.mark.parametrize("escaped", [r"\u0000", r"\ud800"])
def test_a_model_out_of_json_is_clean(escaped: str) -> None:
    parameters = f'{{"model": "gpt{escaped}"}}'
    span = read({"openinference.span.kind": "LLM", "llm.invocation_parameters": parameters})
    assert span.model == "gpt\ufffd"


@pytest.mark.parametrize("escaped", [r"\u0000", r"\ud800"])
def test_a_message_out_of_json_is_clean(escaped: str) -> None:
    messages = f'[{{"role": "user", "parts": [{{"type": "text", "content": "a{escaped}b"}}]}}]'
    (message,) = show({"gen_ai.input.messages": messages}).input
    assert message.text == "a\ufffdb"
