-- Returns nothing; what the traces that started in some buckets cost, by user, session and each tag they bear.
-- A bucket keeps the dearest values of each; the rest of each is added up as (other).
WITH fact AS MATERIALIZED (
    SELECT
        date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, coalesce(user_id, '') AS user_id,
        coalesce(session, '') AS session, tags, call_count, unpriced_calls, input_tokens, output_tokens,
        coalesce(cost_nanousd, 0) AS cost_nanousd
    FROM trace
    WHERE
        project_id = %(project_id)s
        AND start_time >= %(first)s AND start_time < %(last)s
        AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
),
counted AS (
    SELECT
        bucket, dimension, left(value, 200) AS value, count(*) AS traces, sum(call_count) AS calls,
        sum(unpriced_calls) AS unpriced_calls, sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens,
        sum(cost_nanousd) AS cost_nanousd
    FROM fact
    CROSS JOIN LATERAL (
        SELECT 'user' AS dimension, user_id AS value
        UNION ALL
        SELECT 'session', session
        UNION ALL
        SELECT 'tag:' || key, each.value FROM jsonb_each_text(tags) AS each
    ) AS payer
    GROUP BY 1, 2, 3
),
ranked AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY bucket, dimension ORDER BY value <> '', cost_nanousd DESC, calls DESC, value)
        AS place
    FROM counted
)
INSERT INTO rollup_payer (
    project_id, grain, bucket, dimension, value, traces, calls, unpriced_calls, input_tokens, output_tokens,
    cost_nanousd
)
SELECT
    %(project_id)s, %(grain)s, bucket, dimension, CASE WHEN place <= %(most)s THEN value ELSE '(other)' END,
    sum(traces), sum(calls), sum(unpriced_calls), sum(input_tokens), sum(output_tokens), sum(cost_nanousd)
FROM ranked
GROUP BY 3, 4, 5
