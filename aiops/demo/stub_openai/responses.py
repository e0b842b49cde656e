"""The Responses API: `POST /v1/responses`, plain and streamed."""

import json
from collections.abc import Iterator
from typing import Any

from aiops.demo.stub_openai.answers import Answer, Usage
from aiops.demo.stub_openai.chat import pieces

Json = dict[str, Any]


def prompt(request: Json) -> tuple[str, str]:
    """All texts of instructions and input, and the role of the last item: a function's output counts as "tool"."""
    given = request.get("input")
    items = given if isinstance(given, list) else [{"role": "user", "content": given}]
    texts = [str(request.get("instructions") or ""), *(_text(item) for item in items if isinstance(item, dict))]
    last = items[-1] if items and isinstance(items[-1], dict) else {}
    role = "tool" if last.get("type") == "function_call_output" else str(last.get("role", ""))
    return "\n".join(texts), role


def _text(item: Json) -> str:
    content = item.get("content", item.get("output", ""))
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")


def tools(request: Json) -> list[Json]:
    offered = [tool for tool in request.get("tools") or [] if isinstance(tool, dict) and tool.get("type") == "function"]
    return [] if request.get("tool_choice") == "none" else offered


def usage(used: Usage) -> Json:
    return {
        "input_tokens": used.input,
        "input_tokens_details": {"cached_tokens": used.cached, "cache_write_tokens": used.cache_write},
        "output_tokens": used.output,
        "output_tokens_details": {"reasoning_tokens": used.reasoning},
        "total_tokens": used.total,
    }


def response(answer: Answer, head: Json, request: Json) -> Json:
    """The whole answer in one piece."""
    incomplete = {"reason": "max_output_tokens"} if answer.finish == "length" else None
    return {
        "id": head["id"],
        "object": "response",
        "created_at": head["created"],
        "model": head["model"],
        "service_tier": head["service_tier"],
        "status": "incomplete" if incomplete else "completed",
        "error": None,
        "incomplete_details": incomplete,
        "instructions": request.get("instructions"),
        "metadata": request.get("metadata") or {},
        "parallel_tool_calls": True,
        "temperature": request.get("temperature", 1.0),
        "top_p": request.get("top_p", 1.0),
        "tool_choice": request.get("tool_choice", "auto"),
        "tools": request.get("tools") or [],
        "output": [_item(answer, head["id"])],
        "usage": usage(answer.usage),
    }


def _item(answer: Answer, answer_id: str) -> Json:
    tail = answer_id.removeprefix("resp_")
    if answer.tool_name:
        return {
            "type": "function_call",
            "id": "fc_" + tail,
            "call_id": "call_" + tail,
            "name": answer.tool_name,
            "arguments": json.dumps(answer.tool_arguments),
            "status": "completed",
        }
    part = {"type": "output_text", "text": answer.text, "annotations": [], "logprobs": []}
    return {"type": "message", "id": "msg_" + tail, "role": "assistant", "status": "completed", "content": [part]}


def events(answer: Answer, head: Json, request: Json) -> Iterator[Json]:
    """The answer as a stream of events, each with its sequence number."""
    whole = response(answer, head, request)
    item = whole["output"][0]
    started = whole | {"status": "in_progress", "output": [], "usage": None}
    stream: list[Json] = [
        {"type": "response.created", "response": started},
        {"type": "response.output_item.added", "output_index": 0, "item": item | {"status": "in_progress"}},
    ]
    place = {"item_id": item["id"], "output_index": 0, "content_index": 0}
    deltas = pieces(answer.text)
    stream += [{"type": "response.output_text.delta", "delta": delta, "logprobs": []} | place for delta in deltas]
    if deltas:
        stream.append({"type": "response.output_text.done", "text": answer.text, "logprobs": []} | place)
    stream += [
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.incomplete" if whole["incomplete_details"] else "response.completed", "response": whole},
    ]
    for number, event in enumerate(stream):
        yield event | {"sequence_number": number}
