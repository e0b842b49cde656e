"""What reading a request gives, the ways it can fail, and the one check every span passes."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

from traces.types import Rejection, Span

Encoding = Literal["protobuf", "json"]

MAX_SPANS = 20_000  # of a request, unless the caller says otherwise
MAX_ATTRIBUTES = 1024  # of a span, an event, a link or a resource
MAX_EVENTS = 4096  # of a span; also of links
FIELDS_A_SPAN = 10  # that are walked through by hand in one request, for each span it may hold
PARTS_A_SPAN = 40  # attributes, events and links of a request together, for each span it may hold; also members
MAX_MEMBERS = 131_072  # of the lists and maps in one attribute: as many numbers as have room in a million characters
REFUSED_KEPT = 1_000  # refused spans that are kept for quarantine; all are counted
MAX_DEPTH = 32  # lists and maps inside one attribute value; the wire format itself ends near 32 maps
NO_TRACE, NO_SPAN = bytes(16), bytes(8)


class UnreadableError(ValueError):
    """The request as a whole cannot be decoded: the answer is 400 and the text says why."""


class TooManyError(ValueError):
    """The request holds more items than one may: the answer is 413."""


class TooManySpansError(TooManyError):
    def __init__(self, most: int, what: str = "spans") -> None:
        super().__init__(f"the request holds more than {most} {what}; send smaller batches")


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
    parts_left: int = MAX_SPANS * PARTS_A_SPAN
    members_left: int = field(init=False)
    mending_left: int = field(init=False)  # fields of messages whose text is not UTF-8

    def __post_init__(self) -> None:
        self.members_left = self.mending_left = self.parts_left

    def spend(self, parts: int) -> None:
        """Counts attributes, events and links before they are read. Raises TooManyError."""
        self.parts_left -= parts
        if self.parts_left < 0:
            raise TooManyError("the request holds too many attributes, events and links; send smaller batches")

    def flag(self, span: Span, dropped: Counter[str]) -> None:
        """Says on the span, and in the notes, what was left out of it."""
        self.notes.update(dropped)
        span.warnings.extend(dropped)

    def keep(self, span: Span) -> None:
        """Takes a span in, or names what is wrong with its ids; an end before its start is kept with a warning."""
        refusal = wrong_id(span)
        if refusal is not None:
            self.reject(span.index, refusal, span)
            return
        if span.end_ns < span.start_ns:
            span.warnings.append("negative_duration")
        self.spans.append(span)

    def reject(self, index: int, refusal: RefusedError, span: Span | None = None) -> None:
        if len(self.rejected) >= REFUSED_KEPT:
            span = None
        self.rejected.append(Rejection(index, refusal.field, refusal.reason, refusal.code, span))


@dataclass(slots=True)
class Room:
    """For the members of lists and maps. Those beyond it are left out; `dropped` counts the attributes concerned."""

    decoded: Decoded
    dropped: Counter[str]
    left: int = 0  # in the attribute that is being read
    is_cut: bool = False

    def take(self, members: Any, depth: int) -> Any:
        """The members that are kept of a list or map; one at depth 0 begins an attribute."""
        if depth == 0:
            self.left, self.is_cut = min(MAX_MEMBERS, self.decoded.members_left), False
        kept = min(len(members), self.left)
        self.left -= kept
        self.decoded.members_left -= kept
        if kept == len(members):
            return members
        self.dropped["truncated"] += not self.is_cut
        self.is_cut = True
        return members[:kept]


def first(items: Any, most: int, code: str, dropped: Counter[str]) -> Any:
    """The items that are kept; adds the number of the others to `dropped`."""
    if len(items) <= most:
        return items
    dropped[code] += len(items) - most
    return items[:most]


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
