"""The same small agent, told in each package's own way: a workflow looks something up, uses a tool and asks a model.

Session s-1, user u-1 where the package has words for them; one document d1; the tool `refund` answers "done".
"""

import openai
from opentelemetry import trace
from opentelemetry.trace import Tracer

from tests.traces.semconv.real.scenarios import chat

ARGUMENTS = {"order": "A-1"}


def genai_openai(client: openai.OpenAI, tracer: Tracer) -> object:
    from opentelemetry.util.genai.handler import TelemetryHandler
    from opentelemetry.util.genai.types import RetrievalDocument

    handler = TelemetryHandler()
    with handler.workflow("support", conversation_id="s-1"), handler.invoke_local_agent(agent_name="clerk"):
        with handler.retrieval(data_source_id="orders") as retrieval:
            retrieval.query_text = "order A-1"
            retrieval.documents = [RetrievalDocument(id="d1", score=0.5)]
        with handler.tool("refund", tool_type="function") as tool:
            tool.arguments = ARGUMENTS
            tool.tool_result = "done"
        return chat(client, tracer)


def openinference_openai(client: openai.OpenAI, tracer: Tracer) -> object:
    from openinference.instrumentation import (
        Document,
        OITracer,
        TraceConfig,
        get_retriever_attributes,
        using_attributes,
    )

    told = OITracer(tracer, TraceConfig())

    @told.tool(name="refund", description="Gives the money back")
    def refund(order: str) -> str:
        return "done"

    @told.agent(name="clerk")
    def clerk(question: str) -> str:
        with told.start_as_current_span("search", openinference_span_kind="retriever") as span:
            span.set_input(question)
            document = Document(content="Order A-1: lost", id="d1", score=0.5, metadata={"page": 1})
            span.set_attributes(get_retriever_attributes(documents=[document]))
        refund(**ARGUMENTS)
        chat(client, tracer)
        return "refunded"

    @told.chain(name="support")
    def support(question: str) -> str:
        return clerk(question)

    with using_attributes(session_id="s-1", user_id="u-1"):
        return support("order A-1")


def traceloop(client: openai.OpenAI, tracer: Tracer) -> object:
    from traceloop.sdk import Traceloop
    from traceloop.sdk.decorators import agent, task, tool, workflow

    @tool(name="refund")
    def refund(order: str) -> str:
        return "done"

    @task(name="search")
    def search(question: str) -> None:
        trace.get_current_span().add_event(
            "db.query.result",
            {"db.query.result.id": "d1", "db.query.result.score": 0.5, "db.query.result.document": "Order A-1: lost"},
        )

    @agent(name="clerk")
    def clerk(question: str) -> str:
        search(question)
        refund(**ARGUMENTS)
        chat(client, tracer)
        return "refunded"

    @workflow(name="support")
    def support(question: str) -> str:
        return clerk(question)

    Traceloop.set_association_properties({"session_id": "s-1", "user_id": "u-1"})
    return support("order A-1")


DOCUMENT = {"id": "d1", "page_content": "Order A-1: lost", "score": 0.5, "metadata": {"page": 1}}


def langfuse(client: openai.OpenAI, tracer: Tracer) -> object:
    from langfuse import observe, propagate_attributes

    @observe(name="search", as_type="retriever")
    def search(question: str) -> list[dict[str, object]]:
        return [DOCUMENT]

    @observe(name="refund", as_type="tool")
    def refund(order: str) -> str:
        return "done"

    @observe(name="clerk", as_type="agent")
    def clerk(question: str) -> str:
        search(question)
        refund(**ARGUMENTS)
        chat(client, tracer)
        return "refunded"

    @observe(name="support", as_type="chain")
    def support(question: str) -> str:
        return clerk(question)

    metadata = {"tenant": "acme", "region": "eu"}
    with propagate_attributes(session_id="s-1", user_id="u-1", tags=["vip"], metadata=metadata):
        return support("order A-1")


def langsmith(client: openai.OpenAI, tracer: Tracer) -> object:
    from langsmith import traceable, tracing_context

    @traceable(name="search", run_type="retriever")
    def search(question: str) -> list[dict[str, object]]:
        return [DOCUMENT]

    @traceable(name="refund", run_type="tool")
    def refund(order: str) -> str:
        return "done"

    @traceable(name="clerk", run_type="chain")
    def clerk(question: str) -> str:
        search(question)
        refund(order=ARGUMENTS["order"])
        chat(client, tracer)
        return "refunded"

    @traceable(name="support", run_type="chain")
    def support(question: str) -> str:
        return clerk(question)

    with tracing_context(metadata={"session_id": "s-1", "user_id": "u-1"}, tags=["vip"]):
        return support("order A-1")


AGENTS = {
    "genai-openai": genai_openai,
    "openinference-openai": openinference_openai,
    "traceloop": traceloop,
    "langfuse": langfuse,
    "langsmith": langsmith,
}
