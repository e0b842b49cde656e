"""What is rolled up. Apps name their measures in settings.ROLLUP_MEASURES; each brings its table and its statements."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from aiops.core import sql
from traces.store.rollups import Target
from traces.store.sums import MOST_NAMES, Histograms, Sums
from traces.types.time_kinds import TIME_KINDS

Kind = Literal["span", "run"]


@dataclass(frozen=True)
class Measure:
    """A roll-up table, or some `measure` values of one that several share.

    `kind` says which marks concern it: span for the span table, run for summaries and runs. `fill` names the statement
    in `<app>/store/sql/` that adds rows from the facts of some buckets (parameters project_id, grain, width, buckets,
    first, last, most), `fold` the one that adds an hour from its minutes (project_id, grain, hour, only, most). Of free
    text a bucket keeps the `most` commonest values and adds up the rest as (other): a client may send another one each
    time. Where all of it is sums by keys, or histograms, `of` says which: then `fill` only counts, and `fold` is none.
    `more` gives the parameters of a project that `fill` takes besides.
    """

    kind: Kind
    table: str
    fill: str
    fold: str = ""
    only: tuple[str, ...] = ()
    app: str = "traces"
    more: Callable[[int], Mapping[str, Any]] = lambda _: {}
    of: Sums | Histograms | None = None

    def target(self, project_id: int) -> Target:
        return Target(project_id, self.table, self.only)

    @cached_property
    def filling(self) -> str:
        statement = sql.statement(self.app, self.fill)
        return self.of.fill(statement) if self.of else statement

    @cached_property
    def folding(self) -> str:
        return self.of.fold() if self.of else sql.statement(self.app, self.fold)


def measure_of(
    kind: Kind, of: Sums, *, app: str = "traces", more: Callable[[int], Mapping[str, Any]] = lambda _: {}
) -> Measure:
    """A table of sums, counted by the statement `<table>_fill`."""
    return Measure(kind, of.table, f"{of.table}_fill", app=app, more=more, of=of)


def histograms_of(kind: Kind, fill: str, only: tuple[str, ...], *, app: str = "traces", names: int = 1) -> Measure:
    """Some `measure` values of the histograms that all apps share; `names` as Histograms says."""
    return Measure(kind, "rollup_histogram", fill, only=only, app=app, of=Histograms(names))


SPANS = measure_of("span", Sums(
    table="rollup_span",
    keys=("workflow", "step", "kind", "provider", "model", "price_id", "status"),
    sums=(
        "spans", "duration_ns", "calls", "unpriced_calls", "input_tokens", "output_tokens", "cache_read_tokens",
        "cache_write_tokens", "reasoning_tokens", "cost_nanousd",
    ),
    texts=("workflow", "step", "provider", "model"),
    weight="spans",
))  # fmt: skip
SPAN_HISTOGRAMS = histograms_of(
    "span",
    "rollup_span_histogram_fill",
    (
        "span_duration_ns", "step_duration_band", "service_duration_band", "queue_wait_ns", "input_tokens",
        "output_tokens",
    ),
)  # fmt: skip
TIME = measure_of("run", Sums(
    table="rollup_time",
    keys=("workflow", "release", "band"),
    sums=("runs", "unsplit", "duration_ns", *TIME_KINDS),
    texts=("workflow", "release"),
    weight="runs + unsplit",
))  # fmt: skip
TIME_PATHS = Measure("run", "rollup_path", "rollup_path_fill", "rollup_path_fold")
TRACES = measure_of("run", Sums(
    table="rollup_trace",
    keys=("workflow", "status"),
    sums=("traces", "unpriced_calls", "input_tokens", "output_tokens", "cost_nanousd"),
    texts=("workflow",),
    weight="traces",
))  # fmt: skip
RUNS = measure_of("run", Sums(
    table="rollup_run",
    keys=("workflow", "release", "prompt_fingerprint", "status"),
    sums=(
        "runs", "attempts", "useful_calls", "unpriced_calls", "input_tokens", "output_tokens", "cost_nanousd",
        "cost_nanousd_squared", "duration_ns", "duration_ns_squared", "runs_with_outcome", "successes", "failures",
        "value_nanousd", "minutes_saved", "human_minutes",
    ),
    texts=("workflow", "release", "prompt_fingerprint"),
    weight="runs",
))  # fmt: skip
TRACE_HISTOGRAMS = histograms_of(
    "run", "rollup_trace_histogram_fill", ("trace_duration_ns", "status_duration_ns"), names=MOST_NAMES
)
FINDINGS = measure_of("run", Sums(
    table="rollup_finding",
    keys=("workflow", "code"),
    sums=("traces", "causes"),
    texts=("workflow",),
    weight="traces",
))  # fmt: skip
