"""Holds what we read from a package's bytes against what is true."""

from tests.traces.semconv.real.expected import Expected
from traces import otlp, semconv
from traces.types import Content, Span, SpanBody

# OpenInference calls any step a chain, OpenLLMetry any step a task.
AGENT = {
    "genai-openai": {"support": "workflow", "clerk": "agent", "orders": "retriever", "refund": "tool"},
    "openinference-openai": {"support": "step", "clerk": "agent", "search": "retriever", "refund": "tool"},
    "traceloop": {"support": "workflow", "clerk": "agent", "search": "step", "refund": "tool"},
    "langfuse": {"support": "step", "clerk": "agent", "search": "retriever", "refund": "tool"},
    "langsmith": {"support": "step", "clerk": "step", "search": "retriever", "refund": "tool"},
}
CONVENTIONS = {
    "genai-openai": "genai@1.37",
    "openinference-openai": "openinference",
    "traceloop": "openllmetry",
    "openai-v2": "genai@1.36",
    "traceloop-openai": "openllmetry",
    "langfuse": "langfuse@5",
    "langsmith": "langsmith@0",
    "litellm": "litellm@1",
}


def decoded(body: bytes) -> list[Span]:
    """All spans of a body, normalised; none may be rejected."""
    found = otlp.decode(body, "protobuf")
    assert found.rejected == []
    for span in found.spans:
        semconv.normalise(span)
    return found.spans


def content(span: Span) -> Content:
    body = SpanBody(span.attributes, tuple(span.events), (), span.resource, span.scope, "", span.otel_kind)
    return semconv.content(body)


def call(span: Span, true: Expected) -> None:
    """One model call: every fact of the normal form, and the conversation."""
    assert (span.kind, span.provider, span.model) == (true.kind, true.provider, true.model)
    assert (span.input_tokens, span.output_tokens, span.cache_read_tokens, span.reasoning_tokens) == true.tokens
    assert span.finish_reason == true.finish
    assert (span.error_type or "").rpartition(".")[2] == (true.error or "")
    assert (span.status == "error") == bool(true.error)
    assert (span.release, span.tags) == ("1.4.2", {"environment": "test"})
    assert span.warnings == []
    if true.streamed:  # the stub waits 80 ms before the first piece
        assert span.first_token_ns is not None
        assert 80_000_000 <= span.first_token_ns <= span.end_ns - span.start_ns
    else:
        assert span.first_token_ns is None
    shown = content(span)
    assert tuple(message.role for message in shown.input) == true.asked
    if true.said:
        assert [message.text for message in shown.output] == [true.said]


def tool_loop(spans: list[Span], finishes: bool = True) -> None:
    """The first call asks for the weather, the second was told it; both are children of the application's span.

    `finishes`: the sender says why a call ended.
    """
    root = next(span for span in spans if span.parent_span_id is None)
    first, second = sorted((span for span in spans if span is not root), key=lambda span: span.start_ns)
    assert {first.parent_span_id, second.parent_span_id} == {root.span_id}
    assert root.kind == "other"
    assert [first.finish_reason, second.finish_reason] == (["tool_calls", "stop"] if finishes else [None, None])
    (asked,) = content(first).output[0].tool_calls
    assert (asked.name, asked.arguments) == ("weather", '{"city": "Rome"}')
    told = content(second).input
    assert [message.role for message in told] == ["user", "assistant", "tool"]
    assert (told[2].text, told[2].tool_call_id) == ("sunny", asked.id)
    assert told[1].tool_calls == (asked,)


def agent(package: str, spans: list[Span]) -> None:
    """The kinds of a whole agent, its document and its tool; session and user where the package has words for them."""
    kinds = {_bare(span.name): span.kind for span in spans}
    assert {name: kinds[name] for name in AGENT[package]} == AGENT[package]
    search, refund = (next(span for span in spans if _bare(span.name) == name) for name in list(AGENT[package])[2:])
    (document,) = content(search).documents
    assert (document.id, document.score) == ("d1", 0.5)
    told = content(refund)
    assert told.tool is not None
    assert (told.tool.name or refund.name, "A-1" in told.tool.arguments, told.tool_result) == ("refund", True, "done")
    (asked,) = [span for span in spans if span.kind == "llm"]
    assert asked.session == "s-1"
    assert asked.user == (None if package == "genai-openai" else "u-1")


def _bare(name: str) -> str:
    """`refund` of "execute_tool refund" and of "refund.tool"."""
    return name.rpartition(" ")[2].partition(".")[0]
