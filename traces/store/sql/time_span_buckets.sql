-- name, log_bucket, spans: durations of the spans of some kinds and names that began from first to last.
SELECT name, each.log_bucket, sum(each.n)::bigint AS n
FROM rollup_histogram
CROSS JOIN LATERAL unnest(log_buckets, ns) AS each (log_bucket, n)
WHERE
    project_id = %(project_id)s AND measure = 'span_duration_ns' AND name = ANY(%(names)s::text[])
    AND bucket >= %(first)s AND bucket < %(last)s
GROUP BY 1, 2
