"""What one batch adds to the summaries of its traces, from the spans really inserted. Exact sums come with settling:
until then a wrapper's usage counts beside that of the calls beneath it.

Pure: spans in, plain rows out.
"""

from collections.abc import Iterable
from typing import Any

from traces.store import sketch, told_twice
from traces.store.rows import MAX_LABEL_BYTES, MAX_NAME_BYTES, cut
from traces.types import CALL_KINDS, Span, bears_usage, is_supplement

WORST_FIRST = ("error", "ok", "unset")


def by_trace(spans: Iterable[Span]) -> dict[bytes, list[Span]]:
    grouped: dict[bytes, list[Span]] = {}
    for span in spans:
        grouped.setdefault(span.trace_id, []).append(span)
    return grouped


def summary(spans: list[Span], stored: told_twice.Stored) -> dict[str, Any]:
    """One row of sql/upsert_traces.sql: sums and the best name known so far, that of the earliest root.

    `stored` is what other sources have told of these span ids before: a call counts once.
    Log records that add content to a span give it nothing but their times: no span of a trace starts outside it.
    """
    told = [span for span in spans if not is_supplement(span.source, span.kind)]
    row = (_of_spans(told, stored) if told else _of_supplements(spans)) | _times(spans)
    return row | sketch.of_row(row)


def _of_spans(spans: list[Span], stored: told_twice.Stored) -> dict[str, Any]:
    roots = [span for span in spans if span.parent_span_id is None]
    lead = min(roots or spans, key=lambda span: span.start_ns)
    tags: dict[str, str] = {}
    for span in spans:
        tags |= span.tags
    return {
        "trace_id": lead.trace_id.hex(),
        "name": cut(lead.name, MAX_NAME_BYTES),
        "has_root": bool(roots),
        "service": label(lead.resource.service),
        "workflow": label(lead.workflow),
        "workflow_reason": lead.workflow_reason,
        "status": worst(roots or spans),
        **(sums(spans) if once(spans, stored) else told_twice.added(spans, stored)),
        "models": labels(span.model for span in spans),
        "providers": labels(span.provider for span in spans),
        "kinds": labels(span.kind for span in spans),
        "session": first(span.session for span in spans),
        "user_id": first(span.user for span in spans),
        "release": first(span.release for span in spans),
        "prompt_fingerprint": first(span.prompt_fingerprint for span in spans),
        "tags": tags or None,
    }


def _times(spans: list[Span]) -> dict[str, int]:
    return {
        "start_ns": min(span.start_ns for span in spans),
        "end_ns": max(max(span.start_ns, span.end_ns) for span in spans),
    }


def _of_supplements(spans: list[Span]) -> dict[str, Any]:
    """A trace of which nothing else is known yet."""
    lead = min(spans, key=lambda span: span.start_ns)
    return {
        "trace_id": lead.trace_id.hex(),
        "name": cut(lead.name, MAX_NAME_BYTES),
        "has_root": False,
        "service": label(lead.resource.service),
        "workflow": None,
        "workflow_reason": None,
        "status": "unset",
        **sums([]),
        **{name: [] for name in ("models", "providers", "kinds")},
        **dict.fromkeys(("session", "user_id", "release", "prompt_fingerprint", "tags")),
    }


def once(spans: list[Span], stored: told_twice.Stored) -> bool:
    """Whether each of these is the first that is told of its span id, which is the rule."""
    if stored and any((span.trace_id, span.span_id) in stored for span in spans):
        return False
    return all(span.source == "span" for span in spans)


def sums(spans: list[Span]) -> dict[str, int | None]:
    """Calls, tokens and money; `cost_nanousd` is None while nothing has a price."""
    users = [span for span in spans if bears_usage(span)]
    prices = [span.cost_nanousd for span in users if span.cost_nanousd is not None]
    return {
        "span_count": len(spans),
        "error_count": sum(span.status == "error" for span in spans),
        "call_count": sum(span.kind in CALL_KINDS or bears_usage(span) for span in spans),
        "unpriced_calls": len(users) - len(prices),
        "input_tokens": sum(span.input_tokens or 0 for span in users),
        "output_tokens": sum(span.output_tokens or 0 for span in users),
        "cost_nanousd": sum(prices) if prices else None,
    }


def worst(spans: list[Span]) -> str:
    """Error before ok before unset: a trace has the status of its roots, or of all its spans while no root is known."""
    seen = {span.status for span in spans}
    return next(status for status in WORST_FIRST if status in seen)


def first(values: Iterable[str | None]) -> str | None:
    return label(next((value for value in values if value), None))


def labels(values: Iterable[str | None]) -> list[str]:
    """Each once, in order."""
    return sorted({cut(value, MAX_LABEL_BYTES) for value in set(values) if value})


def label(value: str | None) -> str | None:
    return None if value is None else cut(value, MAX_LABEL_BYTES)
