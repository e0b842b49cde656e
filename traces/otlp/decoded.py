"""What reading a request gives, the ways it can fail, and the one check every span passes."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from traces.types import Rejection, Span

Encoding = Literal["protobuf", "json"]

MAX_DEPTH = 32  # lists and maps inside one attribute value; the wire format itself ends near 32 maps
NO_TRACE, NO_SPAN = bytes(16), bytes(8)


class UnreadableError(ValueError):
    """The request as a whole cannot be decoded: the answer is 400 and the text says why."""


class RefusedError(ValueError):
    """One span, or a part of it, cannot be kept. `code` is what Ingest health counts."""

    def __init__(self, field_name: str, reason: str, code: str) -> None:
        super().__init__(reason)
        self.field = field_name
        self.reason = reason
        self.code = code


@dataclass(slots=True)
class Decoded:
    """The spans that could be read, those that could not, and what was mended on the way (counted by code)."""

    spans: list[Span] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)

    def keep(self, span: Span) -> None:
        """Takes a span in, or names what is wrong with its ids; an end before its start is kept with a warning."""
        refusal = wrong_id(span)
        if refusal is not None:
            self.reject(span.index, refusal, span)
            return
        if span.end_ns < span.start_ns:
            span.warnings.append("negative_duration")
            self.notes["warning.negative_duration"] += 1
        self.spans.append(span)

    def reject(self, index: int, refusal: RefusedError, span: Span | None = None) -> None:
        self.rejected.append(Rejection(index, refusal.field, refusal.reason, refusal.code, span))


def wrong_id(span: Span) -> RefusedError | None:
    """The first thing wrong with a span's ids; None when nothing is. An all-zero parent counts as no parent."""
    trace_id, span_id, parent = span.trace_id, span.span_id, span.parent_span_id
    if len(trace_id) != 16 or trace_id == NO_TRACE:
        return RefusedError("traceId", f"must be 16 bytes, not all zero; got {said(trace_id)}", "bad_trace_id")
    if len(span_id) != 8 or span_id == NO_SPAN:
        return RefusedError("spanId", f"must be 8 bytes, not all zero; got {said(span_id)}", "bad_span_id")
    if parent == NO_SPAN:
        span.parent_span_id = None
    elif parent is not None and len(parent) != 8:
        return RefusedError("parentSpanId", f"must be 8 bytes or empty; got {said(parent)}", "bad_parent_id")
    elif parent == span_id:
        return RefusedError("parentSpanId", "a span cannot be its own parent", "own_parent")
    return None


def said(identifier: bytes) -> str:
    if not any(identifier):
        return f"{len(identifier)} zero bytes" if identifier else "nothing"
    return f"{len(identifier)} bytes"


def too_deep(field_name: str) -> RefusedError:
    return RefusedError(field_name, f"lists and maps nested deeper than {MAX_DEPTH}", "too_deep")


def linkable(trace_id: bytes, span_id: bytes) -> bool:
    """Whether a link leads anywhere."""
    return len(trace_id) == 16 and len(span_id) == 8 and trace_id != NO_TRACE and span_id != NO_SPAN
