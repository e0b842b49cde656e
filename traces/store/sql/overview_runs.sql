-- place, value, runs, failed: runs by workflow, in the parts of a time that its edges make.
SELECT
    width_bucket(bucket, %(edges)s::timestamptz[]) - 1 AS place, workflow AS value, sum(runs)::bigint AS runs,
    coalesce(sum(runs) FILTER (WHERE status = 'error'), 0)::bigint AS failed
FROM rollup_run
WHERE project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s
GROUP BY 1, 2
