-- Returns nothing; histograms of what runs cost, by workflow and of all together, of runs whose cost is known. A bucket
-- keeps the commonest workflows; the rest is added up as (other).
WITH fact AS MATERIALIZED (
    SELECT
        date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, coalesce(workflow, '') AS workflow,
        CASE
            WHEN cost_nanousd <= 0 THEN -32768
            ELSE ceil(ln(cost_nanousd::double precision) / ln(1.01::double precision / 0.99))
        END::smallint AS log_bucket
    FROM trace_run
    WHERE
        project_id = %(project_id)s
        AND start_time >= %(first)s AND start_time < %(last)s
        AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
        AND cost_nanousd IS NOT NULL AND unpriced_calls = 0 AND attempts > 0
),
counted AS (
    SELECT bucket, 'run_cost_nanousd' AS measure, named.name, log_bucket, count(*) AS n
    FROM fact
    CROSS JOIN LATERAL (VALUES ('workflow ' || workflow), ('all')) AS named (name)
    GROUP BY 1, 3, 4
),
ranked AS (
    SELECT
        bucket, measure, name,
        row_number() OVER (PARTITION BY bucket, measure ORDER BY name <> 'all', sum(n) DESC, name) AS place
    FROM counted
    GROUP BY 1, 2, 3
),
summed AS (
    SELECT
        bucket, measure, CASE WHEN place <= %(most)s THEN name ELSE '(other)' END AS name, log_bucket, sum(n)::bigint AS n
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
