-- Returns nothing; adds what was counted to rollup_histogram. A bucket keeps the commonest names of each measure, none
-- among them; the rest is added up as (other).
WITH counted AS (
    {counted}
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
        bucket, measure, CASE WHEN place <= {names} * %(most)s THEN name ELSE '(other)' END AS name, log_bucket,
        sum(n)::bigint AS n
    FROM counted
    JOIN ranked USING (bucket, measure, name)
    GROUP BY 1, 2, 3, 4
)
INSERT INTO rollup_histogram (project_id, grain, bucket, measure, name, log_buckets, ns)
SELECT
    %(project_id)s, %(grain)s, bucket, measure, name,
    array_agg(log_bucket ORDER BY log_bucket), array_agg(n ORDER BY log_bucket)
FROM summed
GROUP BY bucket, measure, name
