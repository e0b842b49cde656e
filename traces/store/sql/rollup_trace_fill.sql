-- Returns nothing; the traces that started in some buckets.
-- A bucket keeps the commonest values of each free text; the rest of each is added up as (other).
WITH counted AS (
    SELECT
        date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, coalesce(workflow, '') AS workflow, status,
        count(*) AS traces, sum(unpriced_calls) AS unpriced_calls, sum(input_tokens) AS input_tokens,
        sum(output_tokens) AS output_tokens, sum(cost_nanousd) AS cost_nanousd
    FROM trace
    WHERE
        project_id = %(project_id)s
        AND start_time >= %(first)s AND start_time < %(last)s
        AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
    GROUP BY 1, 2, 3
),
kept AS (
    SELECT bucket, dimension, value
    FROM (
        SELECT
            bucket, dimension, value,
            row_number() OVER (PARTITION BY bucket, dimension ORDER BY value <> '', sum(traces) DESC, value) AS place
        FROM counted
        CROSS JOIN LATERAL (
            VALUES ('workflow', workflow)
        ) AS each (dimension, value)
        GROUP BY 1, 2, 3
    ) AS ranked
    WHERE place <= %(most)s
)
INSERT INTO rollup_trace (
    project_id, grain, bucket, workflow, status, traces, unpriced_calls, input_tokens, output_tokens, cost_nanousd
)
SELECT
    %(project_id)s, %(grain)s, bucket,
    CASE WHEN (bucket, 'workflow', workflow) IN (TABLE kept) THEN workflow ELSE '(other)' END,
    status,
    sum(traces), sum(unpriced_calls), sum(input_tokens), sum(output_tokens), sum(cost_nanousd)
FROM counted
GROUP BY 3, 4, 5
