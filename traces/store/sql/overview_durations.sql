-- place, log bucket, n: how long traces took, in the parts of a time that its edges make.
SELECT
    width_bucket(rollup_histogram.bucket, %(edges)s::timestamptz[]) - 1 AS place, each.log_bucket,
    sum(each.n)::bigint AS n
FROM rollup_histogram
CROSS JOIN LATERAL unnest(log_buckets, ns) AS each (log_bucket, n)
WHERE
    project_id = %(project_id)s AND measure = 'status_duration_ns'
    AND rollup_histogram.bucket >= %(first)s AND rollup_histogram.bucket < %(last)s
GROUP BY 1, 2
