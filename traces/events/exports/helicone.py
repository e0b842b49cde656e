"""Helicone: requests as `npx @helicone/export` and /v1/request/query-clickhouse give them: JSON, JSONL, CSV. Pure.

Each request is a trace of one call; those of a session share its id. Prompt tokens are those beside cache and audio,
completion tokens those beside reasoning and audio, of whichever provider: here all of them are one sum again.
Source: https://github.com/Helicone/helicone examples/export/typescript/index.ts at 05a819c (@helicone/export 1.0),
interface HeliconeRequest of valhalla/jawn, packages/cost/usage/openAIUsageProcessor.ts.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from traces.events.exports import cells
from traces.types import Scope, Span

PRODUCT = "helicone"
SCOPE = Scope("helicone.export")
NOT_FROM_CACHE = "00000000-0000-0000-0000-000000000000"
NAMES = {"aws": "aws.bedrock", "bedrock": "aws.bedrock", "x": "xai", "google-ai-studio": "google", "custom": ""}
SESSION, SESSION_NAME, SESSION_PATH = (f"Helicone-Session-{part}" for part in ("Id", "Name", "Path"))


def known(columns: frozenset[str]) -> bool:
    return {"response_id", "request_created_at", "response_status"} <= columns


def read(row: Mapping[str, Any], index: int) -> Span:
    """Raises FieldError."""
    own_id = cells.text(row, "request_id", "response_id") or str(cells.required(row, "request_id"))
    cells.required(row, "request_created_at")
    start_ns = cells.moment(row, "request_created_at") or 0
    lasted_ms = cells.number(row, "delay_ms", "latency")
    end_ns = cells.moment(row, "response_created_at") if lasted_ms is None else start_ns + int(lasted_ms * 1e6)
    status = cells.whole(row, "response_status")
    failed = status is not None and not 200 <= status < 400
    model = cells.text(row, "response_model", "model", "request_model", "model_override")
    attributes = {name: value for name, value in _attributes(row, model).items() if value not in {None, ""}}
    if failed:
        attributes["error.type"] = str(status)
    return Span(
        trace_id=cells.identifier(own_id, 16, PRODUCT),
        span_id=cells.identifier(f"call {own_id}", 8, PRODUCT),
        parent_span_id=None,
        name=f"chat {model}".strip(),
        start_ns=start_ns,
        end_ns=end_ns or start_ns,
        otel_kind=3,
        status="unset" if status is None else "error" if failed else "ok",
        attributes=attributes,
        warnings=cells.no_end(end_ns),
        scope=SCOPE,
        index=index,
    )


def _attributes(row: Mapping[str, Any], model: str) -> dict[str, Any]:
    provider = cells.text(row, "provider").lower()
    properties = cells.packed(row.get("request_properties") or row.get("properties"))
    said = {str(name): str(value) for name, value in properties.items()} if isinstance(properties, dict) else {}
    first_ms = cells.number(row, "time_to_first_token")
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": NAMES.get(provider, provider),
        "gen_ai.request.model": cells.text(row, "request_model", "model_override") or model,
        "gen_ai.response.model": model,
        "gen_ai.response.time_to_first_chunk": first_ms / 1000 if first_ms else None,
        "gen_ai.input.messages": _messages(row.get("request_body"), "messages"),
        "gen_ai.output.messages": _messages(row.get("response_body"), "choices"),
        "user.id": cells.text(row, "request_user_id", "helicone_user"),
        "session.id": said.get(SESSION),
        "aiops.workflow": said.get(SESSION_NAME),
        "aiops.step": said.get(SESSION_PATH),
        **_usage(row),
        **{f"helicone.{name}": value for name, value in said.items() if not name.startswith("Helicone-")},
    }


def _usage(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a cache of Helicone's answered was paid for by the request that filled it."""
    if cells.text(row, "cache_reference_id") not in {"", NOT_FROM_CACHE}:
        return {"aiops.cache.hit": True}
    read = cells.whole(row, "prompt_cache_read_tokens")
    written = cells.whole(row, "prompt_cache_write_tokens")
    reasoned = cells.whole(row, "reasoning_tokens")
    return {
        "gen_ai.usage.input_tokens": _with(
            cells.whole(row, "prompt_tokens"), read, written, cells.whole(row, "prompt_audio_tokens")
        ),
        "gen_ai.usage.output_tokens": _with(
            cells.whole(row, "completion_tokens"), reasoned, cells.whole(row, "completion_audio_tokens")
        ),
        "gen_ai.usage.cache_read.input_tokens": read or None,
        "gen_ai.usage.cache_creation.input_tokens": written or None,
        "gen_ai.usage.reasoning.output_tokens": reasoned or None,
        "gen_ai.usage.cost": cells.number(row, "costUSD", "cost"),
    }


def _with(tokens: int | None, *beside: int | None) -> int | None:
    return None if tokens is None else tokens + sum(each or 0 for each in beside)


def _messages(body: Any, field: str) -> str:
    """The messages of a Chat Completions or Messages request or answer, in the form of OpenTelemetry GenAI."""
    given = cells.packed(body)
    listed = given.get(field) if isinstance(given, dict) else None
    if field == "choices" and isinstance(given, dict) and listed is None and given.get("content"):
        listed = [{"message": given}]  # Anthropic's answer
    return json.dumps([_message(each) for each in listed if isinstance(each, dict)]) if isinstance(listed, list) else ""


def _message(given: Mapping[str, Any]) -> dict[str, Any]:
    message = given["message"] if isinstance(given.get("message"), dict) else given
    content = message.get("content")
    blocks: Iterable[Any] = content if isinstance(content, list) else [{"text": content}]
    texts = [str(block["text"]) for block in blocks if isinstance(block, dict) and block.get("text")]
    return {
        "role": str(message.get("role") or "assistant"),
        "parts": [{"type": "text", "content": each} for each in texts],
    }
