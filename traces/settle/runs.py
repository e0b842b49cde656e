"""Puts the runs of settled traces in place of those that stood there, and tells the apps above: settings.RUN_STEPS."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from traces.store import marks, settling
from traces.store.times import ns_of

Row = dict[str, Any]
RunStep = Callable[[int, Sequence[Row]], None]


@cache
def run_steps() -> tuple[RunStep, ...]:
    return tuple(import_string(path) for path in settings.RUN_STEPS)


def replace(project_id: int, trace_ids: Sequence[bytes], runs: list[Row], starts_ns: Iterable[int] = ()) -> None:
    """In the transaction that settles the traces; marks every minute in which a run, or one of `starts_ns`, began."""
    gone = settling.replace_runs(project_id, trace_ids, runs)
    for step in run_steps():
        step(project_id, runs)
    marks.add(project_id, "run", [*starts_ns, *(row["start_ns"] for row in runs), *map(ns_of, gone)])
