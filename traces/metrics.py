"""What traces tell at /metrics: spans that came in, and the work that is still to do behind them."""

from collections.abc import Iterator

from prometheus_client import Counter
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from aiops.core import sql
from traces.types import Batch

SPANS = Counter("aiops_ingest_spans_total", "Spans received, by what became of them.", ["outcome"])
MOST_COUNTED = 100_000
BATCHES = Counter("aiops_ingest_batches_total", "Batches that are durably stored.")


def count(batch: Batch) -> None:
    """Step: counts the batch once it is stored. Stands last."""
    BATCHES.inc()
    if batch.receipt:
        SPANS.labels("accepted").inc(batch.receipt.accepted)
        SPANS.labels("duplicate").inc(batch.receipt.duplicate)
        SPANS.labels("conflict").inc(len(batch.receipt.conflict))
    SPANS.labels("rejected").inc(len(batch.rejected))


def backlog() -> Iterator[Metric]:
    """How far settling and roll-ups are behind."""
    [(open_traces, settle_late_s, marks, oldest_mark_s)] = sql.tuples("traces", "backlog", {"most": MOST_COUNTED})
    told = (
        ("aiops_open_traces", "Traces not settled yet, counted up to 100,000.", open_traces),
        ("aiops_settle_lag_seconds", "How long the oldest open trace is overdue.", max(0, settle_late_s or 0)),
        ("aiops_rollup_marks", "Marks that no recompute has taken yet, counted up to 100,000.", marks),
        ("aiops_rollup_lag_seconds", "Age of the oldest mark.", max(0, oldest_mark_s or 0)),
    )
    for name, what, value in told:
        yield GaugeMetricFamily(name, what, value=float(value))
