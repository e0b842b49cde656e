-- name, bucket or band, how many fell into it: of what began from first to last, of one measure.
SELECT name, each.log_bucket, sum(each.n)::bigint AS n
FROM rollup_histogram
CROSS JOIN LATERAL unnest(log_buckets, ns) AS each (log_bucket, n)
WHERE
    project_id = %(project_id)s AND measure = %(measure)s AND bucket >= %(first)s AND bucket < %(last)s
GROUP BY 1, 2
ORDER BY 1, 2
