"""Anthropic's Messages API: `POST /v1/messages`, not streamed."""

from typing import Any

from aiops.demo.stub_openai.answers import Answer, Usage

Json = dict[str, Any]
STOPS = {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use", "content_filter": "refusal"}
ERRORS = {
    400: "invalid_request_error", 401: "authentication_error", 403: "permission_error", 404: "not_found_error",
    429: "rate_limit_error", 529: "overloaded_error",
}  # fmt: skip


def prompt(request: Json) -> tuple[str, str]:
    """All texts of system and messages, and the role of the last one: a tool's result counts as "tool"."""
    messages = [message for message in request.get("messages") or [] if isinstance(message, dict)]
    texts = [_text(request.get("system")), *(_text(message.get("content")) for message in messages)]
    content = messages[-1].get("content") if messages else None
    results = isinstance(content, list) and any(part.get("type") == "tool_result" for part in content)
    return "\n".join(texts), "tool" if results else str(messages[-1].get("role", "")) if messages else ""


def _text(content: Any) -> str:
    if isinstance(content, list):
        return " ".join(str(part.get("text", part.get("content", ""))) for part in content if isinstance(part, dict))
    return str(content or "")


def tools(request: Json) -> list[Json]:
    if (request.get("tool_choice") or {}).get("type") == "none":
        return []
    return [{"name": tool["name"], "parameters": tool.get("input_schema") or {}} for tool in request.get("tools") or []]


def usage(used: Usage) -> Json:
    """Its input is what was neither read from the cache nor written to it."""
    return {
        "input_tokens": used.input - used.cached - used.cache_write,
        "cache_creation_input_tokens": used.cache_write,
        "cache_read_input_tokens": used.cached,
        "output_tokens": used.output,
        "service_tier": "standard",
    }


def message(answer: Answer, head: Json) -> Json:
    content: list[Json] = [{"type": "text", "text": answer.text}] if answer.text else []
    if answer.tool_name:
        call = "toolu_" + head["id"].removeprefix("msg_")
        content.append({"type": "tool_use", "id": call, "name": answer.tool_name, "input": answer.tool_arguments})
    return {
        "id": head["id"],
        "type": "message",
        "role": "assistant",
        "model": head["model"],
        "content": content,
        "stop_reason": STOPS.get(answer.finish, answer.finish),
        "stop_sequence": None,
        "usage": usage(answer.usage),
    }


def error(status: int, said: str) -> Json:
    return {"type": "error", "error": {"type": ERRORS.get(status, "api_error"), "message": said}}
