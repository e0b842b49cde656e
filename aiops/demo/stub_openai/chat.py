"""Chat completions: `POST /v1/chat/completions`, plain and streamed."""

import json
from collections.abc import Iterator
from typing import Any

from aiops.demo.stub_openai.answers import Answer, Usage

Json = dict[str, Any]
PIECE = 3  # words of a streamed chunk


def prompt(request: Json) -> tuple[str, str]:
    """All texts of the messages, and the role of the last one."""
    messages = [message for message in request.get("messages") or [] if isinstance(message, dict)]
    return "\n".join(_text(message.get("content")) for message in messages), messages[-1]["role"] if messages else ""


def _text(content: Any) -> str:
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")


def tools(request: Json) -> list[Json]:
    if request.get("tool_choice") == "none":
        return []
    return [tool["function"] for tool in request.get("tools") or [] if isinstance(tool.get("function"), dict)]


def form(request: Json) -> Json | None:
    """The JSON schema that the answer should have; None: prose."""
    wanted = request.get("response_format") or {}
    if wanted.get("type") == "json_schema":
        return dict((wanted.get("json_schema") or {}).get("schema") or {"type": "object"})
    return {"type": "object"} if wanted.get("type") == "json_object" else None


def usage(used: Usage) -> Json:
    return {
        "prompt_tokens": used.input,
        "completion_tokens": used.output,
        "total_tokens": used.total,
        "prompt_tokens_details": {
            "cached_tokens": used.cached,
            "cache_write_tokens": used.cache_write,
            "audio_tokens": used.audio_in,
        },
        "completion_tokens_details": {
            "reasoning_tokens": used.reasoning,
            "audio_tokens": used.audio_out,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def completion(answer: Answer, head: Json) -> Json:
    """The whole answer in one piece. `head` has id, created, model and service tier."""
    message: Json = {"role": "assistant", "content": answer.text or None, "refusal": None}
    if answer.tool_name:
        message["tool_calls"] = [_call(answer, head["id"])]
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": answer.finish}
    return head | {"object": "chat.completion", "choices": [choice], "usage": usage(answer.usage)}


def _call(answer: Answer, answer_id: str) -> Json:
    function = {"name": answer.tool_name, "arguments": json.dumps(answer.tool_arguments)}
    return {"id": "call_" + answer_id.removeprefix("chatcmpl-"), "type": "function", "function": function}


def chunks(answer: Answer, head: Json, with_usage: bool) -> Iterator[Json]:
    """The answer as a stream of chunks; the last one has the usage where it was asked for."""
    base = head | {"object": "chat.completion.chunk"}

    def chunk(delta: Json, finish: str | None = None) -> Json:
        return base | {"choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]}

    yield chunk({"role": "assistant", "content": "" if answer.text else None})
    if answer.tool_name:
        yield chunk({"tool_calls": [{"index": 0} | _call(answer, head["id"])]})
    for piece in pieces(answer.text):
        yield chunk({"content": piece})
    yield chunk({}, answer.finish)
    if with_usage:
        yield base | {"choices": [], "usage": usage(answer.usage)}


def pieces(text: str) -> list[str]:
    words = text.split(" ") if text else []
    groups = [" ".join(words[start : start + PIECE]) for start in range(0, len(words), PIECE)]
    return [group if place == 0 else " " + group for place, group in enumerate(groups)]
