-- place, runs, failing: how many traces of a cohort started in each part of the time, and how many of them failed.
WITH judged AS (
    SELECT DISTINCT ON (trace_id) trace_id, value
    FROM score
    WHERE
        project_id = %(project_id)s AND name = %(score)s AND value IS NOT NULL
        AND at >= %(from_time)s::timestamptz - interval '1 day'
    ORDER BY trace_id, at DESC
)
SELECT
    width_bucket(start_time, %(edges)s::timestamptz[]) - 1 AS place, count(*) AS runs,
    count(*) FILTER (WHERE {failing}) AS failing
FROM trace
WHERE
    project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
    AND (({failing}) OR ({good})) {more}
GROUP BY 1
