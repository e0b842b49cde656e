-- Returns nothing; one hour's histograms as the sum of its minutes'.
INSERT INTO rollup_histogram (project_id, grain, bucket, measure, name, log_buckets, ns)
SELECT
    %(project_id)s, 'h', %(hour)s, measure, name,
    array_agg(log_bucket ORDER BY log_bucket), array_agg(n ORDER BY log_bucket)
FROM (
    SELECT measure, name, u.log_bucket, sum(u.n)::bigint AS n
    FROM rollup_histogram
    CROSS JOIN LATERAL unnest(log_buckets, ns) AS u (log_bucket, n)
    WHERE
        project_id = %(project_id)s AND grain = 'm' AND measure = ANY(%(only)s)
        AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
    GROUP BY 1, 2, 3
) AS summed
GROUP BY measure, name
