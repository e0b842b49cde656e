"""LangChain with OpenInference's instrumentation: chat models, an agent with a tool, embeddings and a retriever."""

from functools import partial

import openai
from langchain.agents import create_agent
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from openinference.instrumentation import using_attributes
from openinference.instrumentation.langchain import LangChainInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from pydantic import SecretStr

from tests.traces.semconv.frameworks import prompts
from tests.traces.semconv.frameworks.drive import Scenarios


class Orders(BaseRetriever):
    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del query, run_manager  # there is one order
        return [Document(id="d1", page_content="Order A-1: lost", metadata={"page": 1})]


@tool
def weather(city: str) -> str:
    """The weather of a city"""
    return "sunny"


def scenarios(processor: BatchSpanProcessor, stub_url: str, framework: str) -> Scenarios:
    provider = TracerProvider(resource=Resource.create(prompts.RESOURCE))
    provider.add_span_processor(processor)
    LangChainInstrumentor().instrument(tracer_provider=provider)
    model = partial(ChatOpenAI, base_url=stub_url, api_key=SecretStr("key"), max_retries=0)
    chat, thinks = model(model=prompts.MODEL), model(model=prompts.THINKS)
    embeddings = OpenAIEmbeddings(
        model=prompts.EMBEDS, base_url=stub_url, api_key=SecretStr("key"), check_embedding_ctx_length=False
    )

    def both(text: str) -> list[tuple[str, str]]:
        return [("system", prompts.SYSTEM), ("human", text)]

    def refused() -> object:
        try:
            return chat.invoke(prompts.REFUSED)
        except openai.RateLimitError as error:
            return error

    def tool_loop() -> object:
        return create_agent(chat, [weather], name="clerk").invoke({"messages": [("human", prompts.TOOL_LOOP)]})

    def retrieval() -> object:
        template = ChatPromptTemplate.from_messages([("system", prompts.SYSTEM), ("human", "{question}\n{found}")])
        look_up = {
            "question": RunnableLambda(str),
            "found": Orders() | RunnableLambda(lambda found: found[0].page_content),
        }
        with using_attributes(session_id="s-1", user_id="u-1"):
            return (look_up | template | chat).invoke(prompts.LOOK_UP)

    return {
        "chat": lambda: chat.invoke(both(prompts.CHAT)),
        "chat_cached": lambda: thinks.invoke(both(prompts.CACHED)),
        "chat_stream": lambda: list(model(model=prompts.MODEL, stream_usage=True).stream(prompts.STREAM)),
        "chat_length": lambda: chat.invoke(prompts.LENGTH),
        "responses": lambda: model(model=prompts.THINKS, use_responses_api=True).invoke(both(prompts.CACHED)),
        "embeddings": lambda: embeddings.embed_documents(prompts.EMBEDDINGS),
        "tool_loop": tool_loop,
        "retrieval": retrieval,
        "error_429": refused,
    }
