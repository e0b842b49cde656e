"""Whom somebody may send traces with: what the set-up pages and the page of an empty project show."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Client:
    """`snippet` names templates/traces/snippets/NAME.txt. `seen`: what a call of it shows here."""

    key: str
    title: str
    hint: str
    language: str
    seen: str
    first: bool = False  # on the page of an empty project too

    def snippet(self, endpoint: str, key: str) -> str:
        """The text as it is to be copied; a template escapes it like any other."""
        text = render_to_string(f"traces/snippets/{self.key}.txt", {"endpoint": endpoint, "key": key})
        return str.__str__(text) if isinstance(text, SafeString) else text


CLIENTS = (
    Client("opentelemetry", "OpenTelemetry", "Any language; here Python, without a change of code", "bash",
           "Calls of the client libraries it finds, web requests and queries beside them", first=True),
    Client("openai", "OpenAI SDK", "Python, OpenTelemetry's own instrumentation", "python",
           "Model, tokens, prompt and answer of each call"),
    Client("openinference", "OpenInference", "Python, in code; the same for forty more libraries", "python",
           "Model, tokens, prompt and answer of each call", first=True),
    Client("langchain", "LangChain", "LangChain and LangGraph, by OpenInference", "python",
           "Chains, agents, tools, retrievers and calls as one trace"),
    Client("llamaindex", "LlamaIndex", "By OpenInference", "python",
           "Queries, retrievers with their documents, calls"),
    Client("pydantic_ai", "Pydantic AI", "Its own instrumentation", "python", "Agents, tools and calls as one trace"),
    Client("vercel", "Vercel AI SDK", "TypeScript", "typescript", "Steps, tools and calls as one trace"),
    Client("langfuse", "Langfuse SDK", "Change its address: spans and scores come here", "python",
           "Observations as you have them, and scores"),
    Client("litellm", "LiteLLM", "The library and the proxy", "python", "A span for each request, with its cache"),
    Client("openllmetry", "OpenLLMetry", "Python, in code", "python", "Workflows, tasks and calls", first=True),
    Client("node", "Node", "JavaScript and TypeScript, without a change of code", "bash",
           "Web requests and queries; calls of models by the libraries that tell of them", first=True),
    Client("agents", "Coding agents", "Claude Code, Gemini CLI, OpenAI Codex", "bash",
           "Each call with its tokens; prompts only where the tool is told to send them"),
    Client("curl", "curl", "One span by hand", "bash", "A span named hello", first=True),
)  # fmt: skip
BY_KEY = {client.key: client for client in CLIENTS}
