-- Counted, for rollup_histograms: one hour as the sum of its minutes.
SELECT %(hour)s::timestamptz AS bucket, measure, name, each.log_bucket, sum(each.n) AS n
FROM rollup_histogram
CROSS JOIN LATERAL unnest(log_buckets, ns) AS each (log_bucket, n)
WHERE
    project_id = %(project_id)s AND grain = 'm' AND measure = ANY(%(only)s)
    AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
GROUP BY 1, 2, 3, 4
