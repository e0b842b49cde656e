"""What is rolled up. Apps name their measures in settings.ROLLUP_MEASURES; each brings its table and two statements."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from traces.store.rollups import Target

Kind = Literal["span", "run"]


@dataclass(frozen=True)
class Measure:
    """A roll-up table, or some `measure` values of one that several share.

    `kind` says which marks concern it: span for the span table, run for summaries and runs. `fill` names the statement
    in `<app>/store/sql/` that adds rows from the facts of some buckets (parameters project_id, grain, width, buckets,
    first, last, most), `fold` the one that adds an hour from its minutes (project_id, hour, only, most). Of free text a
    bucket keeps the `most` commonest values and adds up the rest as (other): a client may send another one each time.
    `more` gives the parameters of a project that `fill` takes besides.
    """

    kind: Kind
    table: str
    fill: str
    fold: str
    only: tuple[str, ...] = ()
    app: str = "traces"
    more: Callable[[int], Mapping[str, Any]] = lambda _: {}

    def target(self, project_id: int) -> Target:
        return Target(project_id, self.table, self.only)


SPANS = Measure("span", "rollup_span", "rollup_span_fill", "rollup_span_fold")
SPAN_HISTOGRAMS = Measure(
    "span",
    "rollup_histogram",
    "rollup_span_histogram_fill",
    "rollup_histogram_fold",
    only=("span_duration_ns", "input_tokens", "output_tokens"),
)
TIME = Measure("run", "rollup_time", "rollup_time_fill", "rollup_time_fold")
TIME_PATHS = Measure("run", "rollup_path", "rollup_path_fill", "rollup_path_fold")
TRACES = Measure("run", "rollup_trace", "rollup_trace_fill", "rollup_trace_fold")
RUNS = Measure("run", "rollup_run", "rollup_run_fill", "rollup_run_fold")
TRACE_HISTOGRAMS = Measure(
    "run",
    "rollup_histogram",
    "rollup_trace_histogram_fill",
    "rollup_histogram_fold",
    only=("trace_duration_ns", "status_duration_ns"),
)
FINDINGS = Measure("run", "rollup_finding", "rollup_finding_fill", "rollup_finding_fold")
