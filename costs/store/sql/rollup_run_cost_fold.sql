-- Returns nothing; one hour's histograms as the sum of its minutes'.
-- It too keeps the commonest names, three statuses of each workflow that is kept; the rest is added up as (other).
WITH counted AS (
    SELECT %(hour)s::timestamptz AS bucket, measure, name, each.log_bucket, sum(each.n) AS n
    FROM rollup_histogram
    CROSS JOIN LATERAL unnest(log_buckets, ns) AS each (log_bucket, n)
    WHERE
        project_id = %(project_id)s AND grain = 'm' AND measure = ANY(%(only)s)
        AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
    GROUP BY 1, 2, 3, 4
),
ranked AS (
    SELECT
        bucket, measure, name,
        row_number() OVER (PARTITION BY bucket, measure ORDER BY name <> '', sum(n) DESC, name) AS place
    FROM counted
    GROUP BY 1, 2, 3
),
summed AS (
    SELECT
        bucket, measure, CASE WHEN place <= 3 * %(most)s THEN name ELSE '(other)' END AS name, log_bucket,
        sum(n)::bigint AS n
    FROM counted
    JOIN ranked USING (bucket, measure, name)
    GROUP BY 1, 2, 3, 4
)
INSERT INTO rollup_histogram (project_id, grain, bucket, measure, name, log_buckets, ns)
SELECT
    %(project_id)s, 'h', bucket, measure, name,
    array_agg(log_bucket ORDER BY log_bucket), array_agg(n ORDER BY log_bucket)
FROM summed
GROUP BY bucket, measure, name
