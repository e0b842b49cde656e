"""Settling: once a trace has been quiet for some seconds, the steps of settings.SETTLE_STEPS work out what it was.

Works in batches, each one transaction, under a lock of the project; a crash loses nothing, for a trace stays open until
the transaction that settles it commits. A trace that fails is left for later and stops no other.
"""

import logging
from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.module_loading import import_string

from traces.settle import large, results
from traces.settle.values import SettlingSpan, SettlingTrace
from traces.store import locks, marks, settling
from traces.store.refusals import is_refusal
from traces.store.times import NS_PER_SECOND

log = logging.getLogger(__name__)

Step = Callable[[Sequence[SettlingTrace]], None]
MAX_TRACES = 1_000  # of one transaction
MAX_SPANS = 10_000  # of one transaction; a larger trace has one of its own, see also MAX_TRACE_SPANS


@cache
def settle_steps() -> tuple[Step, ...]:
    return tuple(import_string(path) for path in settings.SETTLE_STEPS)


def settle_ready(project_id: int, now_ns: int) -> int:
    """Settles every trace of the project that is quiet by now; answers how many it settled."""
    total = 0
    while True:
        found, settled = _settle_some(project_id, now_ns, MAX_TRACES)
        total += settled
        if not found:
            return total


def _settle_some(project_id: int, now_ns: int, limit: int) -> tuple[int, int]:
    """Like _settle_batch; should the store refuse the results, ever fewer traces, until the guilty one stands alone."""
    try:
        return _settle_batch(project_id, now_ns, limit)
    except DatabaseError as error:
        if not is_refusal(error):
            raise
        if limit > 1:
            return _settle_some(project_id, now_ns, limit // 2)
        log.exception("results of a trace of project %d cannot be stored", project_id)
        [head] = settling.quiet(project_id, now_ns, 1)
        settling.postpone(project_id, now_ns, [bytes(head[0])])
        return 1, 0


def _settle_batch(project_id: int, now_ns: int, limit: int) -> tuple[int, int]:
    """(traces looked at, traces settled); (0, 0) when nothing is ready or another worker is at it."""
    with transaction.atomic():
        if not locks.taken(f"settle {project_id}"):
            return 0, 0
        quiet = settling.quiet(project_id, now_ns, limit)
        if too_large := [bytes(head[0]) for head in quiet if large.is_large(head)]:
            return len(too_large), large.settle(project_id, now_ns, too_large)
        heads = _within_bounds(quiet)
        return len(heads), _settle_read(project_id, now_ns, heads) if heads else 0


def _settle_read(project_id: int, now_ns: int, heads: list[settling.Row]) -> int:
    """Reads the spans of these traces and settles them; answers how many it settled."""
    traces = _read(project_id, heads)
    if empty := [trace.trace_id for trace in traces if not trace.spans]:
        settling.close(project_id, now_ns, empty)
        marks.add(project_id, "run", [head[1] for head in heads if bytes(head[0]) in empty])
    good, failed = run_steps([trace for trace in traces if trace.spans])
    settled = results.write(project_id, now_ns, good)
    if failed:
        settling.postpone(project_id, now_ns, [trace.trace_id for trace in failed])
    return settled


def _within_bounds(heads: list[settling.Row]) -> list[settling.Row]:
    """As many of these traces, from the first, as fit one transaction; at least one."""
    spans = 0
    for taken, head in enumerate(heads):
        spans += head[3]
        if spans > MAX_SPANS:
            return heads[: max(taken, 1)]
    return heads


def _read(project_id: int, heads: list[settling.Row]) -> list[SettlingTrace]:
    first_ns = min(head[1] for head in heads)
    last_ns = max(head[2] for head in heads) + NS_PER_SECOND
    rows = settling.spans(project_id, [bytes(head[0]) for head in heads], first_ns, last_ns)
    spans = {bytes(key): [_span(row) for row in group] for key, group in groupby(rows, key=itemgetter(0))}
    return [
        SettlingTrace(project_id, bytes(trace_id), spans.get(bytes(trace_id), []), workflow, reason, (count, last_seen))
        for trace_id, _, _, count, last_seen, workflow, reason in heads
    ]


def _span(row: settling.Row) -> SettlingSpan:
    parent = row[2]
    order = (bytes(row[27]), row[28])
    return SettlingSpan._make((bytes(row[1]), parent and bytes(parent), *row[3:25], order, row[25], row[26], *row[29:]))


def run_steps(traces: Sequence[SettlingTrace]) -> tuple[list[SettlingTrace], list[SettlingTrace]]:
    """Takes the traces through every step: (those that came through, those that failed).

    All go together; only when that fails does each go alone, so that one bad trace is found and stops no other.
    """
    try:
        _all_steps(traces)
    except Exception:
        if len(traces) == 1:
            log.exception("trace %s of project %d cannot be settled", traces[0].trace_id.hex(), traces[0].project_id)
            return [], list(traces)
    else:
        return list(traces), []
    parts = [run_steps([trace.afresh()]) for trace in traces]
    return [each for good, _ in parts for each in good], [each for _, failed in parts for each in failed]


def _all_steps(traces: Sequence[SettlingTrace]) -> None:
    for step in settle_steps():
        step(traces)
