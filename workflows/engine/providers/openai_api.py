"""OpenAI's chat completions, as OpenAI and all who are compatible speak them: a question as JSON, JSON as answer."""

from collections.abc import Mapping
from typing import Any

from costs.pricing.rates import Tokens
from traces.semconv.finish import normalised
from workflows.engine.providers.asking import Answer, Endpoint, Message, Question, ToolCall, object_of
from workflows.engine.providers.usage import tokens_of

Json = dict[str, Any]
CHAT, EMBEDDINGS = "/chat/completions", "/embeddings"
OWN_HOST = "api.openai.com"  # wants a newer name for the limit of tokens, which others do not know


def headers(endpoint: Endpoint) -> dict[str, str]:
    return {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}


def body(endpoint: Endpoint, question: Question) -> Json:
    limit = "max_completion_tokens" if OWN_HOST in endpoint.base_url else "max_tokens"
    said: Json = {
        "model": question.model,
        "messages": [_message(each) for each in question.messages],
        limit: question.max_tokens,
    }
    if question.temperature is not None:
        said["temperature"] = question.temperature
    if question.stop:
        said["stop"] = list(question.stop)
    if question.schema is not None:
        form = {"name": "answer", "schema": dict(question.schema)}
        said["response_format"] = {"type": "json_schema", "json_schema": form}
    if question.tools:
        said["tools"] = [{"type": "function", "function": _tool(each)} for each in question.tools]
        said["tool_choice"] = _choice(question.tool_choice)
    return said


def _tool(tool: Any) -> Json:
    return {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}


def _choice(choice: str) -> Any:
    return choice if choice in {"auto", "none", "required"} else {"type": "function", "function": {"name": choice}}


def _message(message: Message) -> Json:
    said = dict(message)
    if calls := said.pop("tool_calls", None):
        said["tool_calls"] = [
            {"id": each.id, "type": "function", "function": {"name": each.name, "arguments": each.raw}}
            for each in calls
        ]
    return said


def answer(told: Mapping[str, Any]) -> Answer:
    """Raises KeyError, IndexError, TypeError or AttributeError for what is none."""
    choice = told["choices"][0]
    message = choice["message"]
    text = message.get("content") or ""
    calls = tuple(_call(each) for each in message.get("tool_calls") or ())
    finish = normalised(choice.get("finish_reason"))
    return Answer(
        text=text if isinstance(text, str) else "".join(str(part.get("text", "")) for part in text),
        model=str(told.get("model") or ""),
        id=str(told.get("id") or ""),
        tool_calls=calls,
        finish="content_filter" if message.get("refusal") else finish,
        tokens=usage(told),
        tier=told.get("service_tier"),
    )


def _call(told: Mapping[str, Any]) -> ToolCall:
    raw = told["function"].get("arguments") or "{}"
    return ToolCall(str(told.get("id", "")), str(told["function"]["name"]), object_of(raw), raw)


def usage(told: Mapping[str, Any]) -> Tokens | None:
    """Its input counts the cache."""
    return tokens_of(told.get("usage"), input_has_cache=True)


def vectors(told: Mapping[str, Any]) -> list[list[float]]:
    """In the order of the texts. Raises as `answer` does, and ValueError."""
    rows = sorted(told["data"], key=lambda row: int(row["index"]))
    return [[float(each) for each in row["embedding"]] for row in rows]
