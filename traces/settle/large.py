"""Traces of more than settings.MAX_TRACE_SPANS spans: settled with the sums the door added up, their spans not read.

So the work does not grow with the trace, however often a late batch opens it again. The sums may count a wrapper's
usage beside that of the calls beneath it; its number of spans tells such a trace from others.
"""

from collections.abc import Sequence

import orjson
from django.conf import settings

from traces.settle.runs import replace
from traces.settle.steps import SEARCH_CHARS
from traces.store import settling


def is_large(head: settling.Row) -> bool:
    span_count: int = head[3]
    return span_count > settings.MAX_TRACE_SPANS


def settle(project_id: int, now_ns: int, trace_ids: Sequence[bytes]) -> int:
    """Settles them, each as one run; answers how many. Those that saw spans since they were listed wait on."""
    runs = settling.settle_large(project_id, now_ns, trace_ids, SEARCH_CHARS)
    for run in runs:
        run["tags"] = orjson.loads(run["tags"]) if run["tags"] else None
    replace(project_id, [bytes.fromhex(run["trace_id"]) for run in runs], runs)
    return len(runs)
