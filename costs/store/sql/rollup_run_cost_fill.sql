-- Counted, for rollup_histograms: what runs cost, by workflow and of all together, of runs whose cost is known.
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
)
SELECT bucket, 'run_cost_nanousd' AS measure, named.name, log_bucket, count(*) AS n
FROM fact
CROSS JOIN LATERAL (VALUES ('workflow ' || workflow), ('all')) AS named (name)
GROUP BY 1, 3, 4
