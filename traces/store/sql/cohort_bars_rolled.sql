-- place, runs, failing: what cohort_bars returns where failing means a cause, out of the roll-ups.
SELECT
    width_bucket(bucket, %(edges)s::timestamptz[]) - 1 AS place, sum(runs)::bigint AS runs, sum(failing)::bigint AS failing
FROM (
    SELECT bucket, traces AS runs, 0 AS failing
    FROM rollup_trace
    WHERE project_id = %(project_id)s AND bucket >= %(from_time)s AND bucket < %(to_time)s {more}
    UNION ALL
    SELECT bucket, 0 AS runs, causes AS failing
    FROM rollup_finding
    WHERE project_id = %(project_id)s AND bucket >= %(from_time)s AND bucket < %(to_time)s {more}
) AS both_sides
GROUP BY 1
