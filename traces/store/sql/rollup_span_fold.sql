-- Returns nothing; one hour as the sum of its minutes.
-- It too keeps the commonest values of each free text; the rest of each is added up as (other).
WITH counted AS (
    SELECT
        %(hour)s::timestamptz AS bucket, workflow, step, kind, provider, model, price_id, status,
        sum(spans) AS spans, sum(duration_ns) AS duration_ns, sum(calls) AS calls,
        sum(unpriced_calls) AS unpriced_calls, sum(input_tokens) AS input_tokens,
        sum(output_tokens) AS output_tokens, sum(cache_read_tokens) AS cache_read_tokens,
        sum(cache_write_tokens) AS cache_write_tokens, sum(reasoning_tokens) AS reasoning_tokens,
        sum(cost_nanousd) AS cost_nanousd
    FROM rollup_span
    WHERE
        project_id = %(project_id)s AND grain = 'm'
        AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
    GROUP BY workflow, step, kind, provider, model, price_id, status
),
kept AS (
    SELECT bucket, dimension, value
    FROM (
        SELECT
            bucket, dimension, value,
            row_number() OVER (PARTITION BY bucket, dimension ORDER BY value <> '', sum(spans) DESC, value) AS place
        FROM counted
        CROSS JOIN LATERAL (
            VALUES ('workflow', workflow), ('step', step), ('provider', provider), ('model', model)
        ) AS each (dimension, value)
        GROUP BY 1, 2, 3
    ) AS ranked
    WHERE place <= %(most)s
)
INSERT INTO rollup_span (
    project_id, grain, bucket, workflow, step, kind, provider, model, price_id, status, spans, duration_ns, calls,
    unpriced_calls, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
    cost_nanousd
)
SELECT
    %(project_id)s, 'h', bucket,
    CASE WHEN (bucket, 'workflow', workflow) IN (TABLE kept) THEN workflow ELSE '(other)' END,
    CASE WHEN (bucket, 'step', step) IN (TABLE kept) THEN step ELSE '(other)' END,
    kind,
    CASE WHEN (bucket, 'provider', provider) IN (TABLE kept) THEN provider ELSE '(other)' END,
    CASE WHEN (bucket, 'model', model) IN (TABLE kept) THEN model ELSE '(other)' END,
    price_id,
    status,
    sum(spans), sum(duration_ns), sum(calls), sum(unpriced_calls), sum(input_tokens), sum(output_tokens),
    sum(cache_read_tokens), sum(cache_write_tokens), sum(reasoning_tokens), sum(cost_nanousd)
FROM counted
GROUP BY 3, 4, 5, 6, 7, 8, 9, 10
