"""Tools: whether one exists, whether its arguments fit, whether its result tells of an error."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from traces.semconv.reading.values import parsed
from traces.semconv.signs import schema
from traces.types import Span, ToolCall

RESULTS = ("gen_ai.tool.call.result", "output.value", "traceloop.entity.output", "langfuse.observation.output",
           "ai.toolCall.result", "mlflow.spanOutputs")  # fmt: skip
MOST_READ = 20_000
WORDS = ("error", "exception", "traceback")
BEGINNINGS = ("error:", "error ", "exception:", "traceback (most recent call last)", "failed:")
BAD = frozenset({"error", "failed", "failure"})


def misfits(calls: Iterable[ToolCall], tools: Mapping[str, Any] | None) -> Iterator[str]:
    """Calls that no declared tool takes. `tools` are schemas by name; None where none were declared."""
    if not tools:
        return
    for call in calls:
        if call.name not in tools:
            yield f"unknown_tool:{call.name}"
        elif schema.wrong(call.arguments, tools[call.name]):
            yield f"bad_args:{call.name}"


def of_tool(span: Span) -> Iterator[str]:
    """Of a tool that did not fail itself."""
    if span.status == "error":
        return
    text = next((value for name in RESULTS if (value := span.attributes.get(name)).__class__ is str), "")
    if text and failed(text[:MOST_READ]):
        yield "failed_result"


def failed(result: str) -> bool:
    """Whether a tool's result says that it failed: `{"error": ...}`, `{"isError": true}`, or a text that begins so.

    >>> failed('{"error": "no such order"}'), failed('{"error": null}'), failed("Error: 404"), failed("No errors found")
    (True, False, True, False)
    """
    low = result[:MOST_READ].lstrip().lower()
    if not any(word in low for word in WORDS) and '"fail' not in low:
        return False
    found = parsed(result)
    if not isinstance(found, dict):
        return low.startswith(BEGINNINGS)
    output = found.get("output")
    inner: dict[str, Any] = output if isinstance(output, dict) else found
    return bool(
        inner.get("error") or inner.get("isError") is True or inner.get("is_error") is True
        or str(inner.get("status", "")).lower() in BAD
    )  # fmt: skip
