-- place, value, calls, failed: model calls by model, in the parts of a time that its edges make.
SELECT
    width_bucket(bucket, %(edges)s::timestamptz[]) - 1 AS place, model AS value, sum(spans)::bigint AS calls,
    coalesce(sum(spans) FILTER (WHERE status = 'error'), 0)::bigint AS failed
FROM rollup_span
WHERE
    project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s
    AND kind IN ('llm', 'embedding') AND model <> ''
GROUP BY 1, 2
