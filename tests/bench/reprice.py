"""How long a million spans take to be priced anew: `python -m tests.bench.reprice [SPANS]`. Made by SQL, on a server of
its own; what the ticker does in a worker is done here in one process, one thing after the other."""

import os
import sys
import time
from typing import Any

from tests.bench import alone

SPANS_A_TRACE = 10

TRACES = """
INSERT INTO trace (project_id, trace_id, start_time, start_ns, end_ns, name, has_root, service, workflow,
    workflow_reason, status, span_count, error_count, call_count, unpriced_calls, input_tokens, output_tokens,
    cost_nanousd, models, providers, kinds, first_seen, last_seen, settled_at, settle_after, search)
SELECT %(project)s, md5(n::text)::uuid, at, (extract(epoch FROM at) * 1e9)::bigint,
    (extract(epoch FROM at) * 1e9)::bigint + 9000000000, 'answer', true, 'shop', 'answer', 'own', 'ok', 10, 0, 5, 0,
    5000, 500, 0, '{gpt-4.1}', '{openai}', '{llm,step}', at, at, now(), at, 'answer'
FROM (SELECT n, date_trunc('hour', now()) - interval '1 day' + n * interval '1 day' / %(traces)s AS at
      FROM generate_series(0, %(traces)s - 1) AS n) AS numbers
"""
RUNS = """
INSERT INTO trace_run (project_id, trace_id, run_id, start_time, duration_ns, workflow, status, attempts, useful_calls,
    unpriced_calls, input_tokens, output_tokens, cost_nanousd)
SELECT project_id, trace_id, replace(trace_id::text, '-', ''), start_time, 9000000000, workflow, 'ok', 5, 5, 0, 5000,
    500, 0
FROM trace
"""
SPANS = """
INSERT INTO span (project_id, trace_id, span_id, start_time, parent_span_id, start_ns, duration_ns, kind, name, status,
    service, workflow, provider, model, input_tokens, output_tokens, cache_read_tokens, cost_nanousd, cost_source,
    price_id, convention, usage_counted, body_hash, batch_id, body_index)
SELECT project_id, trace_id, decode(lpad(to_hex(place + 1), 16, '0'), 'hex'),
    to_timestamp(0) + (start_ns + place::bigint * 900000000) / 1000 * interval '1 microsecond',
    CASE WHEN place > 0 THEN decode('0000000000000001', 'hex') END, start_ns + place::bigint * 900000000, 800000000,
    CASE WHEN place %% 2 = 1 THEN 'llm' ELSE 'step' END, 'chat', 'ok', 'shop', 'answer',
    CASE WHEN place %% 2 = 1 THEN 'openai' END, CASE WHEN place %% 2 = 1 THEN 'gpt-4.1' END,
    CASE WHEN place %% 2 = 1 THEN 1000 + place END, CASE WHEN place %% 2 = 1 THEN 100 END,
    CASE WHEN place %% 2 = 1 THEN 500 END,
    CASE WHEN place %% 2 = 1 THEN 1 END, CASE WHEN place %% 2 = 1 THEN 'price' END,
    CASE WHEN place %% 2 = 1 THEN 1 END, 'genai', place %% 2 = 1, place, trace_id, place
FROM trace, generate_series(0, 9) AS place
ORDER BY start_ns, place
"""


def main() -> None:
    spans = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with alone.server():
        measure(spans)


def measure(spans: int) -> None:
    from datetime import UTC, datetime, timedelta

    from costs import reprice
    from traces import rollup, settle

    project = alone.project()
    alone.timed("made", lambda: make(project.pk, spans // SPANS_A_TRACE))
    now = datetime.now(UTC)
    until = now.replace(minute=0, second=0, microsecond=0)
    began = time.monotonic()
    job = reprice.start(project, until - timedelta(days=1), until, "bench")
    alone.timed("built", lambda: go_on(job))
    assert reprice.apply(job)
    alone.timed("swapped and settled", lambda: go_on(job))
    alone.timed("settled the rest", lambda: settle.settle_ready(project.pk, time.time_ns()))
    sys.stdout.write(f"in all {time.monotonic() - began:.1f} s for {spans:,} spans, load {os.getloadavg()[0]:.1f}\n")
    alone.timed("rolled up", lambda: roll_up(project.pk, rollup))


def go_on(job: Any) -> None:
    from costs import reprice

    while reprice.step(job):
        pass


def roll_up(project_id: int, rollup: Any) -> None:
    while rollup.recompute_ready(project_id, time.time_ns(), 0):
        pass


def make(project_id: int, traces: int) -> None:
    from datetime import UTC, datetime, timedelta

    from django.db import connection

    from traces.store import partitions

    today = datetime.now(UTC).date()
    partitions.ensure([today - timedelta(days=1), today])
    with connection.cursor() as cursor:
        for statement in (TRACES, RUNS, SPANS):
            cursor.execute(statement, {"project": project_id, "traces": traces})
        cursor.execute("VACUUM ANALYZE span")


if __name__ == "__main__":
    main()
