"""What managed workflows tell at /metrics: the queue of runs, and what is still to be sent for them.

Counted up to 100,000 runs that have not ended well or badly, as many effects and as many writings of spans.
"""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from workflows.store import runs

TOLD = (
    ("aiops_runs_ready", "ready", "Runs that wait for a worker."),
    ("aiops_runs_ready_age_p50_seconds", "ready_p50_s", "How long the median of them has waited."),
    ("aiops_runs_ready_age_p95_seconds", "ready_p95_s", "How long 95 % of them have waited at most."),
    ("aiops_runs_running", "running", "Runs that a worker has."),
    ("aiops_runs_lost", "lost", "Runs whose worker is gone and that no other one has taken up yet."),
    ("aiops_runs_waiting", "waiting", "Runs that wait for a person, another system or a time."),
    ("aiops_runs_dead", "dead", "Runs that were given up."),
    ("aiops_effects_pending", "effects", "Effects that are to be sent."),
    ("aiops_run_spans_pending", "outbox", "Writings of spans that are to be delivered."),
    ("aiops_run_spans_lag_seconds", "outbox_lag_s", "Age of the oldest of them."),
)


def queue() -> Iterator[Metric]:
    """The state of the queue, over all projects."""
    state = runs.queue_state()
    for name, column, what in TOLD:
        yield GaugeMetricFamily(name, what, value=float(state[column] or 0))
