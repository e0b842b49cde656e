"""The roll-ups as they are and as a naive recount of all facts has them."""

import math
from collections import Counter
from typing import Any

from django.db import connection

from tests.factories import SECOND_NS, T0_NS, batch
from traces import rollup, settle
from traces.ingest.write import write
from traces.types import Span

HOUR_NS = 3_600 * SECOND_NS
MINUTE_NS = 60 * SECOND_NS
HOUR_START_NS = T0_NS // HOUR_NS * HOUR_NS
NOW_NS = HOUR_START_NS + 30 * MINUTE_NS
LONG_AGO_NS = T0_NS - 400 * 24 * HOUR_NS


def query(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def stored(spans: list[Span], **fields: Any) -> None:
    write(batch(spans, **fields))


def recompute(now_ns: int = NOW_NS, facts_since_ns: int = LONG_AGO_NS) -> int:
    return rollup.recompute_ready(1, now_ns, facts_since_ns)


SPAN_SUMS = "sum(spans), sum(duration_ns), sum(calls), sum(unpriced_calls), sum(input_tokens), sum(cost_nanousd)"
SPAN_FACTS = """
    SELECT date_trunc('hour', start_time), workflow, kind, coalesce(model, ''), status, count(*), sum(duration_ns),
        count(*) FILTER (WHERE usage_counted), count(*) FILTER (WHERE usage_counted AND cost_nanousd IS NULL),
        coalesce(sum(input_tokens) FILTER (WHERE usage_counted), 0),
        coalesce(sum(cost_nanousd) FILTER (WHERE usage_counted), 0)
    FROM span WHERE NOT superseded GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""
RUN_SUMS = "sum(runs), sum(attempts), sum(cost_nanousd), sum(cost_nanousd_squared), sum(duration_ns_squared)"
RUN_FACTS = """
    SELECT date_trunc('hour', start_time), workflow, status, count(*), sum(attempts), coalesce(sum(cost_nanousd), 0),
        coalesce(sum(cost_nanousd::numeric * cost_nanousd), 0), sum(duration_ns::numeric * duration_ns)
    FROM trace_run GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def check_against_facts() -> None:
    spans = f"SELECT date_trunc('hour', bucket), workflow, kind, model, status, {SPAN_SUMS} FROM rollup_span"
    assert query(f"{spans} GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5") == query(SPAN_FACTS)
    runs = f"SELECT date_trunc('hour', bucket), workflow, status, {RUN_SUMS} FROM rollup_run"
    assert query(f"{runs} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3") == query(RUN_FACTS)
    times = "SELECT sum(runs), sum(duration_ns), sum(generation), sum(own_code), sum(unaccounted) FROM rollup_time"
    parts = "sum(critical_ns[4]), sum(critical_ns[9]), sum(critical_ns[10])"
    assert query(times) == query(f"SELECT count(*)::numeric, sum(duration_ns), {parts} FROM trace_run")
    assert query("SELECT coalesce(sum(critical_ns), 0) FROM rollup_path") == query(
        "SELECT coalesce(sum(duration_ns), 0) FROM trace_run"
    )
    durations = [ns for (ns,) in query("SELECT duration_ns FROM span WHERE NOT superseded")]
    assert histogram("span_duration_ns") == Counter(map(log_bucket, durations))
    lasting = [ns for (ns,) in query("SELECT end_ns - start_ns FROM trace")]
    assert histogram("trace_duration_ns") == Counter(map(log_bucket, lasting))


def histogram(measure: str) -> Counter[int]:
    rows = query("SELECT log_buckets, ns FROM rollup_histogram WHERE measure = %s", measure)
    total: Counter[int] = Counter()
    for buckets, ns in rows:
        total.update(dict(zip(buckets, ns, strict=True)))
    return total


def log_bucket(value: int) -> int:
    return math.ceil(math.log(value) / math.log(1.01 / 0.99)) if value > 0 else -32768


def settle_and_recompute(now_ns: int = NOW_NS) -> None:
    settle.settle_ready(1, T0_NS + 400 * 24 * HOUR_NS)
    recompute(now_ns)


def check_span_sum(spans: int) -> None:
    assert query("SELECT sum(spans) FROM rollup_span") == [(spans,)]
