-- Returns nothing; one hour as the sum of its minutes.
-- It too keeps the dearest values of each dimension; the rest of each is added up as (other).
WITH counted AS (
    SELECT
        dimension, value, sum(traces) AS traces, sum(calls) AS calls, sum(unpriced_calls) AS unpriced_calls,
        sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, sum(cost_nanousd) AS cost_nanousd
    FROM rollup_payer
    WHERE
        project_id = %(project_id)s AND grain = 'm'
        AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
    GROUP BY 1, 2
),
ranked AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY dimension ORDER BY value <> '', cost_nanousd DESC, calls DESC, value) AS place
    FROM counted
)
INSERT INTO rollup_payer (
    project_id, grain, bucket, dimension, value, traces, calls, unpriced_calls, input_tokens, output_tokens,
    cost_nanousd
)
SELECT
    %(project_id)s, 'h', %(hour)s, dimension, CASE WHEN place <= %(most)s THEN value ELSE '(other)' END,
    sum(traces), sum(calls), sum(unpriced_calls), sum(input_tokens), sum(output_tokens), sum(cost_nanousd)
FROM ranked
GROUP BY 4, 5
