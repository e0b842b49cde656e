"""Limits that a service declares on its spans, and whether they were reached."""

from collections.abc import Iterator

from traces.semconv.reading.values import number
from traces.types import Span

TIMEOUTS = {"aiops.timeout_ms": 1.0, "aiops.timeout_s": 1000.0, "http.request.timeout_ms": 1.0, "timeout_ms": 1.0}
WINDOWS = ("aiops.context_window", "gen_ai.request.context_window", "llm.context_window")
DROPPED = "aiops.context.dropped_messages"
PREFIXED = frozenset((*TIMEOUTS, *WINDOWS, DROPPED))
REACHED = 0.98  # of a declared time: the clock of the span stops a little before that of the limit
FULL = 0.95  # of a context window


def signs(span: Span) -> Iterator[str]:
    told = span.attributes
    for name, factor in TIMEOUTS.items():
        limit = number(told.get(name))
        if limit and limit > 0 and (span.end_ns - span.start_ns) / 1e6 >= REACHED * limit * factor:
            yield f"timeout:{limit * factor:.0f}"
            break
    window = next((size for name in WINDOWS if (size := number(told.get(name)))), None)
    if window and window > 0 and span.input_tokens and span.input_tokens >= FULL * window:
        yield f"context:{span.input_tokens / window:.2f}"
    if (dropped := number(told.get(DROPPED))) and dropped > 0:
        yield f"dropped:{dropped:.0f}"
