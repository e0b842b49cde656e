"""What settling counts of spans that were just read."""

from traces.settle.steps import count_once
from traces.settle.values import SettlingSpan, SettlingTrace
from traces.types import Span


def _row(place: int, span: Span) -> SettlingSpan:
    return SettlingSpan(
        span_id=span.span_id,
        parent_span_id=span.parent_span_id,
        start_ns=span.start_ns,
        duration_ns=span.end_ns - span.start_ns,
        kind=span.kind,
        name=span.name,
        status=span.status,
        service="",
        workflow=None,
        run_id=None,
        provider=span.provider,
        model=span.model,
        input_tokens=span.input_tokens,
        output_tokens=span.output_tokens,
        cost_nanousd=span.cost_nanousd,
        session=None,
        business_key=None,
        user_id=None,
        release=None,
        prompt_fingerprint=None,
        tags=None,
        usage_counted=False,
        uncounted_reason=None,
        superseded=False,
        stored_order=(b"\0", place),
    )


def sums(spans: list[Span]) -> tuple[int, int]:
    """Input and output tokens of the spans of one trace that count."""
    rows = sorted((_row(place, span) for place, span in enumerate(spans)), key=lambda row: row.start_ns)
    trace = SettlingTrace(1, b"\x01" * 16, rows, workflow=None, workflow_reason=None, token=(len(rows), None))
    count_once([trace])
    counting = [row for row, verdict in zip(rows, trace.verdicts, strict=True) if verdict.counted]
    return sum(row.input_tokens or 0 for row in counting), sum(row.output_tokens or 0 for row in counting)
