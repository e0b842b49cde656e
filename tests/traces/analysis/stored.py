"""Stored spans with defaults, for pure tests."""

from typing import Any

from traces.types import StoredSpan

MS = 1_000_000
DEFAULTS: dict[str, Any] = {
    "trace_id": bytes(15) + b"\1", "parent_span_id": None, "first_token_ns": None, "kind": "other", "status": "ok",
    "error_type": None, "service": "shop", "workflow": None, "run_id": None, "step": None, "attempt": None,
    "provider": None, "model": None, "input_tokens": None, "output_tokens": None, "cache_read_tokens": None,
    "cache_write_tokens": None, "cache_write_1h_tokens": None, "reasoning_tokens": None, "input_audio_tokens": None,
    "output_audio_tokens": None, "cost_nanousd": None, "cost_reported_nanousd": None,
    "cost_source": None, "price_id": None, "service_tier": None,
    "finish_reason": None, "session": None, "user": None, "business_key": None, "release": None,
    "prompt_fingerprint": None, "source": "span", "convention": "", "tags": {},
    "warnings": (), "usage_counted": False, "superseded": False,
}  # fmt: skip


def stored(number: int, start: int = 0, end: int = 100, parent: int | None = None, **values: Any) -> StoredSpan:
    """Span `number` from `start` to `end` (ns), below span `parent`."""
    above = None if parent is None else parent.to_bytes(8, "big")
    fields = {**DEFAULTS, "parent_span_id": above, "name": f"span {number}", **values}
    return StoredSpan(span_id=number.to_bytes(8, "big"), start_ns=start, duration_ns=end - start, **fields)


def number(span: StoredSpan) -> int:
    return int.from_bytes(span.span_id, "big")
