-- service and name of the work, log bucket, how many waited so long: of work that began from first to last.
SELECT name, each.log_bucket, sum(each.n)::bigint AS n
FROM rollup_histogram
CROSS JOIN LATERAL unnest(log_buckets, ns) AS each (log_bucket, n)
WHERE
    project_id = %(project_id)s AND measure = 'queue_wait_ns' AND bucket >= %(first)s AND bucket < %(last)s
GROUP BY 1, 2
ORDER BY 1, 2
