-- workflow, day, runs, failed, ns, with an outcome, good outcomes: of runs, by place of the day from 1.
SELECT
    workflow, width_bucket(bucket, %(starts)s::timestamptz[]), sum(runs)::bigint,
    coalesce(sum(runs) FILTER (WHERE status = 'error'), 0)::bigint, sum(duration_ns)::float8,
    sum(successes + failures)::float8, sum(successes)::float8
FROM rollup_run
WHERE project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s
GROUP BY 1, 2
