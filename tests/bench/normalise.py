"""What reading a span costs, by who wrote it: recorded calls, normalised again and again in one thread."""

import time
from collections.abc import Iterator
from typing import Any

from tests.traces.semconv.real import GOLDEN, check
from traces import semconv
from traces.types import Span

PLAIN = "genai-openai"  # OpenTelemetry's own names: what the others are compared with
SCENARIO = "chat_cached.pb"
CALLS = frozenset({"llm"})
ROUNDS, SPANS = 200, 200


def by_convention() -> Iterator[dict[str, Any]]:
    """A row for each recorded package: microseconds a span (best of the rounds), and how many times the plain one."""
    spans = {file.parent.name: _call(file.read_bytes()) for file in sorted(GOLDEN.glob(f"*/{SCENARIO}"))}
    best = dict.fromkeys(spans, float("inf"))
    for _ in range(ROUNDS):  # in turn, so that a busy moment of the machine falls on all
        for name, span in spans.items():
            best[name] = min(best[name], _seconds(span))
    plain = next(seconds for name, seconds in best.items() if name.startswith(PLAIN))
    for name, seconds in best.items():
        yield {
            "what": f"normalise, {name}",
            "us_a_span": round(seconds / SPANS * 1e6, 2),
            "times_plain": round(seconds / plain, 2),
            "attributes": len(spans[name].attributes),
            "ns_an_attribute": round(seconds / SPANS / len(spans[name].attributes) * 1e9),
        }


def _call(body: bytes) -> Span:
    return next(span for span in check.decoded(body) if span.kind in CALLS)


def _seconds(span: Span) -> float:
    start = time.thread_time()
    for _ in range(SPANS):
        semconv.normalise(span)
    return time.thread_time() - start
