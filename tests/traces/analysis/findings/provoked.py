"""`python -m tests.traces.analysis.findings.provoked PACKAGE STUB_URL DOOR_URL`: an application whose answers fail in
every way the stub server can make them, through OpenAI's own client and a real instrumentation of it."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import openai
import requests
from openai.types.chat import ChatCompletionToolParam
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.trace import Status, StatusCode, Tracer

from tests.traces.semconv.real.drive import instrumented
from tests.traces.semconv.real.scenarios import WEATHER, user

MODEL = "gpt-4o-mini"
Provoke = Callable[[openai.OpenAI, Tracer], object]


def ask(client: openai.OpenAI, text: str, **more: Any) -> Any:
    return client.chat.completions.create(model=MODEL, messages=[user(text)], **more)


def failing(text: str, **more: Any) -> Provoke:
    """A call whose error ends the run."""
    return lambda client, tracer: ask(client, text, **more)


def timeout(client: openai.OpenAI, tracer: Tracer) -> object:
    return ask(client.with_options(timeout=0.3), "Slow [[delay_ms=3000]]")


def retried(client: openai.OpenAI, tracer: Tracer) -> object:
    with contextlib.suppress(openai.APIError):
        ask(client, "Again [[error=503]]")
    return ask(client, "Again [[text=Here_you_are.]]")


def tool(tracer: Tracer, name: str, arguments: str, result: str) -> None:
    told = {"openinference.span.kind": "TOOL", "tool.name": name, "input.value": arguments, "output.value": result}
    with tracer.start_as_current_span(name, attributes=told):
        pass


def tool_fails(client: openai.OpenAI, tracer: Tracer) -> object:
    ask(client, "Weather in Rome? [[input=9]]", tools=[WEATHER])
    tool(tracer, "weather", '{"city": "Rome"}', '{"error": "no such city"}')
    return ask(client, "It failed. [[text=I_do_not_know.]]")


def loop(client: openai.OpenAI, tracer: Tracer) -> object:
    for _ in range(3):
        ask(client, "Weather in Rome? [[input=9]]", tools=[WEATHER])
        tool(tracer, "weather", '{"city": "Rome"}', "sunny")
    return ask(client, "And? [[text=Sunny.]]")


def search(tracer: Tracer, documents: list[dict[str, Any]]) -> None:
    told = {"openinference.span.kind": "RETRIEVER", "input.value": "refund", "output.value": json.dumps(documents)}
    with tracer.start_as_current_span("search", attributes=told):
        pass


def nothing_found(client: openai.OpenAI, tracer: Tracer) -> object:
    search(tracer, [])
    return ask(client, "Refund? [[text=I_cannot_say.]]")


def blocked(client: openai.OpenAI, tracer: Tracer) -> object:
    ask(client, "Refund? [[text=Sure.]]")
    told = {"aiops.guardrail.name": "policy", "aiops.guardrail.verdict": "block"}
    with tracer.start_as_current_span("policy", attributes=told):
        return None


FORM = {"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "object", "required": ["order"]}}}
NEEDS: ChatCompletionToolParam = WEATHER
# code of the cause -> what provokes it.
PROVOKED: dict[str, Provoke] = {
    "rate_limited": failing("Too much [[error=429]]"),
    "provider_5xx": failing("Broken [[error=500]]"),
    "auth": failing("Who? [[error=401]]"),
    "timeout": timeout,
    "truncated_output": failing("Go on [[finish=length output=9]]"),
    "content_filtered": failing("Bad [[finish=content_filter]]"),
    "tool_bad_args": failing("Weather? [[args=bad]]", tools=[NEEDS]),
    "tool_unknown": failing("Weather? [[tool=horoscope]]", tools=[NEEDS]),
    "premature_end": failing("Weather? [[input=9]]", tools=[NEEDS]),
    "tool_error": tool_fails,
    "loop": loop,
    "empty_retrieval": nothing_found,
    "guardrail_block": blocked,
    "no_answer": failing("Silence [[text=_ output=0]]"),
    "schema_violation": failing("JSON [[text=no_json_at_all]]", response_format=FORM),
    "retried": retried,
    "good": failing("Hello [[text=Hello.]]"),
}


@contextlib.contextmanager
def run(tracer: Tracer) -> Iterator[None]:
    """A root span that fails as its call does, and lets nobody else hear of it."""
    with tracer.start_as_current_span("answer", record_exception=True, set_status_on_exception=False) as span:
        try:
            yield
        except openai.OpenAIError as error:
            span.record_exception(error)
            span.set_status(Status(StatusCode.ERROR, str(error)))


def main(package: str, stub_url: str, door_url: str) -> None:
    session = requests.Session()
    client, flush = instrumented(package, stub_url, OTLPSpanExporter(endpoint=door_url, session=session))
    tracer = trace.get_tracer("shop")
    for code, provoke in PROVOKED.items():
        session.headers["x-scenario"] = code
        with run(tracer):
            provoke(client, tracer)
        flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
